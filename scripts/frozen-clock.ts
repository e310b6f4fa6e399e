/**
 * Module source that stops the wall clock of a Node program, for pictures that are the same on any day: given as
 * `NODE_OPTIONS`. Timers and the monotonic clock go on.
 */
export function frozenClock(time: string): string {
  const code = `
    const now = ${Date.parse(time)};
    globalThis.Date = class extends Date {
      constructor(...given) { super(...(given.length === 0 ? [now] : given)); }
      static now() { return now; }
    };`;
  return `--import=data:text/javascript,${encodeURIComponent(code)}`;
}
