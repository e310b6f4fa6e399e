/** The value of a text in JSON; undefined where it is none. The engine's own words for that are none for people. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
