import { stat } from 'node:fs/promises';
import type { TlsFiles } from '../../config.ts';
import { readPair, type TlsPair } from './read-pair.ts';

/** The files are looked at this often, in milliseconds. A link that is set anew tells no watcher of the file. */
const LOOK_MS = 1000;

/** A pair that is read anew when its files change. */
export interface FollowedPair {
  /** What new connections get. */
  readonly inForce: TlsPair;
  /** Told of each pair that comes into force after the first. */
  onChange(listener: (pair: TlsPair) => void): void;
  /** Told of why files that changed cannot be used; the pair of before stays in force. */
  onTrouble(listener: (trouble: Error) => void): void;
  close(): void;
}

/**
 * Reads a pair, and follows its files.
 *
 * @throws UsageError as {@link readPair}
 */
export function followPair(files: TlsFiles): FollowedPair {
  let inForce = readPair(files);
  let seen: string | undefined;
  let isDoubtful = false;
  const changed: ((pair: TlsPair) => void)[] = [];
  const troubled: ((trouble: Error) => void)[] = [];

  async function look(): Promise<void> {
    const state = await stateOf(files);
    if (state === seen && !isDoubtful) return;
    try {
      const pair = readPair(files);
      isDoubtful = false;
      if (isAnother(pair, inForce)) {
        inForce = pair;
        for (const listener of changed) listener(pair);
      }
    } catch (error) {
      // Who writes one file after the other is in the middle of it: the next look tells.
      const isSettled = state === seen;
      if (isSettled) for (const listener of troubled) listener(error as Error);
      isDoubtful = !isSettled;
    }
    seen = state;
  }

  let timer: NodeJS.Timeout | undefined;
  function lookLater(): void {
    timer = setTimeout(() => void look().finally(() => timer && lookLater()), LOOK_MS).unref();
  }
  lookLater();
  return {
    get inForce() {
      return inForce;
    },
    onChange: (listener) => void changed.push(listener),
    onTrouble: (listener) => void troubled.push(listener),
    close: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

function isAnother(pair: TlsPair, { chain, key }: TlsPair): boolean {
  return pair.chain !== chain || pair.key !== key;
}

/** Changes whenever one of the files was written, or a link on the way leads elsewhere. */
async function stateOf({ cert, key }: TlsFiles): Promise<string> {
  const states = [cert, key].map(async (path) => {
    try {
      const { dev, ino, mtimeNs, size } = await stat(path, { bigint: true });
      return `${dev} ${ino} ${mtimeNs} ${size}`;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? 'gone';
    }
  });
  return (await Promise.all(states)).join(' ');
}
