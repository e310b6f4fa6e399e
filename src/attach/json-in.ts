/** The value of a text in JSON; undefined where it is none. The engine's own words for that are none for people. */
export function jsonIn(text: string, reviver?: (name: string, value: unknown) => unknown): unknown {
  try {
    return JSON.parse(text, reviver);
  } catch {
    return undefined;
  }
}
