/** What JSON lets stand, and a terminal that is shown it could act on, or show in another order. */
const UNPRINTABLE = /[\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g;

/**
 * JSON that means the same wherever it is read, and is without a control character of its own or of what is in it: what
 * goes into a pipe or a file is shown on a terminal sooner or later.
 *
 * @param indent spaces for each level; absent: all in one line
 */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(
    UNPRINTABLE,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
