import { EventEmitter } from 'node:events';
import type { WriteStream } from 'node:tty';

const ENTER = '\u001B[?1049h\u001B[?7l\u001B[?25l\u001B[2J';
const LEAVE = '\u001B[?7h\u001B[?25h\u001B[?1049l';
const BEGIN_SYNC = '\u001B[?2026h';
const END_SYNC = '\u001B[?2026l';

/**
 * The terminal as Ink sees it: takes each whole frame, and writes the rows that changed, in one write.
 *
 * Ink at full height clears the screen and the scrollback with every frame; with this in between it is the
 * layout engine only, and a moved row costs some 400 bytes. Nothing else may write to the terminal.
 */
export class Screen extends EventEmitter {
  readonly #terminal: WriteStream;
  #drawn: string[] = [];
  #frame = '';
  #active = false;
  readonly #onResize = (): void => {
    this.#drawn = [];
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

  /** Takes the terminal: alternate screen, no wrapping, no cursor. */
  enter(): void {
    if (this.#active) return;
    this.#active = true;
    this.#terminal.on('resize', this.#onResize);
    this.#terminal.write(ENTER);
    this.redraw();
  }

  /** Gives the terminal back as it was. */
  leave(): void {
    if (!this.#active) return;
    this.#active = false;
    this.#terminal.off('resize', this.#onResize);
    this.#terminal.write(LEAVE);
    this.#drawn = [];
  }

  /** Ink's side: one whole frame. */
  write(frame: string): boolean {
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

  #paint(): void {
    const lines = this.#frame.split('\n').slice(0, this.rows);
    let out = '';
    for (let row = 0; row < this.rows; row += 1) {
      const line = lines[row] ?? '';
      if (this.#drawn[row] === line) continue;
      // Erased before it is written: after a line of full width the cursor stands on its last cell.
      out += `\u001B[${row + 1};1H\u001B[0m\u001B[K${line}`;
      this.#drawn[row] = line;
    }
    if (out !== '') this.#terminal.write(`${BEGIN_SYNC}${out}\u001B[0m${END_SYNC}`);
  }
}
