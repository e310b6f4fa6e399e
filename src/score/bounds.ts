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
  /** Files in a scores folder: one with more is something else's. */
  files: 500,
} as const;

/** How much of an event a score looks at, and makes of it. Far above what any source writes. */
export const LOOKS = {
  /**
   * What all patterns of a score may cost with one value, as `globCost` counts: at some ten nanoseconds each, some tens of
   * milliseconds. A value counts up to where that is reached.
   */
  matching: 4 * 1024 * 1024,
  /** UTF-16 units of a value that count however many patterns there are: more than a pattern without wildcards has. */
  value: 512,
  /** UTF-16 units of a text that is shown, and of all values that an event is stacked by. */
  text: 16 * 1024,
} as const;
