import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../src/event.ts';
import { levelRank } from '../../src/event.ts';
import { parseQuery, tokensOf, withToken } from '../../src/score/query.ts';
import { readMoment } from '../../src/score/query-dates.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { HOUR, START, storedEvent } from '../support/events.ts';
import { bookOf } from '../support/scores.ts';

const book = new ScoreBook();

function fits(text: string, event: StoredEvent, acked = false, now = START + HOUR): boolean {
  const query = parseQuery(text, book, now);
  const meaning = book.interpret(event);
  const { time, providerIdentifier: provider } = event;
  const admitted = query.admits({ time, level: levelRank(meaning.level), provider, acked, over: false });
  return admitted && query.fits({ event, meaning });
}

const backup = storedEvent({
  title: 'Backup of VM 100 failed',
  metadata: {
    severity: 'error',
    NodeName: 'pve-01',
    VMID: '100',
    TaskType: 'vzdump',
    Message: 'ERROR: no space left\non nas',
    guests: [{ vmid: 101 }, { vmid: '102' }],
    custom: { pool: 'Tank' },
  },
});

describe('a query', () => {
  it.each([
    ['', true],
    ['backup', true],
    ['BACKUP failed', true],
    ['backup finished', false],
    ['"vm 100 failed"', true],
    ['"100 vm"', false],
    ['tank', true],
    ['-tank', false],
    ['-finished', true],
    ['sev:error', true],
    ['sev:warning', true],
    ['sev:critical', false],
    ['-sev:critical', true],
    ['node:pve-01', true],
    ['node:PVE-01', true],
    ['node:pve', false],
    ['node:pve*', true],
    ['-node:pve*', false],
    ['vmid:100', true],
    ['vmid:101', true],
    ['vmid:102', true],
    ['vmid:10', false],
    ['type:vzdump', true],
    ['type:alert', true],
    ['badge:error', true],
    ['source:proxmox', true],
    ['source:com.proxmox', true],
    ['source:com', true],
    ['source:backup', false],
    ['tasktype:vzdump', true],
    ['Error: space', true],
    ['after:2026-04-29', true],
    ['before:2026-04-29', false],
    ['after:1h', true],
    ['after:30m', false],
    ['is:attention', true],
    ['is:acked', false],
    ['node:pve-01 sev:error space -replication', true],
  ])('%j over a failed backup: %s', (text, expected) => {
    expect(fits(text, backup)).toBe(expected);
  });

  it('knows what was acknowledged', () => {
    expect(fits('is:acked', backup, true)).toBe(true);
    expect(fits('is:attention', backup, true)).toBe(false);
    expect(fits('is:attention', storedEvent())).toBe(false);
  });

  it('says what it does not understand and holds for the rest', () => {
    expect(parseQuery('sev:bad node:pve-02', book, START).problem).toMatch(/^sev: takes info, ok, warning/);
    expect(parseQuery('before:2026-02-30', book, START).problem).toMatch(/^before: takes today, yesterday/);
    expect(parseQuery('is:new', book, START).problem).toBe('is: takes acked or attention');
    expect(fits('sev:bad node:pve-02', backup)).toBe(false);
    expect(fits('sev:bad node:pve-01', backup)).toBe(true);
  });

  it.each(['sev:', 'node:', 'before:', 'is:', '-', '"', '-"', 'source:'])(
    '%j, half written, hides nothing',
    (text) => {
      expect(parseQuery(text, book, START).problem).toBeUndefined();
      expect(fits(text, backup)).toBe(true);
    },
  );

  it('reads no text where the facts decide', () => {
    expect(parseQuery('sev:error after:1h source:com.proxmox is:attention', book, START).readsTexts).toBe(
      false,
    );
    expect(parseQuery('sev:error word', book, START).readsTexts).toBe(true);
  });

  it('marks the words that it looks for, not those that must be absent', () => {
    expect(parseQuery('Backup -done node:pve "two Words"', book, START).words).toEqual([
      'backup',
      'two words',
    ]);
  });

  it('looks for every needle in what an event that fits is written as', () => {
    const value = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean());
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.dictionary(fc.string(), value),
        fc.dictionary(fc.constantFrom('VMID', 'guests', 'title'), value),
        fc.nat(40),
        (title, metadata, derived, at) => {
          const event = storedEvent({ title: title.trim() || 'x', metadata, derived });
          const texts = [event.title, ...Object.values({ ...metadata, ...derived }).map(String)];
          const whole = texts[at % texts.length]!.replaceAll('"', ' ').trim();
          const query = parseQuery(`"${whole}"`, book, START);
          fc.pre(query.fits({ event, meaning: book.interpret(event) }));
          const record = JSON.stringify(event).toLowerCase();
          for (const needle of query.needles) expect(record).toContain(needle);
        },
      ),
    );
  });

  it('has no needle where a score may bring a part of what is looked for', () => {
    const scored = bookOf({
      severityRules: [{ match: {}, severity: 'info', title: 'Guest ${metadata.VMID} of all' }],
    });
    const needlesOf = (text: string) => parseQuery(text, scored, START).needles;
    expect(needlesOf('"guest 100"')).toEqual([]);
    expect(needlesOf('"100 of"')).toEqual([]);
    expect(needlesOf('tank')).toEqual(['tank']);
  });

  it('never throws, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(typeof fits(text, backup)).toBe('boolean');
      }),
    );
  });
});

describe('the pieces of a query', () => {
  it('are words, pairs and what stands in quotes', () => {
    expect(
      tokensOf('a -b node:"pve 1" "x y" c:d').map(({ key, value, negated }) => [key, value, negated]),
    ).toEqual([
      [undefined, 'a', false],
      [undefined, 'b', true],
      ['node', 'pve 1', false],
      [undefined, 'x y', false],
      ['c', 'd', false],
    ]);
  });

  it('can be replaced by their key', () => {
    expect(withToken('disk sev:error', 'sev', 'sev:warning')).toBe('disk sev:warning');
    expect(withToken('disk sev:error "a b"', 'sev', undefined)).toBe('disk "a b"');
    expect(withToken('-sev:error', 'sev', 'sev:warning')).toBe('-sev:error sev:warning');
  });
});

describe('a moment', () => {
  const now = new Date(2026, 3, 29, 15, 30).getTime();

  it.each([
    ['now', now],
    ['today', new Date(2026, 3, 29).getTime()],
    ['yesterday', new Date(2026, 3, 28).getTime()],
    ['3h', now - 3 * HOUR],
    ['2d', now - 48 * HOUR],
    ['14:05', new Date(2026, 3, 29, 14, 5).getTime()],
    ['2026-04-14', new Date(2026, 3, 14).getTime()],
    ['2026-04-14T03:07', new Date(2026, 3, 14, 3, 7).getTime()],
    ['2026-02-30', undefined],
    ['25:00', undefined],
    ['2026-04-14T25:00', undefined],
    ['soon', undefined],
    ['', undefined],
  ])('%j', (text, expected) => {
    expect(readMoment(text, now)).toBe(expected);
  });
});

it('looks for a bounded number of words, and says so of more', () => {
  const words = Array.from({ length: 32 }, () => 'backup').join(' ');
  expect(parseQuery(words, book, 0).problem).toBeUndefined();
  const more = parseQuery(`${words} nowhere`, book, 0);
  expect(more.problem).toBe('only the first 32 words count');
  expect(more.words).toHaveLength(32);
  expect(fits(`${words} nowhere`, backup)).toBe(true);
});
