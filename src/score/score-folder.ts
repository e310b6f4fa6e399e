import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BOUNDS } from './bounds.ts';
import type { Score } from './schema.ts';

/** How often the folder is looked at, in milliseconds. It also works where a file system tells of no changes. */
const LOOK_MS = 400;
/** So many times as long as a look took nothing is looked at: a huge folder does not keep the receiver from answering. */
const REST = 10;
/** A file that is not whole after so many looks is being written still. */
const SETTLING_LOOKS = 5;

/** What is in a file: a score, or why it is none. */
export type ReadFile = { score: Score } | { problem: string };

/** A file of the folder that holds a score, or once did. */
export interface ScoreFile {
  /** Its name in the folder. */
  name: string;
  /** The last good version. */
  score: Score;
}

/** Something about a file that its writer should know. */
export interface ScoreNotice {
  name: string;
  reason: string;
}

interface Known {
  /** Changes whenever the file may have. */
  stamp: string;
  score?: Score;
  /** Why `stamp` is no score. */
  problem?: string;
  /** Seen twice alike: it is no longer being written. */
  settled: boolean;
}

/**
 * The scores folder, looked at again and again. A file that is broken keeps its last good version; one that is being
 * written is given time to be whole. Of two files about the same source the first by name counts.
 */
export class ScoreFolder {
  readonly #dir: string;
  readonly #read: (path: string) => Promise<ReadFile>;
  readonly #known = new Map<string, Known>();
  #changed: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<unknown> = Promise.resolve();
  #closed = false;
  /** What is said of the files that are too many. */
  #beyond: ScoreNotice | undefined;

  private constructor(dir: string, read: (path: string) => Promise<ReadFile>) {
    this.#dir = dir;
    this.#read = read;
  }

  /** Reads a folder, which need not be there. Never throws for what is in it. */
  static async open(dir: string, read: (path: string) => Promise<ReadFile>): Promise<ScoreFolder> {
    const folder = new ScoreFolder(dir, read);
    await folder.#look();
    // What is there at the start is not being written any more.
    for (const known of folder.#known.values()) known.settled = true;
    return folder;
  }

  /** The scores in force, by the names of their files. */
  get files(): ScoreFile[] {
    return this.#sorted().files;
  }

  /** What is wrong with the folder's files, by name. */
  get notices(): ScoreNotice[] {
    return this.#sorted().notices;
  }

  /** From now on calls `changed` after each change of scores or notices. */
  watch(changed: () => void): void {
    this.#changed = changed;
    this.#schedule();
  }

  /** Looks without waiting for its turn. */
  lookNow(): Promise<void> {
    const look = this.#looking.then(async () => {
      const changed = await this.#look();
      if (changed && !this.#closed) this.#changed();
    });
    this.#looking = look.catch(() => {});
    return look;
  }

  /** Looks now, and again where a file was seen once alone; one that is written on and on is not waited for. */
  async settled(): Promise<void> {
    for (let looks = 0; looks < SETTLING_LOOKS; looks += 1) {
      await this.lookNow();
      if (this.#closed || [...this.#known.values()].every(({ settled, stamp }) => settled && stamp !== GONE))
        return;
      await new Promise((done) => setTimeout(done, LOOK_MS));
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #schedule(rest = 0): void {
    if (this.#closed) return;
    this.#timer = setTimeout(
      () => {
        const began = performance.now();
        void this.lookNow().finally(() => this.#schedule((performance.now() - began) * REST));
      },
      Math.max(LOOK_MS, rest),
    ).unref();
  }

  #sorted(): { files: ScoreFile[]; notices: ScoreNotice[] } {
    const files = new Map<string, ScoreFile>();
    const notices: ScoreNotice[] = [];
    for (const name of [...this.#known.keys()].sort()) {
      const { score, problem, settled } = this.#known.get(name)!;
      if (problem !== undefined && settled) notices.push({ name, reason: kept(problem, score) });
      if (!score) continue;
      const source = score.providerIdentifier.toLowerCase();
      const other = files.get(source);
      if (other) notices.push({ name, reason: `is not used: ${other.name} is about ${source} too` });
      else files.set(source, { name, score });
    }
    if (this.#beyond) notices.push(this.#beyond);
    return { files: [...files.values()], notices };
  }

  /** Returns whether anything is different now. */
  async #look(): Promise<boolean> {
    const { names, beyond } = await scoreNames(this.#dir);
    let changed = beyond?.reason !== this.#beyond?.reason || beyond?.name !== this.#beyond?.name;
    this.#beyond = beyond;
    const stamps = await this.#stamps(names);
    for (const [name, stamp] of stamps) {
      const known = this.#known.get(name);
      if (known?.stamp === stamp) {
        changed ||= !known.settled && known.problem !== undefined;
        known.settled = true;
        continue;
      }
      await this.#readAgain(name, stamp, known);
      changed = true;
    }
    for (const [name, known] of this.#known) {
      if (stamps.has(name)) continue;
      // An editor that saves takes a file away for a moment.
      if (known.stamp === GONE) {
        this.#known.delete(name);
        changed = true;
      } else {
        known.stamp = GONE;
      }
    }
    return changed;
  }

  async #readAgain(name: string, stamp: string, known: Known | undefined): Promise<void> {
    const read = await this.#read(join(this.#dir, name));
    if ('score' in read) this.#known.set(name, { stamp, score: read.score, settled: true });
    else {
      const last = known?.score && { score: known.score };
      this.#known.set(name, { stamp, ...last, problem: read.problem, settled: false });
    }
  }

  async #stamps(names: readonly string[]): Promise<Map<string, string>> {
    const stamps = new Map<string, string>();
    for (const name of names) {
      const found = await stat(join(this.#dir, name), { bigint: true }).catch((error: Error) => error);
      if (found instanceof Error) stamps.set(name, `error ${found.message}`);
      else stamps.set(name, `${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`);
    }
    return stamps;
  }
}

const GONE = 'gone';

/**
 * The files of a folder that scores are looked for in, by name; of a folder that is not there none.
 *
 * @returns `beyond`: what is to be said of those that are too many
 */
export async function scoreNames(dir: string): Promise<{ names: string[]; beyond?: ScoreNotice }> {
  const found = (await readdir(dir).catch(() => [])).filter(isScoreName).sort();
  const names = found.slice(0, BOUNDS.files);
  const [name] = found.slice(BOUNDS.files, BOUNDS.files + 1);
  if (name === undefined) return { names };
  const others = found.length - BOUNDS.files - 1;
  const more = others === 0 ? '' : `, nor ${others} more`;
  return {
    names,
    beyond: { name, reason: `is not read${more}: a scores folder has at most ${BOUNDS.files} files` },
  };
}

/** Whether a file is one that scores are looked for in; a dot keeps it out. */
export function isScoreName(name: string): boolean {
  return !name.startsWith('.') && /\.(tempo-score|json)$/i.test(name);
}

function kept(problem: string, score: Score | undefined): string {
  return score ? `${problem} (the last good version counts)` : problem;
}
