import { fileURLToPath } from 'node:url';
import { type LoadResult, sendLoad } from '../load.ts';
import { fromPairs, interleave, type Measured, type Options, type Row } from '../measured.ts';
import { endpointOn, Home, hasFooter, plainEnv, type Server, serve, server, show } from '../tempo.ts';
import { end, makeDir, start, waitForText } from '../workshop.ts';

const BARE = fileURLToPath(new URL('../programs/bare-server.js', import.meta.url));
const VIEWERS = fileURLToPath(new URL('../programs/viewers.js', import.meta.url));

type Sending = { connections: number; keepAlive: boolean };
const KEEP_ALIVE: Sending = { connections: 100, keepAlive: true };
/** How Proxmox sends. */
const NEW_CONNECTIONS: Sending = { connections: 10, keepAlive: false };

/** How many events are taken in, against a server that only answers. */
export const keepAliveRow: Row = {
  name: 'ingest-keep-alive',
  work: 'durable ingest (token, checks, fdatasync before the answer), 100 keep-alive connections',
  comparison: 'bare node:http that reads the body and answers',
  goal: { of: 'ratio', bound: 'at least', value: 0.5 },
  measure: (options) => againstBare(options, KEEP_ALIVE),
};

/** How many events are taken in, against a server that only answers. */
export const newConnectionsRow: Row = {
  name: 'ingest-new-connections',
  work: 'the same, 10 connections, a new one for each request',
  comparison: 'the same bare server',
  goal: { of: 'ratio', bound: 'at least', value: 0.4 },
  measure: (options) => againstBare(options, NEW_CONNECTIONS),
};

/** How many events are taken in, against a server that only answers. */
export const onScreenRow: Row = {
  name: 'ingest-on-screen',
  work: 'ingest while the timeline is on the screen and follows, 100 keep-alive connections',
  comparison: 'ingest by `serve`',
  goal: { of: 'ratio', bound: 'at least', value: 0.8 },
  measure: onScreen,
};

/** Ten timelines that read along, which share the machine with the receiver and the senders. */
export const viewersRow: Row = {
  name: 'ingest-ten-viewers',
  work: 'ingest while ten viewers read along, 100 keep-alive connections',
  comparison: 'ingest by `serve` with nobody attached',
  goal: { of: 'ratio', bound: 'at least', value: 0.5 },
  measure: (options) => withViewers(options, 'reading'),
};

/** Ten viewers that hold their line and read nothing. */
export const stillViewersRow: Row = {
  name: 'ingest-still-viewers',
  work: 'ingest while ten viewers are attached and read nothing, 100 keep-alive connections',
  comparison: 'ingest by `serve` with nobody attached',
  goal: { of: 'ratio', bound: 'at least', value: 0.9 },
  measure: (options) => withViewers(options, 'still'),
};

async function withViewers({ rounds, seconds }: Options, how: 'reading' | 'still'): Promise<Measured> {
  const pairs = await interleave(
    rounds,
    async () => {
      const home = await Home.make();
      const token = await home.viewerToken();
      const served = await serve(home);
      const command = [process.execPath, VIEWERS, served.url, token, '10', how];
      const viewers = start(command, { env: home.env, stdio: ['ignore', 'pipe', 'inherit'] });
      try {
        await waitForText(viewers, 'stdout', /all are attached/);
        const load = { ...KEEP_ALIVE, url: served.url, headers: home.headers, seconds, status: 202 };
        return (await sendLoad(load)).rate;
      } finally {
        await end(viewers);
        await served.stop();
        home.remove();
      }
    },
    () => serveLoad(seconds, KEEP_ALIVE).then(({ rate }) => rate),
  );
  return fromPairs('events/s', pairs);
}

async function againstBare({ rounds, seconds }: Options, sending: Sending): Promise<Measured> {
  const busy: number[] = [];
  const pairs = await interleave(
    rounds,
    () => serveLoad(seconds, sending).then(({ rate }) => rate),
    async () => {
      const bare = await bareServer();
      try {
        const result = await sendLoad({ ...sending, url: bare.url, headers: {}, seconds, status: 202 });
        busy.push(result.senderBusy);
        return result.rate;
      } finally {
        await bare.stop();
      }
    },
  );
  return fromPairs('events/s', pairs, senderNote(busy));
}

async function onScreen({ rounds, seconds }: Options): Promise<Measured> {
  const pairs = await interleave(
    rounds,
    async () => {
      const home = await Home.make();
      const shown = await show(home);
      try {
        await shown.waitFor(hasFooter);
        const url = endpointOn(shown.screen);
        const load = { ...KEEP_ALIVE, url, headers: home.headers, seconds, status: 202 };
        return (await sendLoad(load)).rate;
      } finally {
        await shown.close();
        home.remove();
      }
    },
    () => serveLoad(seconds, KEEP_ALIVE).then(({ rate }) => rate),
  );
  return fromPairs('events/s', pairs);
}

/** Measures the receiver alone, with an empty data directory. */
async function serveLoad(seconds: number, sending: Sending): Promise<LoadResult> {
  const home = await Home.make();
  const served = await serve(home);
  try {
    return await sendLoad({ ...sending, url: served.url, headers: home.headers, seconds, status: 202 });
  } finally {
    await served.stop();
    home.remove();
  }
}

function bareServer(): Promise<Server> {
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  return server(start([process.execPath, BARE], { env: plainEnv(makeDir()), stdio }), 'stdout');
}

/** A sender that is at its own limit makes the bare server look slower than it is. */
function senderNote(busy: readonly number[]): string {
  const percent = Math.round(100 * Math.max(...busy));
  return `sender busy ${percent} % of the time with the bare server`;
}
