import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { warmSegments } from '../history.ts';
import { sendLoad } from '../load.ts';
import {
  fromPairs,
  interleave,
  type Measured,
  NotMeasurable,
  type Options,
  progress,
  type Row,
} from '../measured.ts';
import { Home, plainEnv, serve, server } from '../tempo.ts';
import { makeDir, outputOf, removeDir, start } from '../workshop.ts';

const VERSION = '1.0.0-beta.3';
const LAUNCHER = fileURLToPath(new URL('../programs/json-server.js', import.meta.url));
const STORED = { count: 10_000 };
const SENDING = { connections: 10, keepAlive: false };

/** How many events are taken in with some stored, against the JSON file that is written whole each time. */
export const jsonServerRow: Row = {
  name: 'ingest-json-server',
  work: 'the same, 10 connections, 10,000 events stored',
  comparison: `json-server ${VERSION} (lowdb's JSONFile)`,
  goal: { of: 'ratio', bound: 'at least', value: 100 },
  measure,
};

async function measure({ rounds, seconds }: Options): Promise<Measured> {
  const modules = await install();
  const stored = warmSegments(STORED)
    .flatMap((path) => readFileSync(path, 'utf8').trimEnd().split('\n'))
    .map((line): unknown => JSON.parse(line).event);
  const pairs = await interleave(
    rounds,
    async () => {
      const home = await Home.make(STORED);
      const served = await serve(home);
      try {
        const load = { ...SENDING, url: served.url, headers: home.headers, seconds, status: 202 };
        return (await sendLoad(load)).rate;
      } finally {
        await served.stop();
        home.remove();
      }
    },
    async () => {
      const dir = makeDir();
      const file = join(dir, 'db.json');
      // It serves this folder and does not start without it.
      mkdirSync(join(dir, 'public'));
      writeFileSync(file, JSON.stringify({ events: stored }));
      const other = await server(
        start([process.execPath, LAUNCHER, modules, file], {
          cwd: dir,
          env: { ...plainEnv(dir), NODE_ENV: 'production' },
          stdio: ['ignore', 'pipe', 'inherit'],
        }),
        'stdout',
      );
      try {
        // It answers some ten times a second: one second would be counting on one's fingers.
        const load = { ...SENDING, url: other.url, headers: {}, seconds: Math.max(3, seconds), status: 201 };
        return (await sendLoad(load)).rate;
      } finally {
        await other.stop();
        removeDir(dir);
      }
    },
  );
  return fromPairs('events/s', pairs);
}

/** Installs json-server outside of this project, once for all runs; returns its `node_modules`. */
async function install(): Promise<string> {
  const dir = join(tmpdir(), `tempo-tui-bench-json-server-${userInfo().uid}-${VERSION}`);
  const modules = join(dir, 'node_modules');
  if (existsSync(join(modules, 'json-server', 'lib', 'app.js'))) return modules;
  progress(`installing json-server ${VERSION} in ${dir}, kept for other runs`);
  const command = ['npm', 'install', '--prefix', dir, '--no-audit', '--no-fund', `json-server@${VERSION}`];
  await outputOf(command, { cwd: tmpdir() }).catch(() => {
    throw new NotMeasurable('json-server could not be installed');
  });
  return modules;
}
