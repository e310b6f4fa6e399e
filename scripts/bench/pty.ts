import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { NotMeasurable } from './measured.ts';
import { VirtualScreen } from './virtual-screen.ts';
import { isInstalled } from './workshop.ts';

const HELPER = fileURLToPath(new URL('hold-terminal.py', import.meta.url));
const HEADER_BYTES = 13;
const DEFAULT_PATIENCE_MS = 120_000;
/** A repaint is over when nothing more came for this long. */
const QUIET_MS = 60;

/** What came to the terminal after a key. */
export interface Repaint {
  /** From the key to the last byte, in milliseconds. */
  ms: number;
  bytes: number;
}

export interface PtyOptions {
  env: Record<string, string>;
  columns?: number;
  rows?: number;
}

interface Waiting {
  check: (screen: VirtualScreen) => boolean;
  done: (ms: number) => void;
  fail: (error: Error) => void;
}

/** A program in a terminal of its own; the times are of the helper beside it, not of this process. */
export class PtyProgram {
  readonly screen: VirtualScreen;
  readonly #helper: ChildProcess;
  #unread = Buffer.alloc(0);
  #pid = 0;
  #startedAt = 0n;
  #keyAt = 0n;
  #lastAt = 0n;
  #bytes = 0;
  #received = 0;
  #ended = false;
  readonly #waiting = new Set<Waiting>();

  private constructor(helper: ChildProcess, columns: number, rows: number) {
    this.#helper = helper;
    this.screen = new VirtualScreen(columns, rows);
    helper.stdout!.on('data', (bytes: Buffer) => this.#take(bytes));
    helper.once('close', () => this.#end());
    // Keys to a program that has just ended.
    helper.stdin!.on('error', () => {});
  }

  /** Starts a program in a terminal of 120×40, or another size. */
  static async start(
    command: readonly string[],
    { env, columns = 120, rows = 40 }: PtyOptions,
  ): Promise<PtyProgram> {
    if (!(await isInstalled('python3')))
      throw new NotMeasurable('python3, which holds the terminal, is not installed');
    // It ends by itself, and the program with it, when its stdin does.
    const helper = spawn('python3', [HELPER, String(columns), String(rows), ...command], {
      env: { TERM: 'xterm-256color', COLORTERM: 'truecolor', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    return new PtyProgram(helper, columns, rows);
  }

  /** The program's process id; known once there is something on the screen. */
  get pid(): number {
    return this.#pid;
  }

  /**
   * Waits until the screen is as wanted.
   *
   * @returns milliseconds from the start of the program to the output that made it so
   */
  waitFor(check: (screen: VirtualScreen) => boolean, patienceMs = DEFAULT_PATIENCE_MS): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => waiting.fail(new Error(`the screen stayed as it was:\n${this.screen.text()}`)),
        patienceMs,
      );
      const waiting: Waiting = {
        check,
        done: (ms) => {
          clearTimeout(timer);
          this.#waiting.delete(waiting);
          resolve(ms);
        },
        fail: (error) => {
          clearTimeout(timer);
          this.#waiting.delete(waiting);
          reject(error);
        },
      };
      if (this.#ended) return waiting.fail(this.#whyEnded());
      this.#waiting.add(waiting);
      if (this.#pid !== 0 && check(this.screen)) waiting.done(this.#sinceStart());
    });
  }

  /** Bytes that have come to the terminal so far. */
  get received(): number {
    return this.#received;
  }

  /**
   * Presses a key and waits until the screen is as it should make it, whatever else comes to it.
   *
   * @returns milliseconds from the key to the output that made it so
   */
  async pressUntil(key: string, check: (screen: VirtualScreen) => boolean): Promise<number> {
    this.#type(key);
    await this.waitFor((screen) => this.#keyAt !== 0n && check(screen), 10_000);
    return Number(this.#lastAt - this.#keyAt) / 1e6;
  }

  /** Presses a key and waits until the screen has been painted and is quiet. */
  async press(key: string): Promise<Repaint> {
    this.#type(key);
    await this.waitFor(() => this.#bytes > 0, 10_000);
    await this.quiet();
    return { ms: Number(this.#lastAt - this.#keyAt) / 1e6, bytes: this.#bytes };
  }

  /** Waits until nothing has come to the terminal for a while. */
  async quiet(ms = QUIET_MS): Promise<void> {
    for (let last = -1n; last !== this.#lastAt; ) {
      last = this.#lastAt;
      await new Promise((done) => setTimeout(done, ms));
    }
  }

  /** Ends the program at once. */
  async close(): Promise<void> {
    if (this.#ended) return;
    const closed = once(this.#helper, 'close');
    this.#helper.stdin!.end();
    await closed;
  }

  #type(key: string): void {
    this.#keyAt = 0n;
    this.#bytes = 0;
    const bytes = Buffer.from(key);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    this.#helper.stdin!.write(Buffer.concat([length, bytes]));
  }

  #take(bytes: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, bytes]);
    while (this.#unread.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + this.#unread.readUInt32LE(9);
      if (this.#unread.length < end) return;
      const kind = this.#unread.toString('latin1', 0, 1);
      const at = this.#unread.readBigUInt64LE(1);
      const content = this.#unread.subarray(HEADER_BYTES, end);
      this.#unread = this.#unread.subarray(end);
      this.#record(kind, at, content);
    }
  }

  #record(kind: string, at: bigint, content: Buffer): void {
    if (kind === 's') {
      this.#pid = Number(content.toString());
      this.#startedAt = at;
    } else if (kind === 'k') this.#keyAt = at;
    else if (kind === 'o') {
      this.#lastAt = at;
      this.#received += content.length;
      this.screen.write(content);
      // What was under way before the key is none of its repaint.
      if (this.#keyAt !== 0n) this.#bytes += content.length;
      for (const waiting of this.#waiting) {
        if (waiting.check(this.screen)) waiting.done(this.#sinceStart());
      }
    }
  }

  #sinceStart(): number {
    return Number(this.#lastAt - this.#startedAt) / 1e6;
  }

  #end(): void {
    this.#ended = true;
    for (const waiting of this.#waiting) waiting.fail(this.#whyEnded());
  }

  #whyEnded(): Error {
    return new Error(`the program in the terminal ended; its last screen:\n${this.screen.text().trim()}`);
  }
}
