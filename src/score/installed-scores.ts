import { mkdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { writeDurably } from '../store/durable-file.ts';
import { type SettingsFile, settingsFile } from '../store/settings-file.ts';

const schema = z.object({ files: z.record(z.string(), z.object({ installedAt: z.string() })) });
type Kept = z.infer<typeof schema>;

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
      return (name) => Object.hasOwn(files, name);
    } catch {
      return () => true;
    }
  }

  /** Writes a score into the folder, by its identifier. */
  async write(identifier: string, content: string): Promise<string> {
    const name = `${identifier}.json`;
    await mkdir(this.#dir, { recursive: true });
    await this.#file.update(({ files }) => {
      files[name] = { installedAt: new Date().toISOString() };
    });
    await writeDurably(join(this.#dir, name), content);
    return name;
  }

  /** Takes a file out of the folder. */
  async remove(name: string): Promise<void> {
    await unlink(join(this.#dir, name));
    await this.#file.update(({ files }) => {
      delete files[name];
    });
  }
}
