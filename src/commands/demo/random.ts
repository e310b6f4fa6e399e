/** Numbers from 0 to below 1 that look random and are the same at every start. */
export type Random = () => number;

/** The numbers of a seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number, either end included. */
export function between(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

/** One of some, at least one. */
export function oneOf<T>(random: Random, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)]!;
}

export function hexDigits(random: Random, count: number): string {
  return Array.from({ length: count }, () => between(random, 0, 15).toString(16)).join('');
}

/** An identifier in the form of a UUID. */
export function uuid(random: Random): string {
  return [8, 4, 4, 4, 12].map((count) => hexDigits(random, count)).join('-');
}
