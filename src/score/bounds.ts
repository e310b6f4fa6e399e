/** What a score may hold at most. Far above what anybody writes, and small enough that no file takes long to read. */
export const BOUNDS = {
  /** Bytes of a file. */
  file: 256 * 1024,
  /** Objects and lists within each other. */
  depth: 10,
  /** Rules in one list. */
  rules: 10_000,
  /** Keys in one rule's `match`. */
  matchKeys: 64,
  /** Characters of a metadata key. */
  key: 200,
  /** Characters of a value in `match`. */
  pattern: 500,
  /** Characters of a template. */
  template: 4096,
  /** Characters of a name or a word on a badge. */
  name: 200,
  /** Templates in a fallback chain. */
  fallbacks: 32,
  actions: 100,
  /** Problems of one file that are told; of the others, how many. */
  problems: 50,
} as const;
