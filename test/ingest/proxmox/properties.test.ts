import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IncomingEvent } from '../../../src/event.ts';
import { isPayload } from '../../../src/ingest/proxmox/payload-texts.ts';
import { readProxmoxTexts } from '../../../src/ingest/proxmox/read-proxmox-texts.ts';
import { readEvent, readGotifyEvent } from '../../../src/ingest/read-event.ts';
import { Refusal } from '../../../src/ingest/refusal.ts';
import { actionsFor } from '../../../src/score/actions.ts';
import { ScoreBook } from '../../../src/score/score-book.ts';
import { backupMessage, realEvents } from '../../support/proxmox.ts';

const TYPES = [
  'vzdump',
  'replication',
  'fencing',
  'package-updates',
  'system-mail',
  'gc',
  'prune',
  'verify',
  'sync',
  'tape-backup',
  'tape-load',
  'acme',
];
const RUN = {
  title: 'vzdump backup status (pve-01.lan): backup failed ',
  message: backupMessage([
    ['100', 'web', 'ok', '1s', '1 B', 'vm/100/x'],
    ['101', '備份 🐘', 'err', '1s', '0 B', 'null'],
  ]),
};
const NAMES = [
  'VMID',
  'GuestKind',
  'GuestPath',
  'guests',
  'NodeName',
  'Message',
  'TaskType',
  'JobID',
  'Cluster',
];
const book = new ScoreBook();
const SENDER = { providerIdentifier: 'com.proxmox' };
const RECEIPT = { receivedAt: Date.parse('2026-05-03T04:00:00Z'), senderAddress: '192.0.2.7' };

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constant(''));

/** Pieces of a text that are kept, moved, doubled or replaced. */
function mutated(text: string): fc.Arbitrary<string> {
  const cut = fc.tuple(fc.nat(text.length), fc.nat(text.length)).map(([from, to]) => text.slice(from, to));
  return fc.array(fc.oneof(cut, cut, anyText), { maxLength: 6 }).map((pieces) => pieces.join(''));
}

const texts = fc.constantFrom(RUN, ...(realEvents ?? [])).chain(({ title, message }) =>
  fc.record(
    {
      title: fc.oneof(fc.constant(title), mutated(title)),
      message: fc.oneof(fc.constant(message), mutated(message)),
      severity: fc.oneof(fc.constantFrom('info', 'error', 'unknown'), anyText),
      type: fc.oneof(fc.constantFrom(...TYPES), anyText),
      hostname: anyText,
      jobId: fc.oneof(fc.constant('100-0'), anyText),
      datastore: anyText,
    },
    { requiredKeys: [] },
  ),
);

describe('texts of any kind', () => {
  it('are read without an error, and what is read is well formed', () => {
    fc.assert(
      fc.property(texts, (given) => {
        const { VMID, NodeName, guests, title } = readProxmoxTexts(given);
        if (VMID !== undefined) expect(VMID).toMatch(/^\d{1,9}$/);
        if (NodeName !== undefined) expect(NodeName).toMatch(/^[\w-]{1,63}$/);
        if (title !== undefined)
          expect([...title.trim()].length).toBeOneOf(Array.from({ length: 250 }, (_, at) => at + 1));
        for (const guest of guests ?? []) {
          expect(guest.vmid).toMatch(/^\d{1,9}$/);
          expect(given.message).toContain(guest.vmid);
          expect(Object.values(guest)).not.toContain(undefined);
        }
        expect(VMID !== undefined && guests !== undefined).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  it('never make an event about the one guest that is left of a table', () => {
    fc.assert(
      fc.property(fc.nat(RUN.message.length), (end) => {
        expect(readProxmoxTexts({ ...RUN, message: RUN.message.slice(0, end) }).VMID).toBeUndefined();
      }),
    );
  });
});

describe('a body of any shape', () => {
  const value = fc.oneof(texts, fc.jsonValue({ maxDepth: 3 }), anyText);
  const body = fc.record(
    {
      title: fc.oneof(anyText, value),
      message: fc.oneof(anyText, value),
      severity: value,
      timestamp: fc.oneof(fc.constant(1777432440), value),
      fields: fc.dictionary(
        fc.oneof(fc.constantFrom('type', 'hostname', 'job-id', '__proto__'), anyText),
        value,
        { maxKeys: 8 },
      ),
      priority: value,
      extras: value,
      metadata: fc.oneof(value, fc.dictionary(fc.constantFrom(...NAMES), value)),
    },
    { requiredKeys: [] },
  );

  it('is mapped without an error to what the contract takes, or refuses for what the sender wrote', () => {
    fc.assert(
      fc.property(fc.oneof(body, fc.jsonValue()), (sent) => {
        const text = JSON.stringify(sent);
        const json: unknown = JSON.parse(text);
        takenOrRefused(() => readEvent(text, SENDER, RECEIPT));
        takenOrRefused(() => readGotifyEvent(text, SENDER, RECEIPT));
        if (isPayload(json)) {
          const named = JSON.stringify({ ...json, providerIdentifier: 'com.proxmox' });
          takenOrRefused(() => readEvent(named, SENDER, RECEIPT));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('in the native shape is taken whatever its texts are', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (title, message, hostname) => {
        const native = { title, message, severity: 'info', timestamp: 1777432440, fields: { hostname } };
        const event = readEvent(JSON.stringify(native), SENDER, RECEIPT);
        expect(event.metadata.Message).toBe(message);
      }),
    );
  });
});

function takenOrRefused(read: () => IncomingEvent): void {
  try {
    const event = read();
    // A score that stumbles over an event says so by its badge.
    expect(book.interpret(event).label).not.toBe('Unreadable');
    expect(() => actionsFor(event, book)).not.toThrow();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}
