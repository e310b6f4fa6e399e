import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../src/event.ts';
import { compactSegment } from '../../src/store/compaction.ts';
import { decodeRecord } from '../../src/store/record.ts';
import { incoming } from '../support/events.ts';
import { firstRecordOf, recordOf } from '../support/records.ts';
import { openStore, storedIn } from '../support/store.ts';
import { tempDir } from '../support/temp-dir.ts';

/** Records as tempo-tui wrote them while version 1 was the newest. */
const FIRST_RECORDS = [
  String.raw`{"v":1,"seq":1,"receivedAt":"2026-04-29T03:14:01.250Z","event":{"title":"Backup of VM 100 “web” failed","providerIdentifier":"com.proxmox","eventType":"alert","startDate":"2026-04-29T03:14:00.000Z","time":1777432440000,"metadata":{"senderAddress":"10.0.0.7","severity":"error","ServerUrl":"https://pve-01.lan:8006","NodeName":"pve-01","VMID":"100","Message":"line one\nline two"},"id":"3325bcbb-7284-4d22-a954-f7add89bb99a"},"crc":"5c55cd35"}`,
  String.raw`{"v":1,"seq":2,"receivedAt":"2026-04-29T03:20:00.500Z","event":{"title":"Replication","providerIdentifier":"com.proxmox.backup","eventType":"task","startDate":"2026-04-29T05:20:00+02:00","endDate":"2026-04-29T05:21:00+02:00","time":1777432800000,"state":"firing","externalID":"job \"7\"","actions":[{"label":"Open","systemIcon":"link","trigger":{"openURL":"https://pve-01.lan"}}],"metadata":{"NodeName":"pve-01"},"extra":{"ticket":7},"id":"8a8c1f3e-0d0b-4a52-9d5e-52a3c2f6f0aa"},"crc":"d2c285ac"}`,
  '{"v":1,"seq":3,"receivedAt":"2026-04-29T03:23:20.000Z","event":{"title":"A clock far ahead","providerIdentifier":"com.proxmox","eventType":"event","startDate":"2031-01-01T00:00:00Z","time":1777433000000,"farDate":true,"metadata":{},"id":"c0ffee00-0000-4000-a000-000000000003"},"crc":"077ebc9b"}',
];
const SEGMENT = 'events-000001.jsonl';

const EVENTS: StoredEvent[] = [
  {
    title: 'Backup of VM 100 “web” failed',
    providerIdentifier: 'com.proxmox',
    eventType: 'alert',
    startDate: '2026-04-29T03:14:00.000Z',
    time: 1_777_432_440_000,
    metadata: {
      senderAddress: '10.0.0.7',
      severity: 'error',
      ServerUrl: 'https://pve-01.lan:8006',
      NodeName: 'pve-01',
      VMID: '100',
      Message: 'line one\nline two',
    },
    id: '3325bcbb-7284-4d22-a954-f7add89bb99a',
    seq: 1,
    receivedAt: '2026-04-29T03:14:01.250Z',
  },
  {
    title: 'Replication',
    providerIdentifier: 'com.proxmox.backup',
    eventType: 'task',
    startDate: '2026-04-29T05:20:00+02:00',
    endDate: '2026-04-29T05:21:00+02:00',
    time: 1_777_432_800_000,
    state: 'firing',
    externalID: 'job "7"',
    actions: [{ label: 'Open', systemIcon: 'link', trigger: { openURL: 'https://pve-01.lan' } }],
    metadata: { NodeName: 'pve-01' },
    extra: { ticket: 7 },
    id: '8a8c1f3e-0d0b-4a52-9d5e-52a3c2f6f0aa',
    seq: 2,
    receivedAt: '2026-04-29T03:20:00.500Z',
  },
  {
    title: 'A clock far ahead',
    providerIdentifier: 'com.proxmox',
    eventType: 'event',
    startDate: '2031-01-01T00:00:00Z',
    time: 1_777_433_000_000,
    farDate: true,
    metadata: {},
    id: 'c0ffee00-0000-4000-a000-000000000003',
    seq: 3,
    receivedAt: '2026-04-29T03:23:20.000Z',
  },
];

function writeFirst(dir: string): string {
  const path = join(dir, SEGMENT);
  writeFileSync(path, FIRST_RECORDS.map((line) => `${line}\n`).join(''));
  return path;
}

function versionsIn(path: string): number[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line).v);
}

describe('records of version 1', () => {
  it('are read as they were', () => {
    expect(FIRST_RECORDS.map((line) => decodeRecord(Buffer.from(line)))).toEqual(
      EVENTS.map((event) => ({ kind: 'event', event })),
    );
    // What other tests make of it is what that program wrote.
    expect(EVENTS.map((event) => firstRecordOf(event).toString())).toEqual(
      FIRST_RECORDS.map((line) => `${line}\n`),
    );
  });

  it('are exported', async () => {
    const dir = tempDir();
    writeFirst(dir);
    expect(await storedIn(dir)).toEqual(EVENTS);
  });

  it('are shown beside those of today in one segment, which goes on', async () => {
    const dir = tempDir();
    const path = writeFirst(dir);
    const store = await openStore(dir);
    const { event } = await store.append(incoming({ title: 'new' }));
    const again = await store.append(incoming({ title: 'job again', externalID: 'job "7"' }));
    expect(again.outcome).toBe('accepted');
    await store.close();
    expect(event.seq).toBe(4);
    expect(versionsIn(path)).toEqual([1, 1, 1, 2, 2]);
    const opened = await openStore(dir);
    await opened.index();
    const shown = [...opened.table.slots()].map((slot) => opened.event(slot)!);
    expect(shown.slice(0, 3)).toEqual(EVENTS);
    expect(shown.map(({ title }) => title).slice(3)).toEqual(['new', 'job again']);
  });

  it('take a new version of their event, whose id stays', async () => {
    const dir = tempDir();
    writeFirst(dir);
    const store = await openStore(dir);
    const update = incoming({ externalID: 'job "7"', providerIdentifier: 'com.proxmox.backup' });
    const { event, outcome } = await store.append(update);
    expect({ id: event.id, outcome }).toEqual({ id: EVENTS[1]!.id, outcome: 'updated' });
  });

  it('become records of today when the segment is written anew, and stay the same events', async () => {
    const dir = tempDir();
    const path = writeFirst(dir);
    const store = await openStore(dir);
    const pruned = await store.prune({
      limits: { events: 1, bytes: 2 ** 40 },
      now: 0,
      thorough: true,
    });
    expect(pruned).toMatchObject({ rewritten: 1, removed: 0 });
    expect([...store.table.slots()].map((slot) => store.event(slot))).toEqual(EVENTS.slice(1));
    await store.close();
    expect(versionsIn(path)).toEqual([2, 2]);
    expect(await storedIn(dir)).toEqual(EVENTS.slice(1));
  });

  it('stay as they are where a record of today would not read back as the same event', async () => {
    const dir = tempDir();
    const path = writeFirst(dir);
    const before = readFileSync(path);
    const lossy = (event: StoredEvent) => recordOf({ ...event, title: 'another' });
    await expect(
      compactSegment(
        path,
        () => false,
        lossy,
        () => {},
      ),
    ).rejects.toThrow('does not read back');
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});
