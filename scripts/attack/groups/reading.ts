import { type Arena, type Case, type Expected, type Group, probe, unexpected } from '../case.ts';
import { openWire } from '../open-wire.ts';
import { MARK, type Sent } from '../requests.ts';
import { tokenCommand } from '../target.ts';

const READING = {
  '/metrics': 'GET',
  '/stream': 'GET',
  '/history': 'GET',
  '/marks': 'POST',
  '/visit': 'POST',
} as const;
const PATHS = Object.keys(READING) as (keyof typeof READING)[];
/** More than may be under way. */
const STREAMS = 80;

const viewers = new Map<string, Promise<string>>();

/** A viewer's token of the receiver that is attacked. */
function viewerOf({ dataDir = '' }: Arena): Promise<string> {
  const made =
    viewers.get(dataDir) ?? tokenCommand(dataDir, 'add', `attack-viewer-${process.pid}`, '--viewer');
  viewers.set(dataDir, made);
  return made.then((text) => text.trim());
}

/** What a viewer asks; `{TOKEN}` in the target is its token. */
function viewed(
  name: string,
  { headers, target = '/metrics', ...sent }: Sent,
  expected: Expected,
  field?: string,
): Case {
  return {
    name,
    needsTokens: true,
    run: async (arena) => {
      const token = await viewerOf(arena);
      const withToken = { 'x-tempo-token': token, ...headers };
      const heard = await arena.ask({
        ...sent,
        target: target.replace('{TOKEN}', token),
        headers: withToken,
      });
      const wrong = unexpected(heard, expected);
      const body = heard.answers[0]?.body ?? '';
      if (field !== undefined && JSON.parse(body).field !== field) wrong.push(`names ${body}`);
      return wrong;
    },
  };
}

const strangers: Case[] = PATHS.flatMap((target) => {
  const method = READING[target];
  const at = (name: string, sent: Sent, expected: Expected) =>
    probe(`${target} ${name}`, { target, method, ...sent }, expected);
  return [
    at('with no token', { headers: { 'x-tempo-token': undefined } }, 401),
    at('with an unknown one', { headers: { 'x-tempo-token': `tempo_${'A'.repeat(43)}` } }, 401),
    at("with a sender's", {}, 401),
    at('of a page', { headers: { origin: 'https://evil.example' } }, 403),
    at('of a page that only looks', { headers: { 'sec-fetch-site': 'same-site' } }, 403),
    at('by another method', { method: 'DELETE' }, 405),
    at('to change the protocol', { headers: { upgrade: 'websocket', connection: 'Upgrade' } }, 401),
    viewed(
      `${target} with a viewer's token in the address`,
      { method, target: `${target}?token={TOKEN}`, headers: { 'x-tempo-token': undefined } },
      401,
    ),
    viewed(
      `${target} of a page that has a viewer's token`,
      { method, target, headers: { origin: 'null' } },
      403,
    ),
  ];
});

const bodies: Case[] = (['/marks', '/visit'] as const).flatMap((target) => {
  const at = (name: string, sent: Sent, expected: Expected) =>
    viewed(`${target} with ${name}`, { target, ...sent }, expected);
  return [
    ...[
      '',
      '{',
      'null',
      '[]',
      '{}',
      `{"seqs":"${MARK}"}`,
      '{"seqs":[1e999],"flag":"acked","on":true}',
      `{"seqs":[1],"flag":"${MARK}","on":true}`,
      '{"seq":-1}',
      `{"seq":"${MARK}"}`,
      '{"__proto__":{"seq":1}}',
      '['.repeat(100_000),
    ].map((body) => at(JSON.stringify(body.slice(0, 40)), { body }, 422)),
    at('text', { headers: { 'content-type': 'text/plain' } }, 415),
    at('a packed body', { headers: { 'content-encoding': 'gzip' } }, 415),
    at('5 MiB', { body: ' '.repeat(5 * 2 ** 20) }, 413),
  ];
});

/** Asks for the stream; resolves with the status, or 0, and the connection is kept. */
function openStream(arena: Arena, token: string): Promise<{ status: number; close(): void }> {
  const { socket } = openWire(arena, arena.newAddress());
  socket.write(`GET /stream HTTP/1.1\r\nHost: x\r\nX-Tempo-Token: ${token}\r\n\r\n`);
  return new Promise((done) => {
    const close = () => void socket.destroy();
    socket.once('data', (bytes) => done({ status: Number(String(bytes).slice(9, 12)), close }));
    socket.once('error', () => done({ status: 0, close }));
  });
}

export const reading: Group = {
  name: 'reading routes',
  cases: [
    ...strangers,
    viewed("a viewer's token, for the metrics", { method: 'GET' }, 200),
    ...['/ingest', '/events', '/message', '/message?token={TOKEN}'].map((target) =>
      viewed(`a viewer's token at ${target}`, { target }, 401),
    ),
    viewed(
      'the history before what is no number',
      { method: 'GET', target: `/history?before=${MARK}` },
      422,
      '?before',
    ),
    viewed(
      'the history before a number without end',
      { method: 'GET', target: `/history?before=${'9'.repeat(400)}` },
      422,
      '?before',
    ),
    viewed(
      'the stream behind what is no number',
      { method: 'GET', target: '/stream', headers: { 'last-event-id': MARK } },
      422,
      '?after',
    ),
    viewed(
      'the stream behind a negative number',
      { method: 'GET', target: '/stream?after=-1' },
      422,
      '?after',
    ),
    ...bodies,
    {
      name: `${STREAMS} streams, which are too many, and an event`,
      needsTokens: true,
      run: async (arena) => {
        const token = await viewerOf(arena);
        const streams = await Promise.all(Array.from({ length: STREAMS }, () => openStream(arena, token)));
        const wrong = unexpected(await arena.ask({}), 202);
        for (const { close } of streams) close();
        const odd = streams.filter(({ status }) => status !== 200 && status !== 429);
        const refused = streams.filter(({ status }) => status === 429);
        if (odd.length > 0) wrong.push(`answers ${odd[0]!.status}`);
        return refused.length > 0 ? wrong : [...wrong, 'none is refused'];
      },
    },
  ],
};
