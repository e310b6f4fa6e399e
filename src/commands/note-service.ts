import { MOST_CONNECTIONS } from '../ingest/connections.ts';
import { connectionsWithin, descriptorLimit } from '../ingest/descriptors.ts';
import type { ScoreNotice } from '../score/score-folder.ts';
import type { EventStore } from '../store/event-store.ts';
import type { Pruned } from '../store/pruning.ts';
import type { Journal } from './journal.ts';
import type { SendersWay } from './senders-way.ts';
import { watchGaps } from './watch-gaps.ts';

/** Notes where the system allows fewer files and connections than the receiver could use. */
export function noteDescriptors(journal: Journal): void {
  const limit = descriptorLimit();
  const most = connectionsWithin(limit, MOST_CONNECTIONS);
  if (most < MOST_CONNECTIONS)
    journal.warn(
      `The system allows ${limit} open files, so there are at most ${most} connections at once and not ${MOST_CONNECTIONS}: raise it (ulimit -n).`,
    );
}

/** Notes where senders do not reach the receiver as they came to the one before. */
export function noteAstray(journal: Journal, { astray }: SendersWay): void {
  const found = astray();
  if (found)
    journal.warn(
      `${found.why} What they send there is lost. The one they reached was started by: ${found.restart}`,
    );
}

/** Notes in the journal whenever the store begins to refuse events, and when it takes them again. */
export function noteTrouble(journal: Journal, store: EventStore): () => void {
  let refusing = false;
  return store.subscribe(() => {
    const { trouble } = store;
    if ((trouble !== undefined) === refusing) return;
    refusing = trouble !== undefined;
    if (trouble) journal.warn(`Events cannot be stored and are refused: ${trouble.message}`);
    else journal.note('Events are stored again.');
  });
}

/** Notes whenever this process stood still, and for how long. */
export function noteGaps(journal: Journal, store: EventStore): () => void {
  return watchGaps(store, ({ from, to, leapt }) => {
    const what = leapt
      ? 'This machine slept or was paused, or its clock was set ahead'
      : 'The receiver stood still, and senders had no answer';
    const times = `from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}`;
    journal.warn(`${what}: ${times}. Proxmox does not resend.`);
  });
}

/** Notes what was found on reading the history, all of it or as much as could be read. */
export function noteHistory(
  journal: Journal,
  { table, problems, indexed }: EventStore,
  dataDir: string,
): void {
  if (indexed !== undefined) return;
  journal.note(`${table.size} ${table.size === 1 ? 'event' : 'events'} in ${dataDir}.`);
  const damaged = problems.damaged + problems.torn;
  if (damaged > 0) journal.warn(`${damaged} damaged records were set aside in ${dataDir}/quarantine.`);
  if (problems.newer > 0)
    journal.warn(`${problems.newer} records are from a newer tempo-tui and are not read.`);
  if (problems.unread !== undefined) journal.warn(`A part of the history cannot be read: ${problems.unread}`);
}

export function notePruned(journal: Journal, { events, bytes, failed }: Pruned): void {
  const gone = [...events.values()].reduce((sum, count) => sum + count, 0);
  if (gone > 0) journal.note(`Gave up ${gone} events that the limits do not keep, ${bytes} bytes.`);
  if (failed !== undefined) journal.warn(`Room could not be given back: ${failed}`);
}

/** Notes that scores changed, and what is wrong with files that was not before. */
export function noteScores(
  journal: Journal,
  identifiers: readonly string[],
  before: readonly ScoreNotice[],
  now: readonly ScoreNotice[],
): void {
  if (identifiers.length > 0) journal.note(`Another score is in force for ${identifiers.join(', ')}.`);
  for (const { name, reason } of now) {
    if (!before.some((known) => known.name === name && known.reason === reason))
      journal.warn(`Score ${name}: ${reason}`);
  }
}
