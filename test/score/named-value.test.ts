import { describe, expect, it } from 'vitest';
import { MatchKeys, MetadataTexts } from '../../src/score/match.ts';
import { derivedTitle, isDerived, namedValue, namesOf } from '../../src/score/named-value.ts';
import { parseQuery } from '../../src/score/query.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { fillTemplate, parseTemplate, placeholderValue } from '../../src/score/template.ts';
import { START, storedEvent } from '../support/events.ts';
import { bookOf } from '../support/scores.ts';

const derived = {
  VMID: '100',
  GuestKind: 'qemu',
  guests: [{ vmid: '100' }, { vmid: '101', name: 'pihole' }],
  title: 'Backup of 100 done',
};

function event(metadata: Record<string, unknown> = {}) {
  return storedEvent({ metadata, derived });
}

describe('a value asked for by its name', () => {
  it.each([
    [{}, '100'],
    [{ VMID: null }, '100'],
    [{ VMID: '' }, '100'],
    [{ VMID: '7' }, '7'],
    [{ VMID: 0 }, 0],
    [{ VMID: false }, false],
    [{ VMID: [] }, []],
  ])('of metadata %j is %j', (metadata, expected) => {
    expect(namedValue(event(metadata), 'VMID')).toEqual(expected);
    expect(isDerived(event(metadata), 'VMID')).toBe(expected === '100');
  });

  it('is what was sent where nothing was read', () => {
    const sent = { metadata: { VMID: '', none: null } };
    expect([namedValue(sent, 'VMID'), namedValue(sent, 'none'), namedValue(sent, 'other')]).toEqual([
      '',
      null,
      undefined,
    ]);
  });

  it.each(['constructor', '__proto__', 'toString', 'title'])('is never %s of the program itself', (name) => {
    expect(namedValue(event(), name)).toBeUndefined();
    expect(isDerived(event(), name)).toBe(false);
  });

  it('has one name, whoever gave it', () => {
    expect(namesOf(event({ VMID: '', custom: 1 }))).toEqual(['VMID', 'custom', 'GuestKind', 'guests']);
    expect(derivedTitle(event())).toBe('Backup of 100 done');
    expect(derivedTitle({ metadata: {}, derived: { title: 7 } })).toBeUndefined();
  });
});

describe('what was read from the texts', () => {
  it('fills templates, nested too, and is no part of the metadata as a whole', () => {
    expect(fillTemplate(parseTemplate('${metadata.GuestKind}/${metadata.VMID}'), event())).toMatchObject({
      text: 'qemu/100',
    });
    expect(placeholderValue('metadata.guests.1.name', event())).toBe('pihole');
    expect(placeholderValue('metadata', event({ a: 1 }))).toBe('{"a":1}');
  });

  it('is what rules see where the sender gave nothing', () => {
    const keys = new MatchKeys();
    const rule = { tests: keys.compile({ VMID: '100', GuestKind: '*' }), gives: undefined };
    const texts = new MetadataTexts(keys);
    expect(texts.of(event()).first([rule])).toBe(0);
    expect(texts.of(event({ VMID: '' })).first([rule])).toBe(0);
    expect(texts.of(event({ VMID: '7' })).first([rule])).toBe(-1);
    expect(texts.of(storedEvent({ metadata: {} })).first([rule])).toBe(-1);
  });

  it('gives the title, unless a rule of the score does', () => {
    expect(new ScoreBook().interpret(event()).title).toBe('Backup of 100 done');
    const book = bookOf({
      severityRules: [{ match: {}, severity: 'info', title: 'Guest ${metadata.VMID}' }],
    });
    expect(book.interpret({ ...event(), providerIdentifier: 'a.b' }).title).toBe('Guest 100');
  });

  it.each([
    ['vmid:100', true],
    ['vmid:101', true],
    ['vmid:102', false],
    ['guestkind:qemu', true],
    ['pihole', true],
    ['"of 100 done"', true],
  ])('is found by %j: %s, and stands in the record as it is looked for', (text, found) => {
    const book = new ScoreBook();
    const query = parseQuery(text, book, START);
    expect(query.fits({ event: event(), meaning: book.interpret(event()) })).toBe(found);
    const record = JSON.stringify(event()).toLowerCase();
    if (found) expect(query.needles.every((needle) => record.includes(needle))).toBe(true);
  });
});
