import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPayload, tooDeep } from '../../src/ingest/payload.ts';
import { Refusal } from '../../src/ingest/refusal.ts';

const RECEIPT = { receivedAt: Date.parse('2026-04-29T04:00:00Z'), senderAddress: '192.0.2.7' };
const GOOD = { title: 'Backup done', providerIdentifier: 'com.proxmox' };

function read(payload: unknown) {
  return readPayload(typeof payload === 'string' ? payload : JSON.stringify(payload), RECEIPT);
}

function refusalOf(payload: unknown): Refusal {
  try {
    read(payload);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  return expect.unreachable('it was taken');
}

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { a: nested(depth - 1) };
}

describe('a payload', () => {
  it('of the least there can be gets its defaults', () => {
    expect(read(GOOD)).toEqual({
      ...GOOD,
      eventType: 'alert',
      startDate: '2026-04-29T04:00:00.000Z',
      time: RECEIPT.receivedAt,
      metadata: { senderAddress: '192.0.2.7' },
    });
  });

  it('as Proxmox renders it is taken: a trailing blank, epoch seconds, nulls', () => {
    const event = read({
      ...GOOD,
      title: 'Backup done ',
      startDate: 1777432440,
      endDate: null,
      severity: null,
    });
    expect(event).toMatchObject({ title: 'Backup done', startDate: '2026-04-29T03:14:00.000Z' });
    expect(event).not.toHaveProperty('endDate');
  });

  it('keeps what it does not know, and the whole of a title that is too long', () => {
    const title = '😀'.repeat(300);
    const event = read({ ...GOOD, title, weather: 'fine' });
    expect([...event.title]).toHaveLength(200);
    expect(event.metadata.fullTitle).toBe(title);
    expect(event.extra).toEqual({ weather: 'fine' });
  });

  it('keeps what is called __proto__, and takes nothing from it', () => {
    const event = read(
      '{"title":"x","providerIdentifier":"com.proxmox","__proto__":{"severity":"critical"}}',
    );
    expect(event.severity).toBeUndefined();
    expect(JSON.stringify(event.extra)).toBe('{"__proto__":{"severity":"critical"}}');
  });

  it("leaves the sender's own senderAddress", () => {
    expect(read({ ...GOOD, metadata: { senderAddress: 'me' } }).metadata.senderAddress).toBe('me');
  });

  it('far ahead of its receipt stands at its receipt, marked', () => {
    const event = read({ ...GOOD, startDate: '2030-01-01T00:00:00Z' });
    expect(event).toMatchObject({
      time: RECEIPT.receivedAt,
      farDate: true,
      startDate: '2030-01-01T00:00:00Z',
    });
  });

  const action = { label: 'x', systemIcon: 'y', trigger: { openURL: 'https://z' } };

  it.each([
    ['not json', ''],
    ['', ''],
    ['[]', ''],
    ['"text"', ''],
    ['null', ''],
    [{ providerIdentifier: 'com.proxmox' }, '/title'],
    [{ ...GOOD, title: '   ' }, '/title'],
    [{ ...GOOD, title: null }, '/title'],
    [{ ...GOOD, title: 7 }, '/title'],
    [{ title: 'x' }, '/providerIdentifier'],
    [{ ...GOOD, providerIdentifier: 'a b' }, '/providerIdentifier'],
    [{ ...GOOD, providerIdentifier: 'x'.repeat(129) }, '/providerIdentifier'],
    [{ ...GOOD, eventType: 'party' }, '/eventType'],
    [{ ...GOOD, startDate: '2026-02-30T00:00:00Z' }, '/startDate'],
    [{ ...GOOD, startDate: '1' }, '/startDate'],
    [{ ...GOOD, endDate: 'soon' }, '/endDate'],
    [{ ...GOOD, state: 'on fire' }, '/state'],
    [{ ...GOOD, severity: 3 }, '/severity'],
    [{ ...GOOD, externalID: '' }, '/externalID'],
    [{ ...GOOD, metadata: [] }, '/metadata'],
    [{ ...GOOD, metadata: 'x' }, '/metadata'],
    [{ ...GOOD, metadata: Object.fromEntries(Array.from({ length: 65 }, (_, at) => [at, at])) }, '/metadata'],
    [{ ...GOOD, metadata: nested(40) }, '/metadata'],
    [`{"metadata":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, '/metadata'],
    [{ ...GOOD, actions: {} }, '/actions'],
    [{ ...GOOD, actions: Array(9).fill(action) }, '/actions'],
    [{ ...GOOD, actions: [{ ...action, trigger: { openTerminalWith: 'rm' } }] }, '/actions/0/trigger'],
  ])('%j is refused at %j', (payload, field) => {
    const refusal = refusalOf(payload);
    expect(refusal.status).toBe(422);
    expect(refusal.body.field).toBe(field);
  });

  it('that is refused is never quoted', () => {
    const secret = 'ZQX-secret';
    const wrong = fc.record(
      {
        title: fc.constantFrom(secret, [secret], 1),
        providerIdentifier: fc.constantFrom(`${secret} `, { [secret]: secret }),
        eventType: fc.constant(secret),
        startDate: fc.constant(secret),
        actions: fc.constant([{ [secret]: secret }]),
        metadata: fc.constant(secret),
      },
      { requiredKeys: ['providerIdentifier'] },
    );
    fc.assert(
      fc.property(wrong, (payload) => {
        const { body, reason } = refusalOf(payload);
        expect(JSON.stringify([body, reason])).not.toContain(secret);
      }),
    );
  });

  it('of any shape is taken or refused, and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), (text) => {
        expect(refusalOf(text).status).toBe(422);
      }),
      { numRuns: 1000 },
    );
    const fields = fc.record(
      {
        title: fc.string({ minLength: 1 }),
        metadata: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })),
      },
      { requiredKeys: ['title'] },
    );
    fc.assert(
      fc.property(fields, (some) => {
        if (some.title.trim() === '' || Object.keys(some.metadata ?? {}).length > 64) return;
        // What JSON makes of it: -0 is 0.
        const sent = JSON.parse(JSON.stringify(some.metadata ?? {}));
        expect(read({ ...GOOD, ...some }).metadata).toMatchObject(sent);
      }),
    );
  });
});

describe('the depth of a body', () => {
  const nested = (levels: number, open: string, close: string) =>
    JSON.parse(`${open.repeat(levels)}${close.repeat(levels)}`.replace('":}', '":1}'));

  it.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
    ['objects below a name that is no own one elsewhere', '{"__proto__":', '}'],
    ['both in turn', '[{"a":', '}]'],
  ])('counts in %s', (_, open, close) => {
    const each = (open.match(/[[{]/g) ?? []).length;
    for (const levels of [1, 2, 5]) {
      expect(tooDeep(nested(levels, open, close), levels * each)).toBe(false);
      expect(tooDeep(nested(levels, open, close), levels * each - 1)).toBe(true);
    }
  });

  it('is found in the last of many values, and in the deepest body there can be', () => {
    expect(tooDeep([...Array.from({ length: 1000 }, () => ({})), [[[]]]], 3)).toBe(true);
    expect(tooDeep(JSON.parse(`${'['.repeat(2_000_000)}${']'.repeat(2_000_000)}`), 34)).toBe(true);
    for (const none of ['text', 1, null, true]) expect(tooDeep(none, 0)).toBe(false);
  });
});
