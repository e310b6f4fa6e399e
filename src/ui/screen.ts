import { EventEmitter } from 'node:events';
import type { WriteStream } from 'node:tty';
import type { SafeText } from '../safe-text.ts';
import { Pen } from './pen.ts';
import { readRow, type ScreenRow } from './screen-row.ts';

const ENTER = '\u001B[?1049h\u001B[?7l\u001B[?25l\u001B[2J';
const LEAVE = '\u001B[?7h\u001B[?25h\u001B[?1049l';
/** XTWINOPS: the terminal keeps the window's title, and takes that one back. */
const KEEP_TITLE = '\u001B[22;0t';
const OLD_TITLE = '\u001B[23;0t';
/** Clicks and the wheel, in the form that has no end of columns; no motion. */
const MOUSE_ON = '\u001B[?1000h\u001B[?1006h';
const MOUSE_OFF = '\u001B[?1006l\u001B[?1000l';
/** What is pasted comes between marks then, and is told from keys. */
const PASTE_ON = '\u001B[?2004h';
const PASTE_OFF = '\u001B[?2004l';
const BEGIN_SYNC = '\u001B[?2026h';
const END_SYNC = '\u001B[?2026l';

/**
 * The terminal as Ink sees it: takes each whole frame, and writes the cells that changed, in one write.
 *
 * Ink at full height clears the screen and the scrollback with every frame; with this in between a moved row
 * costs some 600 bytes. Nothing else may write to the terminal.
 */
export class Screen extends EventEmitter {
  readonly #terminal: WriteStream;
  /** The rows that stand on the terminal, each with the line it was read from. */
  #drawn: { line: string; row: ScreenRow }[] = [];
  #frame = '';
  #active = false;
  #title: SafeText | undefined;
  #mouse = false;
  /** Ink draws first what it had, for the new size, which is no picture; what the timeline makes of it comes after that. */
  #resized = false;
  readonly #onResize = (): void => {
    this.#drawn = [];
    this.#resized = true;
    this.emit('resize');
  };

  constructor(terminal: WriteStream) {
    super();
    this.#terminal = terminal;
  }

  get columns(): number {
    return this.#terminal.columns || 80;
  }

  get rows(): number {
    return this.#terminal.rows || 24;
  }

  /** Whether the terminal reports clicks and the wheel while it is taken; it marks no text then. */
  get mouse(): boolean {
    return this.#mouse;
  }

  turnMouse(on: boolean): void {
    if (on === this.#mouse) return;
    this.#mouse = on;
    this.send(on ? MOUSE_ON : MOUSE_OFF);
  }

  /** Takes the terminal: alternate screen, no wrapping, no cursor, pastes marked. */
  enter(): void {
    if (this.#active) return;
    this.#active = true;
    this.#terminal.on('resize', this.#onResize);
    const title = this.#title === undefined ? '' : KEEP_TITLE + titled(this.#title);
    this.#terminal.write(ENTER + PASTE_ON + (this.#mouse ? MOUSE_ON : '') + title);
    this.redraw();
  }

  /** Gives the terminal back as it was. */
  leave(): void {
    if (!this.#active) return;
    this.#active = false;
    this.#terminal.off('resize', this.#onResize);
    const title = this.#title === undefined ? '' : OLD_TITLE;
    this.#terminal.write((this.#mouse ? MOUSE_OFF : '') + PASTE_OFF + LEAVE + title);
    this.#drawn = [];
  }

  /** Ink's side: one whole frame. */
  write(frame: string): boolean {
    if (this.#resized && frame.split('\n').length !== this.rows) return true;
    this.#resized = false;
    this.#frame = frame;
    if (this.#active) this.#paint();
    return true;
  }

  /** Draws every row again, for a terminal whose content is not known. */
  redraw(): void {
    this.#drawn = [];
    if (this.#active && this.#frame !== '') this.#paint();
  }

  /** Sends a control sequence of the program's own. */
  send(sequence: string): void {
    if (this.#active) this.#terminal.write(sequence);
  }

  /** Gives the window a title; the old one is back whenever the terminal is. */
  setTitle(title: SafeText): void {
    if (title === this.#title) return;
    const isFirst = this.#title === undefined;
    this.#title = title;
    this.send((isFirst ? KEEP_TITLE : '') + titled(title));
  }

  #paint(): void {
    const lines = this.#frame.split('\n');
    const pen = new Pen();
    for (let at = 0; at < this.rows; at += 1) {
      const line = lines[at] ?? '';
      const drawn = this.#drawn[at];
      if (drawn?.line === line) continue;
      const row = readRow(line, this.columns);
      pen.draw(at, drawn?.row, row);
      this.#drawn[at] = { line, row };
    }
    const changes = pen.finish();
    if (changes !== '') this.#terminal.write(`${BEGIN_SYNC}${changes}${END_SYNC}`);
  }
}

function titled(title: SafeText): string {
  return `\u001B]2;${title}\u0007`;
}
