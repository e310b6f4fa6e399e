import { type SafeText, safeText } from '../../safe-text.ts';

/** What was looked at, and how it is. */
export interface Check {
  /** In a word or two, the same at each run. */
  name: string;
  status: 'ok' | 'warning' | 'failure';
  found: string;
  /** What to do about it; with a warning or a failure. */
  advice?: string;
}

const MARKS = { ok: '✓', warning: '▲', failure: '✗' } as const;
const NAME_WIDTH = 14;

export function ok(name: string, found: string): Check {
  return { name, status: 'ok', found };
}

/** Something that works and yet may be what is looked for. */
export function warning(name: string, found: string, advice: string): Check {
  return { name, status: 'warning', found, advice };
}

export function failure(name: string, found: string, advice: string): Check {
  return { name, status: 'failure', found, advice };
}

/** A check as one line; the mark alone says how it went, without a colour. */
export function checkLine({ name, status, found, advice }: Check): SafeText {
  const told = advice === undefined ? found : `${found} → ${advice}`;
  return safeText(`${MARKS[status]} ${name.padEnd(NAME_WIDTH)}  ${told}`);
}

/** `1 token`, `2 tokens`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Permission bits as `chmod` takes them: `0700`. */
export function modeText(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
