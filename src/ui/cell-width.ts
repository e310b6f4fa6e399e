/** Code units that are characters of their own, whatever stands beside them, and take one cell: from, to. */
const NARROW = [
  [0x20, 0x7e],
  [0xa0, 0xac],
  [0xae, 0x2ff],
  [0x370, 0x377],
  [0x37a, 0x37f],
  [0x391, 0x3a1],
  [0x3a3, 0x482],
  [0x48a, 0x52f],
  [0x2010, 0x2027],
  [0x2030, 0x203b],
  [0x203d, 0x2048],
  [0x204a, 0x205e],
  [0x20a0, 0x20bf],
  [0x2190, 0x22ff],
  [0x2500, 0x25fc],
  [0x2713, 0x2713],
  [0x2717, 0x2717],
  [0xfffd, 0xfffd],
] as const;

/** The same that take two: kana, Chinese characters, Korean syllables, full-width letters. */
const WIDE = [
  [0x3001, 0x3029],
  [0x3041, 0x3096],
  [0x309b, 0x30ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xff01, 0xff60],
] as const;

const CELLS = new Uint8Array(0x10000);
for (const [from, to] of NARROW) CELLS.fill(1, from, to + 1);
for (const [from, to] of WIDE) CELLS.fill(2, from, to + 1);

/**
 * How many cells a code unit takes in every terminal. 0 where terminals disagree (emoji, flags) or where it
 * depends on what stands beside it (combining marks, surrogates), and for control characters.
 */
export function certainCells(code: number): number {
  return CELLS[code] ?? 0;
}

/** How many cells text takes that consists of nothing but such characters; otherwise undefined. */
export function certainWidth(text: string): number | undefined {
  let width = 0;
  for (let at = 0; at < text.length; at += 1) {
    const cells = certainCells(text.charCodeAt(at));
    if (cells === 0) return undefined;
    width += cells;
  }
  return width;
}
