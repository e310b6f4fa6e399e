/** A body that is declared no larger than this, in bytes, is small: nearly all are. */
export const SMALL = 64 * 1024;
/** Of the room this part is for small bodies alone, so that large ones cannot keep a cluster's events out. */
const FOR_SMALL = 0.25;
/** Those that wait cost something themselves; beyond so many there is no hope for one more. */
const MOST_WAITING = 512;

/** What a request holds of the room. */
export interface Hold {
  /** Takes more at once; false when it is not there. */
  grow(bytes: number): boolean;
  /** Gives all of it back; may be called again. */
  release(): void;
}

/** Memory that requests share. */
export interface Room {
  /**
   * Takes `bytes` as soon as they are free: those that wait have their turn in the order in which they came.
   *
   * @param small whether the body is one of those that some room is kept for
   * @returns undefined when they were not free in time, or too many wait already
   */
  take(bytes: number, small: boolean): Promise<Hold | undefined>;
}

interface Waiting {
  bytes: number;
  done: (hold: Hold | undefined) => void;
  timer: NodeJS.Timeout;
}

/**
 * Shares out room. What needs more than there is has it while nobody else holds any.
 *
 * @param total in bytes
 * @param patienceMs how long a request waits for its part
 */
export function makeRoom(total: number, patienceMs: number): Room {
  let held = 0;
  const lanes = [
    { limit: total, waiting: [] as Waiting[] },
    { limit: total * (1 - FOR_SMALL), waiting: [] as Waiting[] },
  ] as const;

  function holdOf(bytes: number, limit: number): Hold {
    let own = bytes;
    held += bytes;
    return {
      grow(more) {
        if (held + more > limit && held > own) return false;
        own += more;
        held += more;
        return true;
      },
      release() {
        held -= own;
        own = 0;
        admit();
      },
    };
  }

  function fits(bytes: number, limit: number): boolean {
    return held === 0 || held + bytes <= limit;
  }

  function admit(): void {
    for (const { limit, waiting } of lanes)
      for (let [first] = waiting; first && fits(first.bytes, limit); [first] = waiting) {
        waiting.shift();
        clearTimeout(first.timer);
        first.done(holdOf(first.bytes, limit));
      }
  }

  return {
    async take(bytes, small) {
      const { limit, waiting } = lanes[small ? 0 : 1];
      if (waiting.length === 0 && fits(bytes, limit)) return holdOf(bytes, limit);
      if (lanes[0].waiting.length + lanes[1].waiting.length >= MOST_WAITING) return undefined;
      return new Promise((done) => {
        const timer = setTimeout(() => {
          waiting.splice(
            waiting.findIndex((each) => each.timer === timer),
            1,
          );
          done(undefined);
          admit();
        }, patienceMs);
        waiting.push({ bytes, done, timer });
      });
    },
  };
}
