import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Subjects } from '../../src/score/subjects.ts';
import { EventTable } from '../../src/store/event-table.ts';
import { findExpired } from '../../src/store/retention.ts';
import { SegmentFactsWriter } from '../../src/store/segment-facts.ts';
import { readSegmentIndex, writeSegmentIndex } from '../../src/store/segment-index.ts';
import { scores } from '../support/records.ts';
import { tempDir } from '../support/temp-dir.ts';

/** More than two bytes count. */
const MANY = 2 ** 16;
const LAST = 'com.proxmox.last';
/** The backups first, then one event of each of very many providers, and of the last of them as many as are kept. */
const PROVIDERS = [
  ...Array.from({ length: 50 }, () => 'com.backups'),
  ...Array.from({ length: MANY - 1 }, (_, at) => `com.proxmox.${at}`),
  ...Array.from({ length: 50 }, () => LAST),
];

const factsAt = (at: number) => ({
  time: at,
  seq: at + 1,
  received: at,
  provider: PROVIDERS[at]!,
  level: 0,
  subject: 0,
  role: 0,
});
const placeAt = (at: number) => ({ segment: 1, offset: at * 10, length: 10 });

it('gives up any number of events of one file at once', async () => {
  const table = new EventTable();
  const facts = factsAt(0);
  for (let at = 0; at < 300_000; at += 1)
    table.setFacts(table.allocate(), { ...facts, seq: at + 1 }, placeAt(at));
  expect(await findExpired(table, { events: 10, bytes: 1e12 }, 0)).toHaveLength(299_990);
});

describe('a sender that names ever more providers below its own', () => {
  it('pushes nothing out of another', async () => {
    const table = new EventTable();
    for (const at of PROVIDERS.keys()) table.setFacts(table.allocate(), factsAt(at), placeAt(at));
    expect(table.provider(PROVIDERS.length - 1)).toBe(LAST);
    expect(await findExpired(table, { events: 50, bytes: 1e9 }, 0)).toEqual([]);
    const expired = await findExpired(table, { events: 40, bytes: 1e9 }, 0);
    const first = Array.from({ length: 10 }, (_, at) => at);
    expect(expired.sort((a, b) => a - b)).toEqual([...first, ...first.map((at) => at + MANY + 49)]);
  });

  it('is told from others also by the index of a segment', async () => {
    const segment = join(tempDir(), 'events-000001.jsonl');
    writeFileSync(segment, Buffer.alloc(PROVIDERS.length * 10));
    const writer = new SegmentFactsWriter(scores, 1);
    for (const at of PROVIDERS.keys())
      writer.add({ ...factsAt(at), idHash: at, special: false }, placeAt(at));
    await writeSegmentIndex(segment, scores.fingerprint, writer.facts, writer.bytes);
    const facts = (await readSegmentIndex(segment, scores.fingerprint, { buffer: Buffer.alloc(0) }))!;
    const table = new EventTable();
    table.appendRun(facts, 0, facts.count, 1, facts.providers);
    for (const at of [0, 49, 50, MANY - 1, PROVIDERS.length - 1])
      expect(table.provider(at)).toBe(PROVIDERS[at]);
    expect(facts.level.every((level) => level === 0)).toBe(true);
  });

  it('has no stack with another', () => {
    const subjects = new Subjects();
    const identity = { high: 1, low: 2, cut: 0 };
    const first = subjects.numberOfIdentity(identity, 'com.backups');
    for (let at = 0; at < MANY - 1; at += 1)
      subjects.numberOfIdentity({ ...identity, low: at + 10 }, `com.proxmox.${at}`);
    expect(subjects.numberOfIdentity(identity, LAST)).not.toBe(first);
    expect(subjects.numberOfIdentity(identity, 'com.backups')).toBe(first);
  });
});
