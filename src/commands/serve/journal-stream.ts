import { fstatSync } from 'node:fs';

/**
 * Whether a descriptor of this process is the journal of systemd. The variable alone says it of no one stream, and is handed
 * on also to those whose streams go elsewhere.
 */
export function isJournal(fd: number, env: NodeJS.ProcessEnv): boolean {
  if (!env.JOURNAL_STREAM) return false;
  try {
    const { dev, ino } = fstatSync(fd, { bigint: true });
    return env.JOURNAL_STREAM === `${dev}:${ino}`;
  } catch {
    return false;
  }
}
