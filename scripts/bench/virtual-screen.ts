/** A cell of a terminal: its character, and its style as the parameters of the SGR sequence that sets it. */
export interface Cell {
  char: string;
  style: string;
}

/** What stands on a screen, row by row. */
export type Cells = readonly (readonly Cell[])[];

const BLANK: Cell = { char: ' ', style: '' };
const SEQUENCE = /\u001B(?:\[([?>=<]?)([\d;:]*)[ -/]*([@-~])|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[^[\]])/y;
/** What may still become a sequence with the bytes to come. */
const BEGUN = /\u001B(?:\[[\d;:?>=< -/]*|\][^\u0007\u001B]*\u001B?)?$/;
/** Attributes that take another's place, by the code that sets them. */
const SLOTS: Record<number, string> = {
  1: 'bold',
  2: 'dim',
  3: 'italic',
  4: 'underline',
  7: 'inverse',
  9: 'strike',
};
const ENDS: Record<number, string[]> = {
  22: ['bold', 'dim'],
  23: ['italic'],
  24: ['underline'],
  27: ['inverse'],
  29: ['strike'],
  39: ['color'],
  49: ['ground'],
};

/** As much of a terminal as it takes to know what stands where after a program's output. */
export class VirtualScreen {
  readonly columns: number;
  readonly rows: number;
  readonly #cellsOf: (char: string) => number;
  #cells: Cell[][];
  #row = 0;
  #column = 0;
  #pending = '';
  readonly #decoder = new TextDecoder();
  readonly #attributes = new Map<string, string>();
  #style = '';
  #wraps = true;

  /** @param cellsOf how many cells a code point takes: 0 joins the one before it; each one cell unless told */
  constructor(columns: number, rows: number, cellsOf: (char: string) => number = () => 1) {
    this.columns = columns;
    this.rows = rows;
    this.#cellsOf = cellsOf;
    this.#cells = this.#blankScreen();
  }

  /** The text of a row without the blanks at its end. */
  line(row: number): string {
    return this.#cells[row]!.map(({ char }) => char)
      .join('')
      .trimEnd();
  }

  /** All rows as text. */
  text(): string {
    return this.#cells.map((_, row) => this.line(row)).join('\n');
  }

  /** The cells as they are now; they do not change later. */
  cells(): Cells {
    return this.#cells.map((row) => [...row]);
  }

  write(bytes: Uint8Array): void {
    const text = this.#pending + this.#decoder.decode(bytes, { stream: true });
    this.#pending = '';
    for (let at = 0; at < text.length; ) {
      if (text[at] !== '\u001B') {
        const char = String.fromCodePoint(text.codePointAt(at)!);
        this.#put(char);
        at += char.length;
        continue;
      }
      SEQUENCE.lastIndex = at;
      const found = SEQUENCE.exec(text);
      if (!found) {
        if (BEGUN.test(text.slice(at))) this.#pending = text.slice(at);
        else at += 1;
        if (this.#pending !== '') return;
        continue;
      }
      if (found[3] !== undefined) this.#control(found[1]!, found[2]!, found[3]);
      at = SEQUENCE.lastIndex;
    }
  }

  #put(char: string): void {
    if (char === '\n') this.#lineFeed();
    else if (char === '\r') this.#column = 0;
    else if (char === '\b') this.#column = Math.max(0, this.#column - 1);
    else if (char >= ' ') this.#putCells(char, this.#cellsOf(char));
  }

  #putCells(char: string, cells: number): void {
    if (cells === 0) {
      this.#join(char);
      return;
    }
    if (this.#column + cells > this.columns) {
      if (this.#wraps) this.#lineFeed();
      this.#column = this.#wraps ? 0 : this.columns - cells;
    }
    this.#clear(this.#column, this.#column + cells);
    for (let cell = 0; cell < cells; cell += 1) {
      const content = cell === 0 ? char : '';
      this.#cells[this.#row]![this.#column + cell] = { char: content, style: this.#style };
    }
    this.#column += cells;
  }

  #join(mark: string): void {
    const row = this.#cells[this.#row]!;
    const base = row.findLastIndex(({ char }, column) => column < this.#column && char !== '');
    if (base >= 0) row[base] = { ...row[base]!, char: row[base]!.char + mark };
  }

  /** Blanks cells, and with each half of a wide character the other. */
  #clear(from: number, to: number): void {
    const row = this.#cells[this.#row]!;
    const first = row[from]?.char === '' ? from - 1 : from;
    const last = row[to]?.char === '' ? to + 1 : to;
    row.fill(BLANK, first, last);
  }

  #lineFeed(): void {
    if (this.#row < this.rows - 1) this.#row += 1;
    else {
      this.#cells.shift();
      this.#cells.push(this.#blankRow());
    }
  }

  #control(mark: string, parameters: string, final: string): void {
    const numbers = parameters.split(';').map((text) => Number.parseInt(text || '0', 10));
    const first = numbers[0]!;
    const count = Math.max(1, first);
    if (mark === '?') {
      if (first === 1049) this.#cells = this.#blankScreen();
      else if (first === 7) this.#wraps = final === 'h';
    } else if (final === 'm' && mark === '') this.#setStyle(numbers);
    else if (final === 'H' || final === 'f') this.#move(count - 1, Math.max(1, numbers[1] ?? 1) - 1);
    else if (final === 'A') this.#move(this.#row - count, this.#column);
    else if (final === 'B') this.#move(this.#row + count, this.#column);
    else if (final === 'C') this.#move(this.#row, this.#column + count);
    else if (final === 'D') this.#move(this.#row, this.#column - count);
    else if (final === 'E') this.#move(this.#row + count, 0);
    else if (final === 'F') this.#move(this.#row - count, 0);
    else if (final === 'G') this.#move(this.#row, count - 1);
    else if (final === 'd') this.#move(count - 1, this.#column);
    else if (final === 'K') this.#eraseInRow(first);
    else if (final === 'J') this.#eraseInScreen(first);
  }

  #move(row: number, column: number): void {
    this.#row = Math.max(0, Math.min(this.rows - 1, row));
    this.#column = Math.max(0, Math.min(this.columns - 1, column));
  }

  #eraseInRow(part: number): void {
    const from = part === 0 ? this.#column : 0;
    const to = part === 1 ? this.#column + 1 : this.columns;
    this.#clear(from, to);
  }

  #eraseInScreen(part: number): void {
    if (part !== 0) this.#cells = this.#blankScreen();
    else {
      this.#eraseInRow(0);
      for (let row = this.#row + 1; row < this.rows; row += 1) this.#cells[row] = this.#blankRow();
    }
  }

  #setStyle(codes: number[]): void {
    for (let at = 0; at < codes.length; at += 1) {
      const code = codes[at]!;
      if (code === 0) this.#attributes.clear();
      else if (SLOTS[code]) this.#attributes.set(SLOTS[code], String(code));
      else if (ENDS[code]) for (const slot of ENDS[code]) this.#attributes.delete(slot);
      else if (code === 38 || code === 48) {
        const length = codes[at + 1] === 2 ? 5 : 3;
        this.#attributes.set(code === 38 ? 'color' : 'ground', codes.slice(at, at + length).join(';'));
        at += length - 1;
      } else {
        const ground = (code >= 40 && code < 48) || code >= 100;
        this.#attributes.set(ground ? 'ground' : 'color', String(code));
      }
    }
    this.#style = [...this.#attributes.values()].sort().join(';');
  }

  #blankRow(): Cell[] {
    return new Array<Cell>(this.columns).fill(BLANK);
  }

  #blankScreen(): Cell[][] {
    return Array.from({ length: this.rows }, () => this.#blankRow());
  }
}
