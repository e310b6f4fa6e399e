import { type BackupRun, backupRun, LOCKED, NO_FAILURES, nightlyJob, WRITE_FAILED } from './backup-run.ts';
import { garbageCollected, pruned, synced, verified } from './backup-server.ts';
import { GUESTS, guestsOn, isRunning, NODES } from './cluster.ts';
import { FAILURES_AFTER, REPLICATIONS, replicationFailed, updatesAvailable } from './cluster-events.ts';
import { cronMail, diskErrors, scrubFinished } from './mails.ts';
import { between, hexDigits, oneOf, type Random } from './random.ts';
import { certificateExpires, power, RESTORE_STEPS, restoreTest } from './scripts.ts';
import type { Sent } from './sent.ts';

const SECOND = 1000;

/** Something that happens while one looks. */
export interface LiveEvent {
  /** Milliseconds after the one before it. */
  afterMs: number;
  /** @param at when it happens, in milliseconds since the epoch */
  send(at: number): Sent;
}

/** In milliseconds. */
export interface Pace {
  first: number;
  /** Between the beginnings of two stories, at least and at most. */
  quiet: readonly [number, number];
}

const PACE: Pace = { first: 3 * SECOND, quiet: [7 * SECOND, 20 * SECOND] };

/** A few events that belong together; `after` counts from its beginning. */
type Story = { after: number; send(at: number): Sent }[];

/** Tells a story; `turn` counts them. */
type Teller = (random: Random, turn: number) => Story;

/** All that may happen; what stands here more often happens more often. */
const TELLERS: readonly Teller[] = [
  ...Array<Teller>(5).fill(guestBackup),
  ...Array<Teller>(2).fill(datastoreCare),
  nightlyRuns,
  replicationTrouble,
  restores,
  powerCut,
  sync,
  verification,
  mails,
  (random) => [{ after: 0, send: (at) => updatesAvailable(oneOf(random, NODES), at, random) }],
  () => [{ after: 0, send: (at) => certificateExpires('wiki.homelab.example', 41, at) }],
];

/**
 * What happens from now on, without end: about an event in ten seconds, sometimes a burst. The same for the same
 * numbers, as long as each is sent once and in turn.
 */
export function* liveEvents(random: Random, { first, quiet }: Pace = PACE): Generator<LiveEvent, never> {
  const planned: { due: number; send(at: number): Sent }[] = [];
  let deck: Teller[] = [];
  let clock = 0;
  let begins = first;
  for (let turn = 0; ; ) {
    while (planned[0] === undefined || planned[0].due > begins) {
      if (deck.length === 0) deck = shuffled(TELLERS, random);
      for (const { after, send } of deck.pop()!(random, turn)) planned.push({ due: begins + after, send });
      planned.sort((a, b) => a.due - b.due);
      begins += between(random, ...quiet);
      turn += 1;
    }
    const { due, send } = planned.shift()!;
    yield { afterMs: due - clock, send };
    clock = due;
  }
}

function shuffled<T>(all: readonly T[], random: Random): T[] {
  return all
    .map((each) => ({ each, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ each }) => each);
}

/** A backup of a single guest, by a job or by hand. */
function guestBackup(random: Random): Story {
  const guest = oneOf(random, GUESTS.filter(isRunning));
  const run = { node: guest.refuge ?? guest.node, guests: [guest] };
  const byHand = guest.kind === 'qemu' && random() < 0.3;
  const how: Pick<BackupRun, 'storage' | 'job'> = byHand
    ? { storage: 'nas' }
    : { storage: 'pbs-main', job: `backup-${guest.vmid}-hourly` };
  return [{ after: 0, send: (at) => backupRun({ ...run, ...how }, { to: at }, random) }];
}

/** Every node tells of its run; now and then one of them did not get everything. */
function nightlyRuns(random: Random): Story {
  const bad = random() < 0.5 ? oneOf(random, NODES) : undefined;
  let after = 0;
  return NODES.map((node) => {
    after += between(random, 300, 2500);
    const guests = guestsOn(node, true);
    const failed = node === bad ? oneOf(random, guests).vmid : undefined;
    const failures =
      failed === undefined ? NO_FAILURES : new Map([[failed, oneOf(random, [LOCKED, WRITE_FAILED])]]);
    const run: BackupRun = { node, guests, storage: 'pbs-main', job: nightlyJob(node), failures };
    return { after, send: (at) => backupRun(run, { to: at }, random) };
  });
}

/** Three failures, the later ones after as long as Proxmox waits; then it works again, which nobody tells. */
function replicationTrouble(_: Random, turn: number): Story {
  // Another one in each round, as a job is in trouble for a quarter of an hour.
  const job = REPLICATIONS[Math.floor(turn / TELLERS.length) % REPLICATIONS.length]!;
  return FAILURES_AFTER.map((after, place) => ({
    after,
    send: (at) => replicationFailed(job, place + 1, at),
  }));
}

function datastoreCare(random: Random): Story {
  const store = oneOf(random, ['main', 'archive'] as const);
  return [
    { after: 0, send: (at) => pruned(store, at) },
    { after: between(random, 9, 15) * SECOND, send: (at) => garbageCollected(store, at, random) },
  ];
}

function sync(random: Random): Story {
  const error = random() < 0.25 ? 'connection timed out' : undefined;
  return [{ after: 0, send: (at) => synced(at, error) }];
}

function verification(random: Random): Story {
  const store = oneOf(random, ['main', 'archive'] as const);
  return [{ after: 0, send: (at) => verified(store, at) }];
}

function mails(random: Random, turn: number): Story {
  const node = oneOf(random, NODES);
  const send = oneOf(random, [
    (at: number) => cronMail('pve-05', at),
    (at: number) => diskErrors('pve-02', at, 47 + turn),
    (at: number) => scrubFinished(node, at, 2),
  ]);
  return [{ after: 0, send }];
}

/** A run whose steps come one by one. */
function restores(random: Random): Story {
  const run = `restore-${hexDigits(random, 6)}`;
  const pause = between(random, 8, 14) * SECOND;
  return Array.from({ length: RESTORE_STEPS }, (_, place) => ({
    after: place * pause,
    send: (at: number) => restoreTest(run, place + 1, at),
  }));
}

function powerCut(random: Random): Story {
  return [
    { after: 0, send: (at) => power('battery', at) },
    { after: between(random, 20, 50) * SECOND, send: (at) => power('mains', at) },
  ];
}
