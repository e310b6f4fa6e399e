/** Where a text stops being JSON; line and column count from 1, the column in UTF-16 units. */
export interface JsonError {
  line: number;
  column: number;
  reason: string;
}

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y;
const COMMENT = /[/#]/;
const NO_COMMENTS = 'JSON has no comments; use "_comment"';
const WORD = /[^\s,:{}[\]"]+/y;

/**
 * Finds where a text stops being JSON. `JSON.parse` says it in words of the engine's, different from version to version
 * and without a place in some of them.
 */
export function findJsonError(text: string): JsonError {
  const scanner = new Scanner(text);
  const reason = scanner.run();
  const before = text.slice(0, scanner.at);
  const line = before.split('\n').length;
  return { line, column: scanner.at - before.lastIndexOf('\n'), reason };
}

/** Walks through a text with a stack of its own: how deep it is nested is the author's choice. */
class Scanner {
  at = 0;
  readonly #text: string;
  readonly #open: ('{' | '[')[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** What is wrong where it stopped. */
  run(): string {
    let wanted: 'value' | 'first' | 'key' | 'next' = 'value';
    for (;;) {
      this.#take(SPACE);
      const char = this.#text[this.at];
      const inside = this.#open.at(-1);
      if (char === undefined) return this.#endReason(wanted, inside);
      if (wanted === 'next') {
        if (inside === undefined) return 'nothing may follow the end of the object';
        if (char === (inside === '{' ? '}' : ']')) this.#close();
        else if (char === ',') {
          this.at += 1;
          wanted = inside === '{' ? 'key' : 'value';
        } else return `expected a comma or ${inside === '{' ? '}' : ']'}`;
        continue;
      }
      if (wanted === 'first' && char === (inside === '{' ? '}' : ']')) {
        this.#close();
        wanted = 'next';
        continue;
      }
      if (wanted === 'key' || (wanted === 'first' && inside === '{')) {
        const problem = this.#key(char);
        if (problem) return problem;
        wanted = 'value';
        continue;
      }
      if (char === '{' || char === '[') {
        this.#open.push(char);
        this.at += 1;
        wanted = 'first';
        continue;
      }
      if (!this.#take(STRING) && !this.#take(SCALAR)) return this.#valueReason(char);
      wanted = 'next';
    }
  }

  #key(char: string): string | undefined {
    if (char === '}') return 'a comma stands before the end';
    if (COMMENT.test(char)) return NO_COMMENTS;
    if (char !== '"') return 'expected a key in double quotes';
    if (!this.#take(STRING)) return this.#stringReason();
    this.#take(SPACE);
    if (this.#text[this.at] !== ':') return 'expected a colon after the key';
    this.at += 1;
    return undefined;
  }

  #close(): void {
    this.#open.pop();
    this.at += 1;
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (!found) return false;
    this.at = pattern.lastIndex;
    return true;
  }

  #valueReason(char: string): string {
    if (char === '"') return this.#stringReason();
    if (char === ']' || char === '}') return 'a comma stands before the end, or a value is missing';
    if (COMMENT.test(char)) return NO_COMMENTS;
    WORD.lastIndex = this.at;
    return WORD.test(this.#text) ? 'text must stand in double quotes' : 'expected a value';
  }

  #stringReason(): string {
    const end = /(?:[^"\\\n]|\\.)*/y;
    end.lastIndex = this.at + 1;
    end.test(this.#text);
    return this.#text[end.lastIndex] === '"'
      ? 'this text holds a backslash or control character that JSON does not allow'
      : 'this text has no closing quote on its line';
  }

  #endReason(wanted: string, inside: '{' | '[' | undefined): string {
    if (inside) return `the text ends before its closing ${inside === '{' ? '}' : ']'}`;
    return wanted === 'value' ? 'there is nothing here' : 'is not JSON';
  }
}
