/** Finds a piece of a pattern in a text from a place on; -1 where it is not. */
type Finder = (text: string, from: number) => number;

const WORD = 32;

/**
 * Makes a pattern ready: `*` is any characters, `?` is one UTF-16 unit, anything else itself. The time it takes grows
 * with the length of the text alone, whatever pattern and text are.
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

function placedAt(piece: string): (text: string, at: number) => boolean {
  if (!piece.includes('?')) return (text, at) => text.startsWith(piece, at);
  return (text, at) => {
    for (let offset = 0; offset < piece.length; offset += 1)
      if (piece[offset] !== '?' && piece[offset] !== text[at + offset]) return false;
    return true;
  };
}

function finderOf(piece: string): Finder {
  return piece.includes('?') ? maskedFinder(piece) : (text, from) => text.indexOf(piece, from);
}

/**
 * Bit by bit (Baeza-Yates and Gonnet): bit n of the state says whether the last n + 1 units fit the beginning of the
 * piece, for all beginnings at once.
 */
function maskedFinder(piece: string): Finder {
  const words = Math.ceil(piece.length / WORD);
  const anything = new Uint32Array(words);
  const masks = new Map<number, Uint32Array>();
  for (let at = 0; at < piece.length; at += 1)
    if (piece[at] === '?') anything[at >>> 5]! |= 1 << (at & 31);
    else masks.set(piece.charCodeAt(at), anything);
  for (const unit of masks.keys()) {
    const mask = anything.slice();
    for (let at = 0; at < piece.length; at += 1)
      if (piece.charCodeAt(at) === unit) mask[at >>> 5]! |= 1 << (at & 31);
    masks.set(unit, mask);
  }
  const lastWord = words - 1;
  const lastBit = 1 << ((piece.length - 1) & 31);
  const state = new Uint32Array(words);
  return (text, from) => {
    state.fill(0);
    for (let at = from; at < text.length; at += 1) {
      const mask = masks.get(text.charCodeAt(at)) ?? anything;
      let carry = 1;
      for (let word = 0; word < words; word += 1) {
        const before = state[word]!;
        state[word] = ((before << 1) | carry) & mask[word]!;
        carry = before >>> 31;
      }
      if ((state[lastWord]! & lastBit) !== 0) return at - piece.length + 1;
    }
    return -1;
  };
}
