import { setTimeout as delay } from 'node:timers/promises';
import { EXIT, UsageError } from '../config.ts';
import type { StoredEvent } from '../event.ts';
import { readRejections } from '../ingest/rejection-file.ts';
import { adviceFor } from '../rejection.ts';
import { ownerOf } from '../store/lock.ts';
import { eventIn, type LogPlace, logStart } from '../store/log-records.ts';
import { newRecords } from '../store/new-records.ts';
import { readStored } from '../store/stored-log.ts';
import { checksForNothing } from './nothing-comes.ts';
import { say } from './output.ts';
import { rejectionLine } from './rejections.ts';
import { type AwaitedSender, whoListens } from './who-listens.ts';

/** What came is looked for this often, in milliseconds. */
const LOOK_MS = 200;
/** After this time without anything it is said what to look at, in seconds. */
const PATIENCE_S = 60;

export interface AwaitedTest extends AwaitedSender {
  /** The name of the token that the sender was given. */
  token: string;
  /** Seconds to wait at most; absent: until it comes or `stop`. */
  seconds?: number;
  stop: AbortSignal;
}

/** Where the log ends now: what comes from here on is new. */
export async function endOfLog(dataDir: string): Promise<LogPlace> {
  const place = logStart();
  const nothing = { factsOf: () => undefined, sift: () => undefined, limit: 0 };
  for await (const _ of readStored(dataDir, nothing, place));
  return place;
}

/**
 * Waits for the test notification of a sender that has just been set up, and says what comes of it: that it came, what
 * was refused and why, and where neither happens, what to look at.
 *
 * @param place where the log ended before the sender was set up
 * @throws UsageError with exit code 1 when it did not come in time
 */
export async function awaitTest(awaited: AwaitedTest, place: LogPlace): Promise<void> {
  const { settings, token, endpoint, command, seconds = Number.POSITIVE_INFINITY, stop } = awaited;
  const { dataDir } = settings;
  say(`Waiting for its test notification; ^C ends that, and the token stays.`);
  const started = new Date().toISOString();
  const begun = performance.now();
  const spent = () => (performance.now() - begun) / 1000;
  const report = { owner: '', refused: started, checks: false };
  while (!stop.aborted && spent() < seconds) {
    await sayWhoListens(awaited, report);
    const event = await arrived(dataDir, token, place);
    if (event) {
      say(`✓ It came: "${event.title}" from ${event.metadata.senderAddress ?? 'a sender'}, and is stored.`);
      return;
    }
    await sayRefused(dataDir, report);
    if (!report.checks && spent() > PATIENCE_S) {
      report.checks = true;
      say('Nothing has come yet. What to look at:');
      for (const check of checksForNothing(endpoint, false, command)) say(`- ${check}`);
    }
    await delay(LOOK_MS, undefined, { signal: stop }).catch(() => {});
  }
  if (!stop.aborted) throw new UsageError(`Nothing came in ${seconds} s.`, EXIT.failed);
}

async function arrived(dataDir: string, token: string, place: LogPlace): Promise<StoredEvent | undefined> {
  let found: StoredEvent | undefined;
  for await (const { records } of newRecords(dataDir, place, () => undefined)) {
    for (const record of records) {
      const event = eventIn(record);
      if (event?.token === token) found ??= event;
    }
  }
  return found;
}

/** Says once who takes what is sent, and again when another process does. */
async function sayWhoListens(awaited: AwaitedTest, report: { owner: string }): Promise<void> {
  const owner = JSON.stringify((await ownerOf(awaited.settings.dataDir)) ?? 'nobody');
  if (owner === report.owner) return;
  report.owner = owner;
  say(await whoListens(awaited));
}

async function sayRefused(dataDir: string, report: { refused: string }): Promise<void> {
  const rejections = await readRejections(dataDir).catch(() => []);
  const fresh = rejections.filter(({ time }) => time > report.refused);
  for (const rejection of fresh) {
    say(`▲ refused: ${rejectionLine(rejection)}`);
    say(`  ${adviceFor(rejection) ?? ''}`);
  }
  report.refused = fresh.at(-1)?.time ?? report.refused;
}
