import { styleBetween } from './cell-style.ts';
import { BLANK_ROW, type ScreenRow } from './screen-row.ts';

const RESET = '\u001B[0m';
const ERASE_REST = '\u001B[K';

/** Writes what turns the rows of one picture into those of the next, in as few bytes as it can. */
export class Pen {
  #written = '';
  #style = '';
  /** Where the cursor stands, from 0; -1 where that is not known. */
  #row = -1;
  #column = -1;

  /** @param before what stands there; absent when that is not known */
  draw(at: number, before: ScreenRow | undefined, after: ScreenRow): void {
    if (before) this.#drawChanges(at, before, after);
    else {
      this.#moveTo(at, 0);
      this.#erase();
      this.#drawChanges(at, BLANK_ROW, after);
    }
  }

  /** All that was written, with the style put back; empty when nothing had to be. */
  finish(): string {
    return `${this.#written}${styleBetween(this.#style, '')}`;
  }

  #drawChanges(at: number, before: ScreenRow, after: ScreenRow): void {
    // Behind a character of doubtful width, and behind the last one, the row is erased and drawn as one piece.
    let rest = Math.min(before.certain, after.certain, after.chars.length);
    while (after.chars[rest] === '') rest -= 1;
    for (let from = 0; from < rest; ) {
      if (!differ(before, after, from)) {
        from += 1;
        continue;
      }
      let to = from + 1;
      while (to < rest && differ(before, after, to)) to += 1;
      // A wide character is drawn whole. No run begins in the middle of one: its second half differs only with the first.
      while (after.chars[to] === '') to += 1;
      this.#goTo(at, from, after);
      this.#put(after, from, to);
      from = to;
    }
    const end = Math.max(before.chars.length, after.chars.length);
    for (let column = rest; column < end; column += 1) {
      if (!differ(before, after, column)) continue;
      this.#goTo(at, rest, after);
      this.#erase();
      this.#put(after, rest, after.chars.length);
      return;
    }
  }

  /** Gets to a cell by an address, or through the cells before it where that is shorter. */
  #goTo(row: number, column: number, after: ScreenRow): void {
    if (row === this.#row && column === this.#column) return;
    if (row === this.#row && this.#column >= 0 && this.#column < column) {
      const through = this.#textOf(after, this.#column, column);
      if (Buffer.byteLength(through) <= addressOf(row, column).length) {
        this.#put(after, this.#column, column);
        return;
      }
    }
    this.#moveTo(row, column);
  }

  #moveTo(row: number, column: number): void {
    this.#written += addressOf(row, column);
    this.#row = row;
    this.#column = column;
  }

  #erase(): void {
    this.#written += styleBetween(this.#style, '');
    this.#written += this.#written.endsWith(RESET) ? ERASE_REST : `${RESET}${ERASE_REST}`;
    this.#style = '';
  }

  #put(after: ScreenRow, from: number, to: number): void {
    if (to <= from) return;
    this.#written += this.#textOf(after, from, to);
    this.#style = after.styles[to - 1]!;
    this.#column = to;
  }

  #textOf({ chars, styles }: ScreenRow, from: number, to: number): string {
    let text = '';
    let style = this.#style;
    for (let column = from; column < to; column += 1) {
      text += styleBetween(style, styles[column]!) + chars[column];
      style = styles[column]!;
    }
    return text;
  }
}

function addressOf(row: number, column: number): string {
  return `\u001B[${row + 1};${column + 1}H`;
}

function differ(before: ScreenRow, after: ScreenRow, column: number): boolean {
  return (
    (before.chars[column] ?? ' ') !== (after.chars[column] ?? ' ') ||
    (before.styles[column] ?? '') !== (after.styles[column] ?? '')
  );
}
