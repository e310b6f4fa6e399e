import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import type { Terminal } from '../../scripts/terminal.ts';
import {
  addToken,
  type Home,
  makeHome,
  post,
  proxmoxEvent,
  runCli,
  serveProgram,
  showProgram,
  stopProgram,
} from './program.ts';
import { describeInTerminal } from './terminal.ts';

/** A home in which every process of Node writes down at its end which files it loaded. */
function watchedHome(): { home: Home; loaded(): Promise<string[]> } {
  const home = makeHome();
  const reports = join(home.dir, 'loaded');
  const watched = { ...home, env: { ...home.env, NODE_V8_COVERAGE: reports } };
  const loaded = async () => {
    const written = await vi.waitFor(() => reportsIn(reports));
    const urls = written.flatMap(({ result }) => result.map(({ url }) => url));
    const files = urls.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url));
    return [...new Set(files.map((file) => relative('.', file)))].sort();
  };
  return { home: watched, loaded };
}

function reportsIn(dir: string): { result: { url: string }[] }[] {
  const names = readdirSync(dir);
  expect(names).not.toEqual([]);
  return names.map((name) => JSON.parse(readFileSync(join(dir, name), 'utf8')));
}

/** The packages that files are of. */
function packagesOf(files: readonly string[]): Set<string> {
  const names = files.map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]);
  return new Set(names.filter((name) => name !== undefined));
}

const ALONE = ['dist/cli.js'];

describe('the files that the program loads', () => {
  it.each([[['--version']], [['token', 'list']], [['list', '--json']]])(
    'are itself alone for %j',
    async (args) => {
      const { home, loaded } = watchedHome();
      await runCli(home, ...args);
      expect(await loaded()).toEqual(ALONE);
    },
  );

  it('are itself alone while it receives, too', async () => {
    const { home, loaded } = watchedHome();
    const token = await addToken(unwatched(home));
    const served = await serveProgram(home);
    expect((await post(served.endpoint, token, proxmoxEvent('Backup done'))).status).toBe(202);
    expect(await stopProgram(served)).toBe(0);
    expect(await loaded()).toEqual(ALONE);
  });
});

/** The same home, in which nothing is written down. */
function unwatched({ env: { NODE_V8_COVERAGE: _, ...env }, ...home }: Home): Home {
  return { ...home, env };
}

/** Shows a timeline with an event, lets keys be pressed, and ends it. */
async function useTimeline(home: Home, use: (terminal: Terminal) => Promise<unknown>): Promise<void> {
  const token = await addToken(unwatched(home));
  const { terminal, endpoint } = await showProgram(home);
  await post(endpoint, token, proxmoxEvent('Backup done'));
  await terminal.waitFor(/Backup done .*Info/);
  await use(terminal);
  await terminal.press('C-c');
  expect(await terminal.exited()).toBe(0);
}

describeInTerminal('the files that the timeline loads', () => {
  it('are itself alone while one looks', async () => {
    const { home, loaded } = watchedHome();
    await useTimeline(home, async (terminal) => {
      await terminal.press('?');
      await terminal.waitFor('move down');
    });
    expect(await loaded()).toEqual(ALONE);
  });

  it('are those that copy from the first copy on', async () => {
    const { home, loaded } = watchedHome();
    await useTimeline(home, async (terminal) => {
      await terminal.press('n');
      await terminal.waitFor('copied node name: pve-01');
    });
    const packages = packagesOf(await loaded());
    expect(packages).toContain('clipboardy');
    expect(packages).not.toContain('open');
  });

  it("have no bridge to React's developer tools, which DEV=true would start", async () => {
    const { terminal } = await showProgram(makeHome(), { env: { DEV: 'true' } });
    await terminal.waitFor('No events yet');
    await terminal.press('C-c');
    expect(await terminal.exited()).toBe(0);
  });
});
