import { describe, expect, it } from 'vitest';
import type { Group } from '../../src/score/grouping.ts';
import { storedEvent } from '../support/events.ts';
import { bookOf } from '../support/scores.ts';

function groupIn(
  fields: Record<string, unknown>,
  metadata: Record<string, unknown>,
  more = {},
): Group | undefined {
  return bookOf(fields).place(storedEvent({ providerIdentifier: 'a.b', metadata, ...more })).group;
}

const HOUR = 3_600_000;
const DOWN_AND_UP = {
  groupingRules: [
    { match: { state: 'down', first: true }, role: 'opens', key: 'host/${metadata.host}', window: '2h' },
    { match: { state: 'up' }, role: 'closes', key: 'host/${metadata.server}' },
    { match: { state: 'down' }, role: 'continues', key: 'host/${metadata.host}' },
    { match: { state: 'note' }, role: 'single' },
    { match: { kind: 'added' }, role: 'repeats', key: 'added:${metadata.name}', window: '6h' },
    { match: { kind: 'deleted' }, role: 'repeats', key: 'deleted:${metadata.name}', window: '6h' },
    { match: { kind: 'renamed' }, role: 'repeats', key: 'added:${metadata.other}' },
  ],
};

describe('grouping by templates', () => {
  it('keeps apart what only looks alike when joined, and the templates of a chain', () => {
    const fields = { grouping: ['${metadata.a}/${metadata.b}', '${metadata.c}', '${metadata.d}'] };
    const keys = [
      groupIn(fields, { a: 'a/1', b: '00' }),
      groupIn(fields, { a: 'a', b: '1/00' }),
      groupIn(fields, { c: 'x' }),
      groupIn(fields, { d: 'x' }),
      groupIn(fields, { d: 'x' }, { providerIdentifier: 'a.b.c' }),
    ].map((group) => group?.key);
    expect(new Set(keys).size).toBe(5);
    expect(keys).not.toContain(undefined);
  });

  it('has no limit without a window', () => {
    expect(groupIn({ grouping: 'all' }, {})).toMatchObject({
      windowMs: Number.POSITIVE_INFINITY,
      role: 'group',
    });
    expect(groupIn({ grouping: 'all', groupingWindow: '90s' }, {})?.windowMs).toBe(90_000);
    expect(groupIn({ grouping: 'all', groupingWindow: '' }, {})?.windowMs).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('grouping by rules', () => {
  it.each([
    [{ state: 'down', first: true, host: 'h' }, 'opens', 'session', 2 * HOUR, 'current'],
    [{ state: 'DOWN', host: 'h' }, 'continues', 'session', 2 * HOUR, 'current'],
    [{ state: 'up', server: 'h' }, 'closes', 'session', 2 * HOUR, 'current'],
    [{ kind: 'added', name: 'n' }, 'repeats', 'window', 6 * HOUR, 'worst'],
  ])('gives %j the role %s in a %s', (metadata, role, mode, windowMs, header) => {
    expect(groupIn(DOWN_AND_UP, metadata)).toMatchObject({ role, mode, windowMs, header });
  });

  it.each([
    ['what no rule fits', { state: 'other' }],
    ['what is single', { state: 'note', kind: 'added', name: 'n' }],
    [
      'what lacks the key of its rule, though a later rule would fit',
      { state: 'up', kind: 'added', name: 'n' },
    ],
  ])('leaves alone %s', (_, metadata) => {
    expect(groupIn({ ...DOWN_AND_UP, grouping: 'all' }, metadata)).toBeUndefined();
  });

  it('takes rules whose keys resolve alike for one subject, whatever their placeholders are called', () => {
    const down = groupIn(DOWN_AND_UP, { state: 'down', host: 'h' });
    expect(groupIn(DOWN_AND_UP, { state: 'up', server: 'h' })?.key).toBe(down?.key);
    expect(groupIn(DOWN_AND_UP, { state: 'up', server: 'i' })?.key).not.toBe(down?.key);
  });

  it('keeps apart what the texts of the keys tell apart, and series of other windows', () => {
    const keys = [
      { kind: 'added', name: 'X' },
      { kind: 'deleted', name: 'X' },
      { kind: 'renamed', other: 'X' },
    ].map((metadata) => groupIn(DOWN_AND_UP, metadata)?.key);
    expect(new Set(keys).size).toBe(3);
  });

  it('keeps an episode and a series of the same key apart', () => {
    const rules = [
      { match: { a: 1 }, role: 'opens', key: '${metadata.k}' },
      { match: { a: 2 }, role: 'repeats', key: '${metadata.k}' },
    ];
    const [opens, repeats] = [1, 2].map((a) => groupIn({ groupingRules: rules }, { a, k: 'x' })?.key);
    expect(opens).not.toBe(repeats);
  });

  it.each([
    ['its own', [{ key: '${metadata.k}', window: '1h' }], HOUR],
    [
      'none, where its own opens has none',
      [{ key: 'x${metadata.k}', window: '2h' }, { key: '${metadata.k}' }],
      0,
    ],
    ['that of the first that has one, without an own', [{ key: 'x${metadata.k}', window: '2h' }], 2 * HOUR],
    ['none, where nobody has one', [], 0],
    ['no end, where it is empty', [{ key: '${metadata.k}', window: '' }], Number.POSITIVE_INFINITY],
  ])('lets the end of an episode settle for %s', (_, opens, windowMs) => {
    const rules = opens.map((rule) => ({ match: { a: 'never' }, role: 'opens', ...rule }));
    const closes = { match: {}, role: 'closes', key: '${metadata.k}' };
    expect(groupIn({ groupingRules: [...rules, closes] }, { k: 'x' })?.windowMs).toBe(windowMs);
  });

  it('goes by the chain where the list of rules is empty', () => {
    expect(groupIn({ groupingRules: [], grouping: 'all' }, {})).toMatchObject({ role: 'group' });
  });

  it('colours a stack as the rule says', () => {
    const rule = { match: {}, key: 'k' };
    const header = (more: object) => groupIn({ groupingRules: [{ ...rule, ...more }] }, {})?.header;
    expect(header({ role: 'opens', stackColor: 'worst-severity' })).toBe('worst');
    expect(header({ role: 'repeats', stackColor: 'current-state' })).toBe('current');
  });

  it('swaps the beginning and the end for what rests when it is off', () => {
    const fields = {
      ...DOWN_AND_UP,
      restStateOverrides: [
        { match: { host: 'server' }, restState: 'on', closedCycleSeverity: 'warning' },
        { match: { type: 'tv' }, restState: 'off' },
      ],
    };
    const tv = { type: 'tv', host: 'tv', server: 'tv' };
    expect(groupIn(fields, { ...tv, state: 'up' })).toMatchObject({ role: 'opens' });
    expect(groupIn(fields, { ...tv, state: 'up' })).not.toHaveProperty('closedSeverity');
    expect(groupIn(fields, { ...tv, state: 'down', first: true })).toMatchObject({
      role: 'closes',
      closedSeverity: 'info',
    });
    expect(groupIn(fields, { ...tv, state: 'down' })?.role).toBe('continues');
    expect(groupIn(fields, { host: 'server', server: 'server', state: 'up' })).toMatchObject({
      role: 'closes',
      closedSeverity: 'warning',
    });
    expect(groupIn(fields, { server: 'h', state: 'up' })).toMatchObject({
      role: 'closes',
      closedSeverity: 'info',
    });
  });
});

describe('runs', () => {
  it('are stacks before anything else', () => {
    const fields = { eventPattern: 'run-bound', grouping: ['${metadata.script}', '${metadata.runID}'] };
    expect(groupIn(fields, { script: 's', runID: 7 })?.parts).toEqual(['7']);
    expect(groupIn(fields, { script: 's' })?.parts).toEqual(['s']);
    expect(groupIn({ ...fields, ...DOWN_AND_UP }, { state: 'up', server: 'h', runID: 7 })?.parts).toEqual([
      '7',
    ]);
    expect(groupIn({ ...fields, ...DOWN_AND_UP }, { state: 'up', server: 'h', script: 's' })?.parts).toEqual([
      'h',
    ]);
    expect(groupIn({ ...fields, eventPattern: 'episodic' }, { script: 's', runID: 7 })?.parts).toEqual(['s']);
  });
});
