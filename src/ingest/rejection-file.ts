import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { UsageError } from '../config.ts';
import type { Rejection } from '../rejection.ts';
import { type SettingsFile, settingsFile } from '../store/settings-file.ts';
import { KEPT_REJECTIONS, type Rejections } from './rejections.ts';

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

/**
 * The same for the receiver itself, which no such file must keep from listening: a damaged one is moved aside.
 *
 * @returns undefined where it cannot be read now
 */
export async function takeRejections(dataDir: string): Promise<readonly Rejection[] | undefined> {
  try {
    return await readRejections(dataDir);
  } catch (error) {
    if (!(error instanceof UsageError)) return undefined;
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
 *
 * @param earlier those of the file, which `rejections` began with; absent: they could not be read, and stay in it
 */
export function keepRejections(
  rejections: Rejections,
  dataDir: string,
  earlier?: readonly Rejection[],
): RejectionKeeper {
  const file = fileIn(dataDir);
  let writing: Promise<void> | undefined;
  let pause: NodeJS.Timeout | undefined;
  let unwritten = false;
  let unread: readonly Rejection[] | undefined = earlier && [];

  async function write(): Promise<void> {
    unwritten = false;
    await file
      .update((kept) => {
        unread ??= kept.rejections;
        kept.rejections = [...unread, ...rejections.recent].slice(-KEPT_REJECTIONS);
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
