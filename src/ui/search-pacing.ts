/** A search follows what is written no more often, in milliseconds: each holds the event loop for some of them. */
const SEARCH_MS = 100;

/** When what is written is searched for. */
export interface SearchPacing {
  /** Some time soon, with all that is written until then. */
  later(): void;
  /** Now, where it is due later. */
  settle(): void;
  /** Not any more. */
  cancel(): void;
}

/** Searches for what was written, once for all characters that come together, and never too often while they come. */
export function paceSearches(search: () => void): SearchPacing {
  let timer: NodeJS.Timeout | undefined;
  let searchedAt = Number.NEGATIVE_INFINITY;
  function run(): void {
    cancel();
    search();
    searchedAt = performance.now();
  }
  function cancel(): void {
    clearTimeout(timer);
    timer = undefined;
  }
  return {
    later() {
      timer ??= setTimeout(run, Math.max(0, searchedAt + SEARCH_MS - performance.now()));
    },
    settle() {
      if (timer) run();
    },
    cancel,
  };
}
