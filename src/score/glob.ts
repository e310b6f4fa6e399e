/** Finds a piece of a pattern in a text from a place on; -1 where it is not. */
type Finder = (text: string, from: number) => number;

const WORD = 32;
/**
 * Up to so many units the engine's own search skips whatever it has seen (Boyer and Moore). Of a longer piece it may look at
 * all of it at every place, which takes it as long as so many of its units are one of ours.
 */
const SURE = 249;
const UNSURE = 16;

/**
 * Makes a pattern ready: `*` is any characters, `?` is one UTF-16 unit, anything else itself. Whatever pattern and text
 * are, the time it takes grows with the length of the text times {@link globCost}.
 */
export function compileGlob(pattern: string): (text: string) => boolean {
  const pieces = pattern.split('*');
  const start = pieces.shift()!;
  const startFits = placedAt(start);
  if (pieces.length === 0) return (text) => text.length === start.length && startFits(text, 0);
  const end = pieces.pop()!;
  const endFits = placedAt(end);
  const middle = pieces.filter((piece) => piece !== '');
  const finders = middle.map(finderOf);
  const [only] = finders;
  if (start === '' && end === '' && finders.length === 1) return (text) => only!(text, 0) !== -1;
  return (text) => {
    const last = text.length - end.length;
    if (last < start.length || !startFits(text, 0) || !endFits(text, last)) return false;
    let from = start.length;
    // Each piece at its first place after the one before: no other choice could fit where this does not.
    for (const [at, find] of finders.entries()) {
      const found = find(text, from);
      if (found === -1) return false;
      from = found + middle[at]!.length;
    }
    return from <= last;
  };
}

/**
 * What a unit of the text costs at the worst, of which one is some nanoseconds: a text is gone through once, and at each
 * place the piece that is looked for has its say. 0 where the length of the text does not matter.
 */
export function globCost(pattern: string): number {
  const middle = pattern.split('*').slice(1, -1);
  return Math.max(0, ...middle.map((piece) => (piece === '' ? 0 : pieceCost(piece))));
}

function pieceCost(piece: string): number {
  if (piece.includes('?')) return wordsOf(piece);
  return piece.length <= SURE ? 1 : Math.ceil(piece.length / UNSURE);
}

function placedAt(piece: string): (text: string, at: number) => boolean {
  if (!piece.includes('?')) return (text, at) => text.startsWith(piece, at);
  return (text, at) => {
    for (let offset = 0; offset < piece.length; offset += 1)
      if (piece[offset] !== '?' && piece[offset] !== text[at + offset]) return false;
    return true;
  };
}

function finderOf(piece: string): Finder {
  if (!piece.includes('?')) return (text, from) => text.indexOf(piece, from);
  return piece.length <= WORD ? wordFinder(piece) : wordsFinder(piece);
}

/**
 * Bit by bit (Baeza-Yates and Gonnet): bit n of the state says whether the last n + 1 units fit the beginning of the
 * piece, for all beginnings at once.
 */
function wordFinder(piece: string): Finder {
  const { rows, masks } = masksOf(piece, 1);
  const lastBit = 1 << (piece.length - 1);
  return (text, from) => {
    let state = 0;
    for (let at = from; at < text.length; at += 1) {
      state = ((state << 1) | 1) & masks[rows.get(text.charCodeAt(at)) ?? 0]!;
      if ((state & lastBit) !== 0) return at - piece.length + 1;
    }
    return -1;
  };
}

/** The same for a piece whose bits take several words. */
function wordsFinder(piece: string): Finder {
  const words = wordsOf(piece);
  const { rows, masks } = masksOf(piece, words);
  const lastWord = words - 1;
  const lastBit = 1 << ((piece.length - 1) & 31);
  const state = new Uint32Array(words);
  return (text, from) => {
    state.fill(0);
    for (let at = from; at < text.length; at += 1) {
      const row = rows.get(text.charCodeAt(at)) ?? 0;
      let carry = 1;
      for (let word = 0; word < words; word += 1) {
        const before = state[word]!;
        state[word] = ((before << 1) | carry) & masks[row + word]!;
        carry = before >>> 31;
      }
      if ((state[lastWord]! & lastBit) !== 0) return at - piece.length + 1;
    }
    return -1;
  };
}

/** For each unit in a piece, and in the first row for any other, at which places of the piece it may stand. */
function masksOf(piece: string, words: number): { rows: ReadonlyMap<number, number>; masks: Uint32Array } {
  const rows = new Map<number, number>();
  for (let at = 0; at < piece.length; at += 1)
    if (piece[at] !== '?' && !rows.has(piece.charCodeAt(at)))
      rows.set(piece.charCodeAt(at), (rows.size + 1) * words);
  const masks = new Uint32Array((rows.size + 1) * words);
  for (let at = 0; at < piece.length; at += 1) if (piece[at] === '?') masks[at >>> 5]! |= 1 << (at & 31);
  for (const row of rows.values()) masks.copyWithin(row, 0, words);
  for (let at = 0; at < piece.length; at += 1)
    if (piece[at] !== '?') masks[rows.get(piece.charCodeAt(at))! + (at >>> 5)]! |= 1 << (at & 31);
  return { rows, masks };
}

function wordsOf(piece: string): number {
  return Math.ceil(piece.length / WORD);
}
