import { getHeapStatistics } from 'node:v8';

/** What is under way may cost so much of the memory that Node has, however large that is no more than the second. */
const SHARE = 0.25;
const MOST = 512 * 1024 * 1024;
/** A request and its event without their texts, in bytes. */
const REQUEST = 16 * 1024;
/**
 * A text is held as it came, as it was parsed, and as the record that is written; one character beyond Latin-1 makes
 * each of them twice as large.
 */
const PER_BYTE = 8;
/** Of these, so many are free where the text is not copied as often: short values and separators are paid of them. */
const SPARE_PER_BYTE = 2;
/** What follows one of `[`, `{` and `,` is a value of its own, and may be an object without anything in it. */
const PER_VALUE = 64;
const OPENS_LIST = 0x5b;
const OPENS_OBJECT = 0x7b;
const COMMA = 0x2c;
/** Before a colon stands the name of a field, of which each may be another. */
const PER_FIELD = 160;
const QUOTE = 0x22;
const COLON = 0x3a;

/** Bytes that all requests under way may cost together. */
export const ROOM = Math.min(MOST, getHeapStatistics().heap_size_limit * SHARE);
/** A body that costs more is not read in even by itself. */
export const MOST_COST = 2 * ROOM;

/** What a request costs in memory until it is answered, as far as the length of its body tells, in bytes. */
export function costOfLength(length: number): number {
  return REQUEST + PER_BYTE * length;
}

/** What it costs beyond that when its body is parsed: three bytes of `[],` become fifty. */
export function costOfValues(chunks: readonly Buffer[]): number {
  let cost = 0;
  let length = 0;
  let before = 0;
  for (const chunk of chunks) {
    length += chunk.length;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at]!;
      if (byte === COMMA || byte === OPENS_OBJECT || byte === OPENS_LIST) cost += PER_VALUE;
      else if (byte === COLON && before === QUOTE) cost += PER_FIELD;
      before = byte;
    }
  }
  return Math.max(0, cost - SPARE_PER_BYTE * length - REQUEST / 2);
}
