import { type SafeText, safe } from '../safe-text.ts';
import type { TimelineFeed } from './feed.ts';

/** What the title counts: what the keys for attention and severity would show. */
const COUNTED = 'is:attention sev:error';
/** A title changes at most this often, in milliseconds. */
const CHANGE_MS = 1000;

/** @param errors how many errors or worse are not acknowledged */
export function titleText(errors: number, storing: boolean): SafeText {
  const counted = errors === 0 ? [] : [errors === 1 ? safe`1 error` : safe`${errors} errors`];
  const [first, second] = [...(storing ? [] : [safe`NOT STORING`]), ...counted];
  if (first === undefined) return safe`tempo-tui`;
  return second === undefined ? safe`tempo-tui: ${first}` : safe`tempo-tui: ${first}, ${second}`;
}

/** Has the window's title say how things stand; returns how to stop. */
export function keepTitle(feed: TimelineFeed, setTitle: (title: SafeText) => void): () => void {
  const errors = feed.watch(COUNTED);
  let timer: NodeJS.Timeout | undefined;
  function show(): void {
    timer = undefined;
    setTitle(titleText(errors.size, feed.source.trouble === undefined));
  }
  show();
  const unsubscribe = feed.subscribe(() => {
    timer ??= setTimeout(show, CHANGE_MS);
  });
  return () => {
    unsubscribe();
    clearTimeout(timer);
    errors.close();
  };
}
