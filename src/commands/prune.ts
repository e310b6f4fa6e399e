import type { Settings } from '../config.ts';
import { safeText } from '../safe-text.ts';
import { marker, Subjects } from '../score/subjects.ts';
import { EventStore } from '../store/event-store.ts';
import { ownDataDir } from '../store/lock.ts';
import type { Pruned } from '../store/pruning.ts';
import { openScores } from './open-scores.ts';
import { writeLine } from './output.ts';

/** Gives up now what the retention limits do not keep, and says what that was. */
export async function prune(settings: Settings, { dryRun = false }: { dryRun?: boolean }): Promise<void> {
  const { dataDir, retention } = settings;
  const owner = await ownDataDir(dataDir, { pid: process.pid, port: settings.port });
  const scores = await openScores(settings.scoresDir);
  try {
    const store = await EventStore.open(dataDir, marker(scores.book, new Subjects()));
    try {
      const now = Date.now() / 1000;
      const pruned = await store.prune({ limits: retention, dryRun, thorough: true, now });
      for (const line of report(pruned, dryRun)) writeLine(line);
      writeLine(`${store.table.size} events ${dryRun ? 'are there' : 'are kept'} in ${safeText(dataDir)}.`);
      if (pruned.failed !== undefined)
        throw new Error(`A segment could not be written anew and stands as it was: ${pruned.failed}`);
    } finally {
      await store.close();
    }
  } finally {
    await owner.release();
  }
}

function report({ events, removed, rewritten, bytes }: Pruned, dryRun: boolean): string[] {
  const would = dryRun ? 'would be ' : '';
  const lines = [...events].map(
    ([provider, count]) =>
      `${safeText(provider)}: ${count} ${count === 1 ? 'event' : 'events'} ${would}given up.`,
  );
  if (removed + rewritten > 0) {
    lines.push(
      `${removed} segments ${would}removed, ${rewritten} ${would}written anew: ${bytes} bytes ${would}free.`,
    );
  }
  return lines.length === 0 ? ['Everything is within the limits.'] : lines;
}
