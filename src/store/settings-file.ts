import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Adapter, Low } from 'lowdb';
import type * as z from 'zod';
import { EXIT, UsageError } from '../config.ts';
import { makePrivateDir, writeDurably } from './durable-file.ts';
import { withLock } from './local-lock.ts';
import { makeFolderPrivate } from './private-files.ts';

class WholeFile<T> implements Adapter<T> {
  readonly #path: string;
  readonly #schema: z.ZodType<T>;

  constructor(path: string, schema: z.ZodType<T>) {
    this.#path = path;
    this.#schema = schema;
  }

  async read(): Promise<T | null> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    const parsed = this.#schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues[0]?.path.join('.') || 'the whole file';
    throw new UsageError(
      `${this.#path} is damaged (${where}). Mend it, or move it away to start anew.`,
      EXIT.failed,
    );
  }

  async write(data: T): Promise<void> {
    const dir = dirname(this.#path);
    await makePrivateDir(dir);
    await makeFolderPrivate(dir);
    await writeDurably(this.#path, `${JSON.stringify(data, null, 2)}\n`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A small JSON file (mode 0600 in a folder of 0700) that is read whole and replaced whole. */
export interface SettingsFile<T> {
  readonly path: string;
  /** @throws UsageError naming the file when it cannot be read or does not hold what it should. */
  read(): Promise<T>;
  /** Reads, changes and durably replaces the file, one process at a time. */
  update<R>(change: (data: T) => R): Promise<R>;
}

export function settingsFile<T extends object>(
  path: string,
  schema: z.ZodType<T>,
  initial: () => T,
): SettingsFile<T> {
  async function load(): Promise<Low<T>> {
    const low = new Low<T>(new WholeFile(path, schema), initial());
    await low.read();
    return low;
  }
  return {
    path,
    read: async () => (await load()).data,
    update: (change) =>
      withLock(path, async () => {
        const low = await load();
        const result = change(low.data);
        await low.write();
        return result;
      }),
  };
}
