import type { StoredEvent } from '../event.ts';
import { type SafeText, safeText } from '../safe-text.ts';

/** How far into a message one is looked for, in UTF-16 units, and how much of it is kept. */
const LOOKED_AT = 4096;
const KEPT = 300;

const TELLS = /[\p{L}\p{N}]/u;
const RULER = /^\s*([-=_*~#])\1{2,}\s*$/;
/** As tasks of Proxmox write into their logs what ended them. */
const FAILURE = /^\s*(?:TASK )?ERROR: /;
const FAILING = /(?:^|\s)(?:err|error|failed)(?:\s|$)/i;
/** `Tape Pool:  daily`: its value stands in a column. */
const FIELD = /^(\s*[^:]{1,30}:\s+)\S/;

const known = new WeakMap<StoredEvent, { title: string; line: SafeText | undefined }>();

/**
 * The line of an event's message that says most, for its row: one by which a log tells of a failure, or the first that is
 * no heading, ruler, greeting of a list, table head or field of a form; none that the title says already. Of a table it is
 * its first row, or its first that tells of a failure. Undefined where there is none.
 *
 * @param title what stands in the row before it
 */
export function messageLine(event: StoredEvent, title: string): SafeText | undefined {
  const before = known.get(event);
  if (before?.title === title) return before.line;
  const line = findLine(event.metadata.Message, title);
  known.set(event, { title, line });
  return line;
}

function findLine(message: unknown, title: string): SafeText | undefined {
  if (typeof message !== 'string') return undefined;
  const lines = message.slice(0, LOOKED_AT).split(/\r\n|[\n\r\u2028\u2029]/);
  const said = wordsOf(title);
  const news = lines.map((line, at) => ({ line, at })).filter(({ line }) => isNews(line, said));
  const found =
    news.find(({ line }) => FAILURE.test(line)) ?? news.find(({ at }) => isSentence(lines, at)) ?? news[0];
  if (!found) return undefined;
  return safeText(rowOfTable(lines, found.at).trim().replace(/\s+/g, ' '), KEPT);
}

function isNews(line: string, said: string): boolean {
  return TELLS.test(line) && !said.includes(wordsOf(line));
}

function isSentence(lines: readonly string[], at: number): boolean {
  const line = lines[at]!;
  if (line.trimEnd().endsWith(':') || RULER.test(lines[at + 1] ?? '')) return false;
  return !isTableHead(line) && !isField(lines, at);
}

/** Names of columns: several cells, and no number in any. */
function isTableHead(line: string): boolean {
  return cellsOf(line).length >= 3 && !/\p{N}/u.test(line);
}

/** A row that failed, or the row itself where none did or it is of no table. */
function rowOfTable(lines: readonly string[], at: number): string {
  const head = lines.slice(0, at).findLast((line) => line.trim() !== '');
  if (head === undefined || !isTableHead(head)) return lines[at]!;
  const end = lines.findIndex((line, place) => place > at && line.trim() === '');
  const rows = lines.slice(at, end === -1 ? undefined : end);
  return rows.find((row) => FAILING.test(row)) ?? lines[at]!;
}

/** Values of a form stand below each other, each behind its name. */
function isField(lines: readonly string[], at: number): boolean {
  const column = columnOf(lines[at]);
  if (column === undefined) return false;
  return /:\s{2,}/.test(lines[at]!) || [at - 1, at + 1].some((other) => columnOf(lines[other]) === column);
}

function columnOf(line: string | undefined): number | undefined {
  return line === undefined ? undefined : FIELD.exec(line)?.[1]?.length;
}

function cellsOf(line: string): string[] {
  return line.trim().split(/\s{2,}/);
}

/** Letters and digits alone: what differs in signs and spaces says the same. */
function wordsOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
