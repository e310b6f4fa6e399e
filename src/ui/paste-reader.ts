/** What a terminal sends after a pasted text. */
const END = '\u001B[201~';
/** No more of a paste is kept: no field holds as much. */
const KEPT_MAX = 8192;

/** A text that was pasted, as it came. */
export interface Paste {
  pasted: string;
}

/** A paste that is under way. */
export interface PasteReader {
  /** Takes what has come; returns what follows the paste once that has ended. */
  take(chunk: string): string | undefined;
  /** What was pasted so far, its beginning where it is too long. */
  text(): string;
}

/** Reads a paste up to its end, in however many pieces that comes. */
export function readPaste(): PasteReader {
  let kept = '';
  /** What may be the beginning of the end. */
  let tail = '';
  const keep = (text: string) => {
    kept += text.slice(0, KEPT_MAX - kept.length);
  };
  return {
    take(chunk) {
      const text = tail + chunk;
      const end = text.indexOf(END);
      const upTo = end < 0 ? text.length - endBegunIn(text) : end;
      keep(text.slice(0, upTo));
      tail = end < 0 ? text.slice(upTo) : '';
      return end < 0 ? undefined : text.slice(end + END.length);
    },
    text: () => kept,
  };
}

/** How many of the last characters may be the first of what ends a paste. */
function endBegunIn(text: string): number {
  for (let length = END.length - 1; length > 0; length -= 1)
    if (text.endsWith(END.slice(0, length))) return length;
  return 0;
}
