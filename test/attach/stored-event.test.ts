import { describe, expect, it } from 'vitest';
import { isStoredEvent } from '../../src/attach/stored-event.ts';
import { storedEvent } from '../support/events.ts';

function nested(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let made: unknown = 'x';
  for (let at = 0; at < levels; at += 1) made = wrap(made);
  return made;
}

function keys(count: number): object {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, at]));
}

const ACTION = { label: 'a', systemIcon: 'x', trigger: { copyToClipboard: 'x' } };
const asObject = (a: unknown) => ({ a });
const asArray = (a: unknown) => [a];

describe('isStoredEvent', () => {
  it.each([
    ['as it comes', {}],
    ['with what was read', { derived: { NodeName: 'pve-01', guests: [{ vmid: '100', status: 'ok' }] } }],
    ['with all keys that the receiver lets through, and its own', { metadata: keys(64 + 3) }],
    ['with many fields that nobody named', { extra: keys(1000) }],
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
    ['with more metadata than a receiver lets through', { metadata: keys(1000) }],
    ['with more read from its texts than there are names', { derived: keys(1000) }],
    ['with fields of its own without number', keys(1000)],
    ['whose metadata is a list', { metadata: [] }],
    ['whose title no receiver cut', { title: 'x'.repeat(5000) }],
    ['with more actions than a receiver lets through', { actions: Array(9).fill(ACTION) }],
    ['of a time that is none', { time: 1e300 }],
  ])('takes no event %s', (_, fields) => {
    expect(isStoredEvent({ ...storedEvent(), ...fields })).toBe(false);
  });
});
