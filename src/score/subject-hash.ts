/** 64 bits in two halves. */
export interface SubjectHash {
  high: number;
  low: number;
}

/**
 * Stands for the key of a subject, the same at every start. MurmurHash3's mixing over the key's UTF-16 units, in two
 * lanes that are mixed into each other at the end. It tells apart what is different by chance: who may send events may
 * name any subject in them anyway.
 */
export function subjectHash(key: string): SubjectHash {
  let a = 0x9368e53c;
  let b = 0x586dcd20;
  for (let at = 0; at < key.length; at += 1) {
    const unit = key.charCodeAt(at);
    a ^= Math.imul(turn(Math.imul(unit + 1, 0x239b961b), 15), 0x38b34ae5);
    a = (Math.imul(turn(a, 19), 5) + 0x561ccd1b) | 0;
    b ^= Math.imul(turn(Math.imul(unit + 1, 0xab0e9789), 16), 0xa1e38b93);
    b = (Math.imul(turn(b, 17), 5) + 0x0bcaa747) | 0;
  }
  a = finish(a ^ key.length);
  b = finish((b ^ key.length) + a);
  a = (a + b) | 0;
  return { high: a >>> 0, low: b >>> 0 };
}

function turn(bits: number, by: number): number {
  return (bits << by) | (bits >>> (32 - by));
}

function finish(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
