import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Rejection } from '../rejection.ts';
import { type SettingsFile, settingsFile } from '../store/settings-file.ts';
import type { Rejections } from './rejections.ts';

/** After a write, what is refused in this time is written together, and one that failed is tried again, in milliseconds. */
const TOGETHER_MS = 1000;

const rejectionSchema = z.strictObject({
  time: z.string(),
  address: z.string(),
  status: z.number().int(),
  reason: z.string(),
  token: z.string().optional(),
  times: z.number().int().positive(),
  since: z.string(),
});
const fileSchema = z.strictObject({ version: z.literal(1), rejections: z.array(rejectionSchema) });
type Kept = z.infer<typeof fileSchema>;

/**
 * The refusals that the receiver of a data directory kept, oldest first. Needs no ownership.
 *
 * @throws UsageError when the file is damaged
 */
export async function readRejections(dataDir: string): Promise<readonly Rejection[]> {
  return (await fileIn(dataDir).read()).rejections;
}

/** The same for the receiver itself, which a damaged file must not keep from listening: it is moved aside. */
export async function takeRejections(dataDir: string): Promise<readonly Rejection[]> {
  try {
    return await readRejections(dataDir);
  } catch {
    const { path } = fileIn(dataDir);
    await rename(path, `${path}.damaged`).catch(() => {});
    return [];
  }
}

export interface RejectionKeeper {
  /** Writes what is not written yet. */
  close(): Promise<void>;
}

/**
 * Keeps refusals on disk as they happen: the first at once, those that follow soon after it together, and on a disk that
 * takes nothing as soon as it does again.
 */
export function keepRejections(rejections: Rejections, dataDir: string): RejectionKeeper {
  const file = fileIn(dataDir);
  let writing: Promise<void> | undefined;
  let pause: NodeJS.Timeout | undefined;
  let unwritten = false;

  async function write(): Promise<void> {
    unwritten = false;
    await file
      .update((kept) => {
        kept.rejections = [...rejections.recent];
      })
      // A disk that takes nothing has a notice of its own. What it refused is to be told when it takes writes again.
      .catch(() => {
        unwritten = true;
      });
    writing = undefined;
    pause = setTimeout(() => {
      pause = undefined;
      if (unwritten) writing = write();
    }, TOGETHER_MS).unref();
  }

  const unsubscribe = rejections.subscribe(() => {
    unwritten = true;
    if (writing === undefined && pause === undefined) writing = write();
  });
  return {
    close: async () => {
      unsubscribe();
      await writing;
      clearTimeout(pause);
      if (unwritten) await write();
      clearTimeout(pause);
    },
  };
}

function fileIn(dataDir: string): SettingsFile<Kept> {
  return settingsFile<Kept>(join(dataDir, 'rejections.json'), fileSchema, () => ({
    version: 1,
    rejections: [],
  }));
}
