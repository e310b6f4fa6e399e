import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowOf } from '../../src/store/facts-row.ts';
import { readFacts } from '../../src/store/record-facts.ts';
import { about, storedEvent } from '../support/events.ts';
import { firstRecordOf, recordOf, scores } from '../support/records.ts';

function lineOf(...args: Parameters<typeof storedEvent>): Buffer {
  return recordOf(storedEvent(...args)).subarray(0, -1);
}

describe('the facts that a record bears', () => {
  it('are those of its event, or are left to be found by reading it whole', () => {
    const event = fc.record({
      node: fc.constantFrom('', 'pve-01', 'ノード'),
      severity: fc.constantFrom('info', 'error', 'critical'),
      provider: fc.oneof(fc.constantFrom('com.proxmox', 'Proxmox', 'a "b"', 'é'), fc.string()),
      id: fc.oneof(fc.uuid(), fc.string()),
      time: fc.oneof(
        fc.integer({ min: 0, max: 2 ** 42 }),
        fc.double().filter((time) => !Object.is(time, -0)),
      ),
    });
    let read = 0;
    fc.assert(
      fc.property(event, ({ node, severity, provider, id, time }) => {
        const made = { ...about(node, '100', 0, severity), providerIdentifier: provider, id, time };
        const facts = readFacts(recordOf(made).subarray(0, -1), scores);
        if (facts) expect(facts).toEqual(rowOf(made, scores.mark(made)));
        if (facts) read += 1;
      }),
      { numRuns: 500 },
    );
    expect(read).toBeGreaterThan(100);
  });

  it('are there for what a Proxmox node sends, with a subject and without', () => {
    for (const event of [storedEvent(), storedEvent({ metadata: {} })])
      expect(readFacts(recordOf(event).subarray(0, -1), scores)).toEqual(rowOf(event, scores.mark(event)));
  });

  it('are not believed when anything in the record is damaged', () => {
    const line = lineOf();
    for (let at = 0; at < line.length; at += 1) {
      const flipped = Buffer.from(line);
      flipped[at]! ^= 1;
      expect(readFacts(flipped, scores), `byte ${at}`).toBeUndefined();
      expect(readFacts(line.subarray(0, at), scores), `cut at ${at}`).toBeUndefined();
    }
  });

  it('are not believed when the scores have changed', () => {
    expect(readFacts(lineOf(), { ...scores, fingerprint: 'other' })).toBeUndefined();
  });

  it('are left to the whole record where an event may replace another, and in version 1', () => {
    expect(readFacts(lineOf({ externalID: 'job' }), scores)).toBeUndefined();
    expect(readFacts(firstRecordOf(storedEvent()).subarray(0, -1), scores)).toBeUndefined();
  });
});
