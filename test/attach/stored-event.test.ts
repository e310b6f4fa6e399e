import { describe, expect, it } from 'vitest';
import { isStoredEvent } from '../../src/attach/stored-event.ts';
import { storedEvent } from '../support/events.ts';

function nested(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let made: unknown = 'x';
  for (let at = 0; at < levels; at += 1) made = wrap(made);
  return made;
}

const asObject = (a: unknown) => ({ a });
const asArray = (a: unknown) => [a];

describe('isStoredEvent', () => {
  it.each([
    ['as it comes', {}],
    ['with what was read', { derived: { NodeName: 'pve-01', guests: [{ vmid: '100', status: 'ok' }] } }],
    ['as deep as the receiver lets it', { metadata: { a: nested(31, asObject) as object } }],
  ])('takes an event %s', (_, fields) => {
    expect(isStoredEvent(storedEvent(fields as never))).toBe(true);
  });

  it.each([
    ['whose derived values are no texts', { derived: { NodeName: { toString: null } } }],
    ['whose guests are no guests', { derived: { guests: [{ vmid: { toString: null } }] } }],
    ['with metadata of 5,000 objects', { metadata: nested(5000, asObject) }],
    ['with metadata of 5,000 lists', { metadata: { a: nested(5000, asArray) } }],
    ['with fields of its own that are as deep', { more: nested(5000, asObject) }],
    ['of a time that is none', { time: 1e300 }],
  ])('takes no event %s', (_, fields) => {
    expect(isStoredEvent({ ...storedEvent(), ...fields })).toBe(false);
  });
});
