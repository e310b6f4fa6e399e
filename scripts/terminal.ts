import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PATIENCE_MS = 20_000;
/** What is waited for is looked at again after so long, in milliseconds. */
const MOST_REST_MS = 50;
/** A program ends within this, in milliseconds, when its terminal has gone. */
const ENDING_MS = 3000;

export interface TerminalOptions {
  columns: number;
  rows: number;
  env: Record<string, string>;
  /** Keeps every byte that the program writes, for `recorded`. */
  record?: boolean;
}

/** A real terminal (tmux, on a socket of its own) with a program in it. */
export class Terminal {
  readonly #dir = mkdtempSync(join(tmpdir(), 'tempo-tui-terminal-'));
  readonly #socket = join(this.#dir, 'tmux');
  readonly #exitFile = join(this.#dir, 'exit-code');
  readonly #recordFile = join(this.#dir, 'record');

  private constructor() {}

  /** Starts `command` in a terminal of exactly this size. */
  static async start(
    command: readonly string[],
    { columns, rows, env, record = false }: TerminalOptions,
  ): Promise<Terminal> {
    const terminal = new Terminal();
    const given = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const settings = [
      ['set', '-g', 'status', 'off', ';'],
      ['set', '-g', 'default-terminal', 'tmux-256color', ';'],
      ['set', '-s', 'escape-time', '0', ';'],
    ].flat();
    const size = ['-x', String(columns), '-y', String(rows)];
    // A shell around the program writes its exit code down, and keeps the pane to be looked at.
    const recording = record ? `tmux pipe-pane 'cat > ${terminal.#recordFile}'; ` : '';
    const noted = ['sh', '-c', `${recording}"$@"; echo $? > '${terminal.#exitFile}'; exec cat`, 'sh'];
    // tmux puts its own PATH before any given one.
    const withPath = ['env', `PATH=${env.PATH ?? process.env.PATH}`, ...command];
    await terminal.#tmux(
      ...settings,
      'new-session',
      '-d',
      '-s',
      'it',
      ...size,
      ...given,
      ...noted,
      ...withPath,
    );
    return terminal;
  }

  /** The text on the screen, one line a row. */
  screen(): Promise<string> {
    return this.#tmux('capture-pane', '-p', '-t', 'it');
  }

  /** The screen with its colours, as SGR sequences. */
  styledScreen(): Promise<string> {
    return this.#tmux('capture-pane', '-p', '-e', '-t', 'it');
  }

  /** Waits until the screen holds all of `wanted`, and returns it. */
  waitFor(...wanted: (string | RegExp)[]): Promise<string> {
    return until(async () => {
      const screen = await this.screen();
      for (const each of wanted) {
        const there = typeof each === 'string' ? screen.includes(each) : each.test(screen);
        if (!there) throw new Error(`not on the screen: ${each}\n${screen}`);
      }
      return screen;
    });
  }

  /** Presses keys by tmux's names, such as `Down`, `Enter`, `C-c`, or a letter. */
  async press(...keys: string[]): Promise<void> {
    await this.#tmux('send-keys', '-t', 'it', ...keys);
  }

  /** Sends characters as a terminal sends them, escape sequences among them. */
  async type(text: string): Promise<void> {
    await this.#tmux('send-keys', '-t', 'it', '-l', text);
  }

  /** Pastes as a terminal does: between marks only where the program asked for them. */
  async paste(text: string): Promise<void> {
    await this.#tmux('set-buffer', '-b', 'pasted', text);
    await this.#tmux('paste-buffer', '-p', '-d', '-b', 'pasted', '-t', 'it');
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux('resize-window', '-t', 'it', '-x', String(columns), '-y', String(rows));
  }

  /** The program's process id. */
  async pid(): Promise<number> {
    const shell = await this.fact('#{pane_pid}');
    const { stdout } = await run('ps', ['-o', 'pid=', '--ppid', shell]);
    return Number(stdout.trim());
  }

  /** Waits for the program to end; returns its exit code. */
  exited(): Promise<number> {
    return until(async () => {
      const code = readFileSync(this.#exitFile, 'utf8').trim();
      if (code === '') throw new Error('the exit code is not written yet');
      return Number(code);
    });
  }

  /** Every byte the program has written so far, where that is recorded. */
  recorded(): Buffer {
    return readFileSync(this.#recordFile);
  }

  /** A tmux format, such as `#{alternate_on}` or `#{pane_pid}`, filled in. */
  async fact(format: string): Promise<string> {
    return (await this.#tmux('display-message', '-p', '-t', 'it', format)).trim();
  }

  /** Puts a text into a paste buffer of its own. */
  async setBuffer(text: string): Promise<void> {
    await this.#tmux('set-buffer', '-b', 'kept', text);
  }

  /** All paste buffers with what is in them. */
  async buffers(): Promise<string> {
    return (await this.#tmux('list-buffers', '-F', '#{buffer_name}: #{buffer_size} #{buffer_sample}')).trim();
  }

  /** From now on keeps what the program sends to the terminal, byte by byte; returns how to read it. */
  async record(): Promise<() => string> {
    const file = join(this.#dir, 'sent');
    writeFileSync(file, '');
    await this.#tmux('pipe-pane', '-t', 'it', `cat >> '${file}'`);
    return () => readFileSync(file, 'utf8');
  }

  /** Resolves when nothing runs in it any more; what does not end with its terminal is killed. */
  async close(): Promise<void> {
    const session = await this.fact('#{pane_pid}').catch(() => '');
    await this.#tmux('kill-server').catch(() => {});
    // It may still write down what it has to, into folders that are taken away then.
    for (const end = performance.now() + ENDING_MS; processesOf(session).length > 0; ) {
      if (performance.now() > end) for (const pid of processesOf(session)) killNow(pid);
      await setTimeout(MOST_REST_MS / 5);
    }
    await until(async () => rmSync(this.#dir, { recursive: true, force: true }));
  }

  async #tmux(...args: string[]): Promise<string> {
    const { stdout } = await run('tmux', ['-S', this.#socket, '-f', '/dev/null', '-u', ...args], {
      env: { PATH: process.env.PATH, HOME: this.#dir, TERM: 'xterm-256color', LANG: 'C.UTF-8' },
    });
    return stdout;
  }
}

/** The living processes of a session, as far as /proc tells (proc_pid_stat(5)). */
function processesOf(session: string): number[] {
  if (session === '' || !existsSync('/proc/self/stat')) return [];
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const [state, , , its] = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return its === session && state !== 'Z' ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** Tries until it works, at first again and again without much of a rest, or patience ends with the last error. */
export async function until<R>(attempt: () => Promise<R>): Promise<R> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let restMs = 5; ; restMs = Math.min(2 * restMs, MOST_REST_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await setTimeout(restMs);
  }
}
