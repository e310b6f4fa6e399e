import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, demoDay } from '../../../src/commands/demo/demo-day.ts';
import { seeded } from '../../../src/commands/demo/random.ts';
import { makeIntake } from '../../../src/commands/demo/sent.ts';
import type { StoredEvent } from '../../../src/event.ts';
import type { Guest } from '../../../src/ingest/proxmox/derived.ts';
import { ScoreBook } from '../../../src/score/score-book.ts';
import { placeholderValue } from '../../../src/score/template.ts';

const MINUTE = 60_000;
const NOON = Date.parse('2026-04-29T10:00:00Z');
const book = new ScoreBook();

const zone = process.env.TZ;
beforeEach(() => {
  process.env.TZ = 'Europe/Berlin';
});
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

function dayAt(now: number) {
  const day = demoDay(now, seeded(1));
  return { ...day, events: day.sent.map(makeIntake(seeded(2))) };
}

const typeOf = (event: StoredEvent) =>
  placeholderValue('metadata.TaskType', event) ?? event.providerIdentifier;
const guestsOf = (event: StoredEvent) => (event.derived?.guests ?? []) as Guest[];

const TYPES = [
  'acme',
  'com.proxmox',
  'fencing',
  'gc',
  'package-updates',
  'prune',
  'replication',
  'scripts.certificates',
  'scripts.restore-test',
  'scripts.ups',
  'sync',
  'system-mail',
  'verify',
  'vzdump',
];

/** Every so often over a day, and around the hour that is missing or there twice. */
const TIMES = [
  ...Array.from({ length: 36 }, (_, at) => NOON + at * 41 * MINUTE),
  ...['2026-03-29', '2026-10-25'].flatMap((day) =>
    ['00:59:59', '01:15:00', '02:31:00', '09:00:00'].map((time) => Date.parse(`${day}T${time}Z`)),
  ),
];

describe('the day of the demo', () => {
  it.each(TIMES.map((now) => [new Date(now).toISOString(), now] as const))('at %s is whole', (_, now) => {
    const { sent, events, gap, lastVisit } = dayAt(now);
    expect([...new Set(events.map(typeOf))].sort()).toEqual(TYPES);
    const times = sent.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]!).toBeGreaterThan(now - DAY_MS);
    expect(times.at(-1)!).toBeLessThanOrEqual(now);
    // The receiver heard nothing then.
    expect(times.filter((at) => at >= gap.from && at < gap.to)).toEqual([]);
    expect(gap.to).toBeLessThanOrEqual(now);
    expect(times.some((at) => at > lastVisit)).toBe(true);
    // Nothing is dated otherwise than it was sent, to the second.
    expect(events.map(({ time }) => time)).toEqual(times.map((at) => Math.floor(at / 1000) * 1000));
    const levels = events.map((event) => book.interpret(event).level);
    for (const level of ['info', 'ok', 'warning', 'error', 'critical']) expect(levels).toContain(level);
  });

  it('is the same for the same time and numbers, and another for others', () => {
    const { events, sent } = dayAt(NOON);
    expect(dayAt(NOON).events).toEqual(events);
    expect(demoDay(NOON, seeded(3)).sent).not.toEqual(sent);
  });

  it('has no text that was not read', () => {
    for (const event of dayAt(NOON).events) {
      if (!event.providerIdentifier.startsWith('com.proxmox') || event.title === 'Test notification')
        continue;
      expect(placeholderValue('metadata.NodeName', event), event.title).toMatch(/^(pve-0[1-5]|pbs-01)$/);
      if (typeOf(event) !== 'system-mail') expect(event.derived?.title, event.title).toBeTruthy();
      if (typeOf(event) === 'vzdump')
        expect([event.derived?.VMID ? 1 : 0, guestsOf(event).length], event.title).not.toEqual([0, 0]);
      if (event.derived?.VMID) expect(event.derived.GuestKind, event.title).toMatch(/^(qemu|lxc)$/);
      if (event.metadata.datastore) expect(['main', 'archive']).toContain(event.metadata.datastore);
    }
  });

  it('tells its stories', () => {
    const { events } = dayAt(NOON);
    const told = events.map((event) => book.interpret(event).title ?? event.title);
    expect(told).toContain('Backup failed on pve-03: 2 of 4 guests');
    expect(told).toContain('pve-04 is being fenced: 3 guests');
    expect(told).toContain('pve-04 was fenced: 3 guests');
    expect(told).toContain('UPS battery at 24 %: 9 min left');
    expect(told.filter((title) => title === 'Replication of 122 failed')).toHaveLength(6);
    expect(
      told.filter((title) => /^Backup of 120 \(db-01\) done on pve-02: 160 GiB$/.test(title)).length,
    ).toBe(14);
    expect(told).toEqual(
      expect.arrayContaining([
        '7 packages can be upgraded on pve-01',
        '3 packages can be upgraded on pbs-01',
        'Garbage collection of main done',
        'Pruning of archive done',
        'Verification of main failed',
        'Verification of archive done',
        'Sync of archive from offsite failed',
        'Certificate of pbs-01 could not be renewed',
        'Backup of 130 (nextcloud) done on pve-03: 176 GiB',
      ]),
    );
  });

  it('runs one backup at a time on a node, and names its files as vzdump does', () => {
    const { events } = dayAt(NOON);
    const busy = new Map<string, number>();
    for (const { metadata, time } of events) {
      if (metadata.TaskType !== 'vzdump') continue;
      const [, minutes = 0, seconds] = /running time: (?:(\d+)m )?(\d+)s\n/.exec(String(metadata.Message))!;
      const node = String(metadata.NodeName);
      expect(time - (Number(minutes) * 60 + Number(seconds)) * 1000).toBeGreaterThanOrEqual(
        busy.get(node) ?? 0,
      );
      busy.set(node, time);
    }
    expect([...busy.keys()].sort()).toEqual(['pve-01', 'pve-02', 'pve-03', 'pve-04', 'pve-05']);
    const toNas = events
      .map(({ metadata }) => String(metadata.Message))
      .filter((text) => text.includes('/nas/'));
    expect(toNas).toHaveLength(2);
    for (const text of toNas)
      expect(text).toMatch(/dump\/vzdump-qemu-13[03]-2026_04_29-09_\d\d_00\.vma\.zst {4}\n/);
  });

  it('has the log of a failed run, of all its guests and of some length', () => {
    const failed = dayAt(NOON).events.find(({ title }) => title.endsWith('backup failed'))!;
    expect(guestsOf(failed).map(({ vmid, kind, status }) => `${kind} ${vmid} ${status}`)).toEqual([
      'qemu 130 err',
      'lxc 131 ok',
      'lxc 132 ok',
      'qemu 133 err',
    ]);
    const message = String(failed.metadata.Message);
    const log = message.slice(message.indexOf('Logs\n====')).split('\n');
    expect(log.length).toBeGreaterThan(60);
    expect(log).toContainEqual(
      expect.stringMatching(/^130: \S+ \S+ ERROR: Backup of VM 130 failed - backup write/),
    );
    expect(log).toContainEqual(
      expect.stringMatching(/^133: \S+ \S+ ERROR: Backup of VM 133 failed - VM is locked/),
    );
    // The times of the log run on, and end when the notification is sent.
    const times = log.flatMap((line) => /^\d+: (\S+ \S+) /.exec(line)?.[1] ?? []);
    expect(times).toEqual(times.toSorted());
    expect(Date.parse(`${times.at(-1)!.replace(' ', 'T')}+02:00`)).toBe(failed.time);
  });
});
