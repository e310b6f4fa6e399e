import type { Attachment } from '../attach/attachment.ts';
import type { Settings } from '../config.ts';
import { checkQuery } from './list/check-query.ts';
import { watchArrivals } from './list/watch-arrivals.ts';
import type { Opened } from './open-here.ts';
import { say } from './output.ts';
import type { Remedy } from './remedy.ts';
import { type Log, openLog } from './serve/log.ts';
import { untilUnread } from './serve/until-unread.ts';
import { untilQuit } from './until-quit.ts';

/** What the lines are of, and until when. */
export interface FollowOptions {
  settings: Settings;
  /** A query; the empty one fits everything. */
  filter: string;
  /** Resolves when the process is asked to stop. */
  stopped: Promise<unknown>;
  /** The receiver as it is just now, in words. */
  name(): string;
  /** What to do about it while it is not heard. */
  remedy(): Remedy | Promise<Remedy>;
}

/**
 * A line for each event that a receiver takes from now on, and for all else that it comes upon, until the user quits, or
 * nobody reads them any more.
 *
 * @throws UsageError for a filter that cannot be understood
 */
export async function followLines(
  { attachment, book, close }: Opened,
  { settings, filter, stopped, name, remedy }: FollowOptions,
): Promise<void> {
  const unread = untilUnread();
  try {
    checkQuery(filter, book);
    say(`Attached to ${name()}: what it receives has a line here.`);
    const log = openLog({ format: 'plain', level: settings.logLevel, forPerson: true });
    watchArrivals(attachment.store, book, { filter, withDismissed: false }, (told) =>
      log({ kind: 'event', told }),
    );
    const stop = [tellWord(attachment, log), tellLink(attachment, name, remedy)];
    const untilKey = process.stdin.isTTY ? [untilQuit(process.stdin)] : [];
    await Promise.race([stopped, unread, ...untilKey]);
    for (const each of stop) each();
  } finally {
    await close();
  }
}

/** Tells of refusals, and of what the receiver came upon. */
function tellWord(attachment: Attachment, log: Log): () => void {
  const newRefusals = newsOf(attachment.rejections);
  const newNotes = newsOf(attachment.notes);
  return attachment.subscribe(() => {
    for (const refusal of newRefusals(attachment.rejections)) log({ kind: 'refusal', refusal });
    for (const { kind, time, text } of newNotes(attachment.notes))
      log({ kind: 'note', level: kind === 'bad' ? 'warn' : 'info', time, text });
  });
}

/** What is in a list that was not in it before; after a break all of it is told anew. */
function newsOf<T>(known: readonly T[]): (now: readonly T[]) => T[] {
  let last = known;
  return (now) => {
    if (now === last) return [];
    const told = new Set(last.map((each) => JSON.stringify(each)));
    last = now;
    return now.filter((each) => !told.has(JSON.stringify(each)));
  };
}

/** Lines that do not come are the same whether nothing happens or nobody receives. */
function tellLink(
  attachment: Attachment,
  name: FollowOptions['name'],
  remedy: FollowOptions['remedy'],
): () => void {
  let known = attachment.link;
  async function tellLost(why: string): Promise<void> {
    const { how, command } = await remedy();
    say(`✗ Cut off from the receiver: ${why}. ${how}${command ? `: ${command}` : ''}`);
  }
  return attachment.subscribe(() => {
    const { link } = attachment;
    // That it is there and what it wants shows only once it is looked for again.
    const isNew = known.kind === 'live' || (link.kind === 'lost' && link.advice !== known.advice);
    if (link.kind === 'lost' && isNew) void tellLost(link.why);
    if (link.kind === 'live' && known.kind === 'lost') say(`✓ The receiver is heard again: ${name()}.`);
    known = link;
  });
}
