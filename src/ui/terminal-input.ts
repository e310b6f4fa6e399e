import { EventEmitter } from 'node:events';
import type { ReadStream } from 'node:tty';
import { isInForeground } from './foreground.ts';
import { isEsc, type MouseReport, partInput } from './part-input.ts';
import { type Paste, type PasteReader, readPaste } from './paste-reader.ts';

/** An Esc that no more of a sequence has followed for so long was the key, in milliseconds. */
const ESC_MS = 50;
/**
 * A paste whose end has not come after so long a silence has ended, in milliseconds. Its end may have been lost, and
 * what is typed then is keys again; a slow line must not end one, as the rest of it would be keys too.
 */
const PASTE_MS = 2000;
/**
 * The key Esc in the form of the kitty keyboard protocol, which Ink takes for nothing else: of a bare Esc it would wait
 * for the rest, and would lose it where a character such as `/` comes in the same read.
 */
const ESC_KEY = '\u001B[27u';
/** An Esc that begins no sequence. */
const LONE_ESC = /\u001B(?![[O])/g;

/**
 * The keys of the terminal as Ink reads them. What the mouse does is emitted as `mouse`, and a text that is pasted as
 * `paste`, between the keys before and after it.
 *
 * Ink would hand on the beginning of a sequence that comes in two pieces, and its rest, as if they had been
 * typed; and it hands on the whole of it without the Esc that tells it from typing.
 */
export class TerminalInput extends EventEmitter<{ readable: []; mouse: [MouseReport]; paste: [string] }> {
  readonly isTTY = true;
  readonly #stdin: ReadStream;
  readonly #mouse: { readonly on: boolean };
  readonly #pieces: (string | MouseReport | Paste)[] = [];
  #held = '';
  #paste: PasteReader | undefined;
  /** The Esc that is held was handed on as the key, and may yet turn out to begin a sequence. */
  #isGiven = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #onReadable = (): void => {
    this.emit('readable');
  };

  /** @param mouse whether the mouse may begin a sequence; else Esc is handed on at once */
  constructor(stdin: ReadStream, mouse: { readonly on: boolean }) {
    super();
    this.#stdin = stdin;
    this.#mouse = mouse;
    stdin.setEncoding('utf8');
    stdin.on('readable', this.#onReadable);
  }

  /** Leaves the terminal to another job; what is typed is for that. */
  pause(): void {
    this.#stdin.off('readable', this.#onReadable);
    // A stream that somebody reads by `readable` counts as paused already, until it has seen in a turn of its own that nobody does.
    process.nextTick(() => {
      if (this.#stdin.listenerCount('readable') === 0) this.#stdin.pause();
    });
  }

  resume(): void {
    this.#stdin.on('readable', this.#onReadable);
  }

  /** Ink's side: keys that came together, or null when there are no more. */
  read(): string | null {
    for (let chunk = this.#stdin.read(); chunk !== null; chunk = this.#stdin.read()) this.#take(chunk);
    for (let piece = this.#pieces.shift(); piece !== undefined; piece = this.#pieces.shift()) {
      if (typeof piece === 'string') return piece.replaceAll(LONE_ESC, ESC_KEY);
      if ('pasted' in piece) this.emit('paste', piece.pasted);
      else this.emit('mouse', piece);
    }
    return null;
  }

  setEncoding(): void {}

  setRawMode(on: boolean): void {
    if (isInForeground()) this.#stdin.setRawMode(on);
  }

  ref(): void {
    this.#stdin.ref();
  }

  unref(): void {
    this.#stdin.unref();
  }

  /** Reads no more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#stdin.off('readable', this.#onReadable);
  }

  #take(chunk: string): void {
    clearTimeout(this.#timer);
    const before = this.#isGiven && !chunk.startsWith('[') ? '' : this.#held;
    this.#isGiven = false;
    this.#held = '';
    let rest: string | undefined = this.#paste ? this.#takePasted(chunk) : before + chunk;
    while (rest !== undefined) {
      const { pieces, held, pasting } = partInput(rest);
      for (const piece of pieces) this.#pieces.push(piece);
      this.#held = held;
      if (pasting === undefined) break;
      this.#paste = readPaste();
      rest = this.#takePasted(pasting);
    }
    this.#awaitRest();
  }

  /** Returns what follows the paste; undefined while its end has not come. */
  #takePasted(chunk: string): string | undefined {
    const rest = this.#paste?.take(chunk);
    if (rest !== undefined) this.#endPaste();
    return rest;
  }

  #endPaste(): void {
    this.#pieces.push({ pasted: this.#paste?.text() ?? '' });
    this.#paste = undefined;
  }

  /** What has begun and does not go on ends by itself. */
  #awaitRest(): void {
    const held = this.#held;
    if (this.#paste) {
      this.#timer = setTimeout(() => {
        this.#endPaste();
        this.emit('readable');
      }, PASTE_MS);
      return;
    }
    if (!isEsc(held)) return;
    if (!this.#mouse.on) this.#giveEsc();
    else
      this.#timer = setTimeout(() => {
        this.#giveEsc();
        this.emit('readable');
      }, ESC_MS);
  }

  #giveEsc(): void {
    this.#pieces.push(this.#held);
    this.#isGiven = true;
  }
}
