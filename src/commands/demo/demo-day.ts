import type { Gap } from '../../store/heartbeat.ts';
import { backupRun, LOCKED, NO_FAILURES, nightlyJob, WRITE_FAILED } from './backup-run.ts';
import {
  certificateNotRenewed,
  garbageCollected,
  pruned,
  serverUpdatesAvailable,
  synced,
  verified,
} from './backup-server.ts';
import { guestOf, guestsOn, NODES } from './cluster.ts';
import {
  FAILURES_AFTER,
  fencing,
  REPLICATIONS,
  replicationFailed,
  testNotification,
  updatesAvailable,
} from './cluster-events.ts';
import { cronMail, diskErrors, scrubFinished } from './mails.ts';
import { between, type Random } from './random.ts';
import { certificateExpires, power, RESTORE_STEPS, restoreTest } from './scripts.ts';
import type { Sent } from './sent.ts';
import { utcTime } from './writing.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How far back the day begins. */
export const DAY_MS = 44 * HOUR;
/** What began so long ago is over. */
const SETTLED = 30 * MINUTE;
const AWAY = 5 * HOUR;
const OUTAGE = 15 * MINUTE;

/** By the clock of this machine, in the order of {@link NODES}. */
const NIGHTLY = ['01:00', '01:40', '02:30', '03:10', '03:45'] as const;
const UPDATES = ['04:12', '04:38', '01:26', '05:31', '03:02'] as const;
const DATABASE = ['00:05', '03:05', '06:05', '09:05', '12:05', '15:05', '18:05', '21:05'] as const;
const SYNCS = ['00:20', '06:20', '12:20', '18:20'] as const;
/** Of the last night, by VMID; they are backed up by hand in the morning. */
const NIGHT_FAILURES = new Map([
  [130, WRITE_FAILED],
  [133, LOCKED],
]);

/** A day of a cluster of five nodes and its backup server. */
export interface DemoDay {
  /** What was sent and heard, oldest first. */
  sent: Sent[];
  /** When somebody last looked at it, in milliseconds since the epoch. */
  lastVisit: number;
  /** When nothing listened. */
  gap: Gap;
}

/** The day up to now; the same for the same time, zone and numbers. */
export function demoDay(now: number, random: Random): DemoDay {
  const outage = latest(now, '02:10');
  const gap = { from: outage, to: outage + OUTAGE };
  const all = [
    ...backups(now, random),
    ...incidents(now),
    ...routine(now, random),
    ...backupServer(now, random),
    ...scripts(now, gap),
  ];
  const isHeard = ({ at }: Sent) => at > now - DAY_MS && at <= now && (at < gap.from || at >= gap.to);
  const sent = all.filter(isHeard).sort((a, b) => a.at - b.at);
  return { sent, lastVisit: now - AWAY, gap };
}

function backups(now: number, random: Random): Sent[] {
  const failedAt = latest(now, '07:52');
  const nightly = NODES.flatMap((node, place) =>
    daily(now, NIGHTLY[place]!).map((from, ago) => {
      const guests = guestsOn(node, from > failedAt);
      const failures = ago === 0 && node === 'pve-03' ? NIGHT_FAILURES : NO_FAILURES;
      const run = { node, guests, job: nightlyJob(node), failures };
      return backupRun({ ...run, storage: 'pbs-main' }, { from: from + 2000 }, random);
    }),
  );
  const database = DATABASE.flatMap((clock) => daily(now, clock)).map((from) => {
    const run = { node: 'pve-02', guests: [guestOf(120)], job: 'backup-f40c92be-db01' };
    return backupRun({ ...run, storage: 'pbs-main' }, { from: from + 1000 }, random);
  });
  const byHand = [...NIGHT_FAILURES.keys()].map(guestOf).map((guest, place) => {
    const from = latest(now, '09:20') + place * 20 * MINUTE;
    return backupRun({ node: guest.node, guests: [guest], storage: 'nas' }, { from }, random);
  });
  return [...nightly, ...database, ...byHand];
}

function incidents(now: number): Sent[] {
  const failedAt = latest(now, '07:52');
  const replication = ['21:15', '06:45'].flatMap((clock) =>
    FAILURES_AFTER.map((after, place) =>
      replicationFailed(REPLICATIONS[0]!, place + 1, latest(now, clock) + after + 4000),
    ),
  );
  return [
    ...replication,
    fencing(false, failedAt + 31_000),
    fencing(true, failedAt + 142_000),
    diskErrors('pve-02', latest(now, '06:12'), 44),
    scrubFinished('pve-05', latest(now, '05:03'), 3),
  ];
}

function routine(now: number, random: Random): Sent[] {
  const updates = NODES.flatMap((node, place) =>
    daily(now, UPDATES[place]!).map((at) => updatesAvailable(node, at + seconds(random), random)),
  );
  const mails = daily(now, '04:50').map((at) => cronMail('pve-05', at + 1000));
  return [testNotification(now - DAY_MS + 10 * MINUTE), ...updates, ...mails];
}

function backupServer(now: number, random: Random): Sent[] {
  const damaged = `ct/131/${utcTime(latest(now, '02:30') - 24 * HOUR)}`;
  return [
    ...daily(now, '03:20').map((at) => serverUpdatesAvailable(at + seconds(random))),
    ...daily(now, '04:15').flatMap((at) => [pruned('main', at + 3000), pruned('archive', at + 5000)]),
    ...daily(now, '04:30').map((at) => garbageCollected('main', at + seconds(random), random)),
    ...daily(now, '04:55').map((at) => garbageCollected('archive', at + seconds(random), random)),
    ...daily(now, '05:10').map((at, ago) => verified('main', at, ago === 0 ? [damaged] : [])),
    ...daily(now, '05:25').map((at) => certificateNotRenewed(at + 7000)),
    ...daily(now, '05:40').map((at) => verified('archive', at + seconds(random))),
    ...SYNCS.flatMap((clock) =>
      daily(now, clock).map((at, ago) =>
        synced(at + seconds(random), clock === '00:20' && ago === 0 ? 'connection timed out' : undefined),
      ),
    ),
  ];
}

function scripts(now: number, gap: Gap): Sent[] {
  const tested = latest(now, '06:30');
  const restored = Array.from({ length: RESTORE_STEPS }, (_, place) =>
    restoreTest(`restore-${utcTime(tested).slice(5, 10)}`, place + 1, tested + (place + 1) * 3 * MINUTE),
  );
  return [
    ...restored,
    ...daily(now, '08:00').map((at, ago) => certificateExpires('git.homelab.example', 12 + ago, at)),
    ...powerCut(now - 38 * MINUTE, gap),
  ];
}

/** One that was heard: before an outage that it would have fallen into. */
function powerCut(over: number, gap: Gap): Sent[] {
  const from = over - 9 * MINUTE;
  if (from < gap.to && over >= gap.from) return powerCut(gap.from - MINUTE, gap);
  return [power('battery', from), power('low', over - 3 * MINUTE), power('mains', over)];
}

/** When the clock last showed a time, far enough back that what began then is over. */
function latest(now: number, clock: string): number {
  return daily(now, clock)[0]!;
}

/** The same for all of the day, the latest first. */
function daily(now: number, clock: string): number[] {
  const [hour, minute] = clock.split(':').map(Number);
  const today = new Date(now);
  const at = (ago: number) =>
    new Date(today.getFullYear(), today.getMonth(), today.getDate() - ago, hour, minute).getTime();
  return [at(0), at(1), at(2)].filter((time) => time <= now - SETTLED && time > now - DAY_MS - HOUR);
}

function seconds(random: Random): number {
  return between(random, 2, 50) * 1000;
}
