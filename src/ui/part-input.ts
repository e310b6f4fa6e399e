/** A press of the left button, or turns of the wheel; cells counted from 0, from the upper left. */
export interface MouseReport {
  button: 'left' | 'wheelUp' | 'wheelDown';
  x: number;
  y: number;
  /** A wheel sends many turns at once, which are one. */
  times: number;
}

const ESC = '\u001B';
/** A control sequence as far as it has come, or an Esc that may be the beginning of one. */
const SEQUENCE = /\u001B(?:\[(\[?[0-?]*[ -/]*)([@-~])?|$)/g;
/** What terminals send that know no better than the first of mouse protocols: three characters follow it. */
const OLD_REPORT = 'M';
const OLD_REPORT_LENGTH = 3;
/** What stands before and after a pasted text. */
const PASTE_BEGINS = '200~';
const PASTE_ENDS = '201~';
/** Longer sequences mean nothing, and their rest is not kept. */
const HELD_MAX = 32;

/** Buttons as SGR reports number them. With a modifier or while moving the number is another, and not ours. */
const BUTTONS: Record<string, MouseReport['button']> = { 0: 'left', 64: 'wheelUp', 65: 'wheelDown' };

/**
 * Takes apart what was typed and what the mouse did, in the order in which they came. What there is of a sequence
 * that has not come whole is held back: its digits must not be taken for keys. One that is broken off is dropped.
 *
 * @param text what was held back, and what has come since
 * @returns in `pasting` what follows where a paste begins, which is not taken apart
 */
export function partInput(text: string): {
  pieces: (string | MouseReport)[];
  held: string;
  pasting?: string;
} {
  const pieces: (string | MouseReport)[] = [];
  let keys = '';
  let at = 0;
  const finish = (held: string) => ({ pieces: keys === '' ? pieces : [...pieces, keys], held });
  for (;;) {
    SEQUENCE.lastIndex = at;
    const found = SEQUENCE.exec(text);
    if (!found) break;
    const [sequence, body, final] = found;
    keys += text.slice(at, found.index);
    at = found.index + sequence.length;
    if (final === undefined) {
      if (at === text.length) return finish(sequence.slice(0, HELD_MAX));
    } else if (body === '' && final === OLD_REPORT) {
      at += OLD_REPORT_LENGTH;
      if (at > text.length) return finish(text.slice(found.index));
    } else if (body?.startsWith('<')) {
      const report = final === 'M' ? readReport(body) : undefined;
      if (!report) continue;
      if (keys !== '') pieces.push(keys);
      keys = '';
      addReport(pieces, report);
    } else if (`${body}${final}` === PASTE_BEGINS) {
      return { ...finish(''), pasting: text.slice(at) };
    } else if (`${body}${final}` !== PASTE_ENDS) {
      keys += sequence;
    }
  }
  keys += text.slice(at);
  return finish('');
}

/** An Esc by itself: a key, unless more of a sequence comes. */
export function isEsc(held: string): boolean {
  return held === ESC;
}

/** `<button;column;row`, counted from 1. */
function readReport(body: string): MouseReport | undefined {
  const [, code = '', column, row] = /^<(\d{1,3});(\d{1,4});(\d{1,4})$/.exec(body) ?? [];
  const button = BUTTONS[code];
  const [x, y] = [Number(column) - 1, Number(row) - 1];
  return button && x >= 0 && y >= 0 ? { button, x, y, times: 1 } : undefined;
}

function addReport(pieces: (string | MouseReport)[], report: MouseReport): void {
  const last = pieces.at(-1);
  if (
    typeof last === 'object' &&
    'button' in last &&
    last.button === report.button &&
    report.button !== 'left'
  ) {
    pieces.splice(-1, 1, { ...report, times: last.times + 1 });
  } else {
    pieces.push(report);
  }
}
