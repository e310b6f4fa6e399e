import type { ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { type HistoryKind, layHistory, OLDEST_TITLE } from './history.ts';
import { PtyProgram } from './pty.ts';
import type { VirtualScreen } from './virtual-screen.ts';
import { end, makeDir, outputOf, removeDir, start, waitForText } from './workshop.ts';

/** The built program. */
export const CLI = resolve('dist/cli.js');

/** The environment of a program that is measured: nothing of this one's but the PATH. */
export function plainEnv(dir: string): Record<string, string> {
  return { HOME: dir, TZ: 'UTC', LANG: 'C.UTF-8', PATH: process.env.PATH ?? '' };
}

/** A home for the program with a token, and a history where one is wanted. */
export class Home {
  readonly dir = makeDir();
  readonly env: Record<string, string> = { ...plainEnv(this.dir), TEMPO_TUI_DATA: join(this.dir, 'data') };
  #token = '';

  private constructor() {}

  static async make(history?: HistoryKind): Promise<Home> {
    const home = new Home();
    if (history) layHistory(history, join(home.dir, 'data'));
    const added = [process.execPath, CLI, 'token', 'add', 'proxmox', '--provider', 'com.proxmox'];
    home.#token = (await outputOf(added, { env: home.env })).trim();
    return home;
  }

  /** A token that lets read. */
  async viewerToken(): Promise<string> {
    const added = [process.execPath, CLI, 'token', 'add', 'viewer', '--viewer'];
    return (await outputOf(added, { env: this.env })).trim();
  }

  /** The headers that let an event in. */
  get headers(): Record<string, string> {
    return { 'X-Tempo-Token': this.#token };
  }

  remove(): void {
    removeDir(this.dir);
  }
}

/** A server under measurement. */
export interface Server {
  url: string;
  child: ChildProcess;
  stop(): Promise<void>;
}

/** The receiver alone, on a free port; its line for each event goes nowhere. */
export async function serve(home: Home): Promise<Server> {
  const command = [process.execPath, CLI, 'serve', '--port', '0', '--rate-limit', '0'];
  return server(start(command, { env: home.env, stdio: ['ignore', 'ignore', 'pipe'] }), 'stderr');
}

/** Waits until a program says where it listens. */
export async function server(child: ChildProcess, stream: 'stdout' | 'stderr'): Promise<Server> {
  const [url] = await waitForText(child, stream, /http:\/\/127\.0\.0\.1:\d+\/\S+/);
  return { url, child, stop: () => end(child) };
}

/** The timeline in a terminal, on a free port. */
export function show(home: Home, size: { columns?: number; rows?: number } = {}): Promise<PtyProgram> {
  const command = [process.execPath, CLI, '--port', '0', '--rate-limit', '0'];
  return PtyProgram.start(command, { env: home.env, ...size });
}

/** Whether the whole screen is painted: the keys stand at the bottom, which is written last. */
export function hasFooter(screen: VirtualScreen): boolean {
  return /\bquit\b/.test(screen.line(screen.rows - 1));
}

/** Whether the screen is painted and the timeline has rows of a made history. */
export function hasRows(screen: VirtualScreen): boolean {
  return hasFooter(screen) && /\d\d:\d\d .*pve-\d/.test(screen.text());
}

/** Whether the timeline is there and nothing of the history is left to be read. */
export function isIndexed(screen: VirtualScreen): boolean {
  return hasRows(screen) && !/indexing/i.test(`${screen.line(0)} ${screen.line(1)}`);
}

/** Where the program in the terminal listens, as its first line says. */
export function endpointOn(screen: VirtualScreen): string {
  const found = /http:\/\/\S+\/ingest/.exec(screen.line(0));
  if (!found) throw new Error(`no endpoint on the screen:\n${screen.text()}`);
  return found[0];
}

/** How long it may take until no more is said of indexing, in milliseconds. */
const STEADY_MS = 500;

/**
 * Waits until the whole history is there, and goes to its end to see that it is.
 *
 * @returns milliseconds from the start of the program until then
 */
export async function historyReady(program: PtyProgram): Promise<number> {
  let ready = await program.waitFor(isIndexed);
  // What is said of the progress may come only after a first frame.
  for (let before = -1; before !== ready; ) {
    before = ready;
    await new Promise((done) => setTimeout(done, STEADY_MS));
    if (!isIndexed(program.screen)) ready = await program.waitFor(isIndexed);
  }
  await program.press('G');
  await program.waitFor((screen) => screen.text().includes(OLDEST_TITLE), 30_000);
  return ready;
}
