import { lstat, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { makePrivateDir, writeDurably } from '../store/durable-file.ts';
import { type SettingsFile, settingsFile } from '../store/settings-file.ts';

const schema = z.object({ files: z.record(z.string(), z.object({ installedAt: z.string() })) });
type Kept = z.infer<typeof schema>;

/** A file of the folder that has another name now. */
export interface Moved {
  from: string;
  to: string;
}

/**
 * Which files of the scores folder came there by `score install`, as against those that the user wrote there. A file
 * stays an installed one whatever is edited in it: what it is trusted with hangs on where it came from.
 */
export class InstalledScores {
  readonly #dir: string;
  readonly #file: SettingsFile<Kept>;

  constructor(dir: string) {
    this.#dir = dir;
    this.#file = settingsFile(join(dir, '.installed.json'), schema, (): Kept => ({ files: {} }));
  }

  /** The names of installed files. A list that is damaged trusts none of the files: all of them count as installed. */
  async names(): Promise<(name: string) => boolean> {
    try {
      const { files } = await this.#file.read();
      // Where a file system takes upper and lower case for the same, a name may come back in another spelling.
      const installed = new Set(Object.keys(files).map((name) => name.toLowerCase()));
      return (name) => installed.has(name.toLowerCase());
    } catch {
      return () => true;
    }
  }

  /**
   * Writes a score into the folder, by its identifier. Files that would stand in its way are not lost: they get names
   * under which the folder does not look at them.
   *
   * @param inTheWay names of the folder
   * @returns its name, and where those files are now
   * @throws UsageError when the list of installed files is damaged; nothing has been changed then
   */
  async write(
    identifier: string,
    content: string,
    inTheWay: readonly string[] = [],
  ): Promise<{ name: string; aside: readonly Moved[] }> {
    const name = `${identifier}.json`;
    await makePrivateDir(this.#dir);
    // The list first: at no moment is what was installed taken for the user's own.
    await this.#file.update(({ files }) => {
      files[name] = { installedAt: new Date().toISOString() };
    });
    const aside: Moved[] = [];
    try {
      for (const from of inTheWay) aside.push(await this.#setAside(from));
      await writeDurably(join(this.#dir, name), content);
    } catch (error) {
      for (const { from, to } of aside) await rename(join(this.#dir, to), join(this.#dir, from));
      throw error;
    }
    return { name, aside };
  }

  /** Takes a file out of the folder; of a symbolic link the link alone. */
  async remove(name: string): Promise<void> {
    const isInstalled = await this.names();
    await unlink(join(this.#dir, name));
    if (!isInstalled(name)) return;
    await this.#file.update(({ files }) => {
      for (const each of Object.keys(files)) {
        if (each.toLowerCase() === name.toLowerCase()) delete files[each];
      }
    });
  }

  async #setAside(from: string): Promise<Moved> {
    for (let count = 1; ; count += 1) {
      const to = count === 1 ? `${from}.bak` : `${from}.${count}.bak`;
      if (await isThere(join(this.#dir, to))) continue;
      await rename(join(this.#dir, from), join(this.#dir, to));
      return { from, to };
    }
  }
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
