import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, onTestFinished, vi } from 'vitest';

const run = promisify(execFile);

export interface TerminalOptions {
  columns: number;
  rows: number;
  env: Record<string, string>;
}

/** A real terminal (tmux, on a socket of its own) with a program in it. */
export class Terminal {
  readonly #socket: string;
  readonly #dir: string;
  readonly #exitFile: string;

  private constructor(dir: string) {
    this.#dir = dir;
    this.#socket = join(dir, 'tmux');
    this.#exitFile = join(dir, 'exit-code');
  }

  /** Starts `command` in a terminal of exactly this size; it is closed when the test ends. */
  static async start(command: readonly string[], options: TerminalOptions): Promise<Terminal> {
    const terminal = new Terminal(mkdtempSync(join(tmpdir(), 'tempo-tui-terminal-')));
    onTestFinished(() => terminal.close());
    const { columns, rows, env } = options;
    const given = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const settings = [
      ['set', '-g', 'status', 'off', ';'],
      ['set', '-g', 'default-terminal', 'tmux-256color', ';'],
      ['set', '-s', 'escape-time', '0', ';'],
    ].flat();
    const size = ['-x', String(columns), '-y', String(rows)];
    // A shell around the program writes its exit code down, and keeps the pane to be looked at.
    const noted = ['sh', '-c', `"$@"; echo $? > '${terminal.#exitFile}'; exec cat`, 'sh'];
    // It also puts its own PATH before any given one.
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
  async waitFor(...wanted: (string | RegExp)[]): Promise<string> {
    return vi.waitFor(
      async () => {
        const screen = await this.screen();
        for (const each of wanted) {
          const there = typeof each === 'string' ? screen.includes(each) : each.test(screen);
          if (!there) throw new Error(`not on the screen: ${each}\n${screen}`);
        }
        return screen;
      },
      { timeout: 10_000, interval: 50 },
    );
  }

  /** Presses keys by tmux's names, such as `Down`, `Enter`, `C-c`, or a letter. */
  async press(...keys: string[]): Promise<void> {
    await this.#tmux('send-keys', '-t', 'it', ...keys);
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
  async exited(): Promise<number> {
    return vi.waitFor(
      () => {
        const code = readFileSync(this.#exitFile, 'utf8').trim();
        if (code === '') throw new Error('the exit code is not written yet');
        return Number(code);
      },
      { timeout: 10_000, interval: 50 },
    );
  }

  /** A tmux format, such as `#{alternate_on}` or `#{pane_pid}`, filled in. */
  async fact(format: string): Promise<string> {
    return (await this.#tmux('display-message', '-p', '-t', 'it', format)).trim();
  }

  async close(): Promise<void> {
    await this.#tmux('kill-server').catch(() => {});
    rmSync(this.#dir, { recursive: true, force: true, maxRetries: 20 });
  }

  async #tmux(...args: string[]): Promise<string> {
    const { stdout } = await run('tmux', ['-S', this.#socket, '-f', '/dev/null', '-u', ...args], {
      env: { PATH: process.env.PATH, HOME: this.#dir, TERM: 'xterm-256color', LANG: 'C.UTF-8' },
    });
    return stdout;
  }
}

/** Tests that need a real terminal; without tmux they are skipped, and their name says so. */
export function describeInTerminal(name: string, tests: () => void): void {
  if (hasTmux() || process.env.TEMPO_TUI_CI) describe(name, tests);
  else describe.skipIf(true)(`${name} (skipped: tmux is not installed)`, tests);
}

function hasTmux(): boolean {
  try {
    execFileSync('tmux', ['-V']);
    return true;
  } catch {
    return false;
  }
}
