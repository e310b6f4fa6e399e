import { describe, expect, it } from 'vitest';
import { actionsFor } from '../../src/score/actions.ts';
import { indicatorOf } from '../../src/score/indicator.ts';
import { storedEvent } from '../support/events.ts';
import { bookOf } from '../support/scores.ts';

function meaningIn(fields: Record<string, unknown>, metadata: Record<string, unknown>, more = {}) {
  return bookOf(fields).interpret(storedEvent({ providerIdentifier: 'a.b', metadata, ...more }));
}

const WORDY = {
  severityRules: [
    {
      match: { kind: '*' },
      severity: 'warning',
      label: '${metadata.count} found',
      color: '#112233',
      title: '${metadata.name}: ${title}',
      subtitle: 'by ${metadata.who}',
    },
  ],
  severityDefault: { severity: 'ok', label: 'Fine', color: '#445566' },
};

describe('a badge', () => {
  it.each([
    ['a template', { kind: 1, count: 3 }, '3 found', '#112233'],
    ['what of it resolves', { kind: 1 }, 'found', '#112233'],
    ['that of the default', {}, 'Fine', '#445566'],
  ])('says %s', (_, metadata, label, badgeColor) => {
    expect(meaningIn(WORDY, metadata)).toMatchObject({ label, badgeColor });
  });

  it('says its level where nothing of its label resolves', () => {
    const rule = { match: {}, severity: 'error', label: ' ${metadata.gone} ' };
    expect(meaningIn({ severityRules: [rule] }, {}).label).toBe('Error');
  });

  it('has the level of the sender with the words of the rule, and not those of the default', () => {
    expect(meaningIn(WORDY, { kind: 1, severity: 'critical' })).toMatchObject({
      level: 'critical',
      label: 'found',
    });
    const plain = meaningIn(WORDY, { severity: 'critical' });
    expect(plain).toMatchObject({ level: 'critical', label: 'Critical' });
    expect(plain).not.toHaveProperty('badgeColor');
    expect(meaningIn(WORDY, { severity: 'info' })).toMatchObject({ level: 'ok', label: 'Fine' });
    expect(meaningIn({ ...WORDY, senderSeverityWins: false }, { severity: 'critical' }).level).toBe('ok');
  });
});

describe('title and subtitle', () => {
  it('are taken where they resolve fully', () => {
    expect(meaningIn(WORDY, { kind: 1, name: 'disk', who: 'anna' })).toMatchObject({
      title: 'disk: Backup completed',
      subtitle: 'by anna',
    });
    const meaning = meaningIn(WORDY, { kind: 1 });
    expect(meaning).not.toHaveProperty('title');
    expect(meaning).not.toHaveProperty('subtitle');
  });

  it('of a stack resolve with its newest event', () => {
    expect(meaningIn({ stackTitle: 'All of ${metadata.name}' }, { name: 'x' }).stackTitle).toBe('All of x');
    expect(meaningIn({ stackTitle: 'All of ${metadata.name}' }, {})).not.toHaveProperty('stackTitle');
  });
});

describe('indicator and tag', () => {
  const fields = {
    indicatorRules: [
      { match: { a: 1 }, emoji: '🔔' },
      { match: { a: 2 }, color: 'orange' },
      { match: { a: 3 } },
      { match: {}, emoji: '⚙️' },
    ],
    tagRules: [
      { match: { a: 1 }, tag: 'v${metadata.version}' },
      { match: {}, tag: 'plain' },
    ],
  };

  it.each([
    [{ a: 1, version: 2 }, '🔔', 'v2'],
    [{ a: 1 }, '🔔', undefined],
    [{ a: 2 }, '🟠', 'plain'],
    [{ a: 3 }, undefined, 'plain'],
    [{}, '⚙️', 'plain'],
  ])('of %j are %s and %s', (metadata, indicator, tag) => {
    const meaning = meaningIn(fields, metadata);
    expect([meaning.indicator, meaning.tag]).toEqual([indicator, tag]);
  });

  it.each([
    ['red', '🔴'],
    ['Grey', '⚪'],
    ['#FF0000', '🔴'],
    ['#101010', '⚫'],
    ['#30D158', '🟢'],
    ['#0559C9', '🔵'],
    ['#A52B2B', '🔴'],
    ['toString', '⚪'],
  ])('of the old colour %s is %s', (color, emoji) => {
    expect(indicatorOf({ color })).toBe(emoji);
  });
});

describe('surface and triage', () => {
  it.each([
    [{}, 'alert', 'timeline'],
    [{}, 'task', 'agenda'],
    [{ surface: 'agenda' }, 'alert', 'agenda'],
    [{ surface: 'timeline' }, 'reminder', 'timeline'],
  ])('of a score with %j put a %s on the %s', (fields, eventType, surface) => {
    expect(meaningIn(fields, {}, { eventType }).surface).toBe(surface);
  });

  it.each([
    [{ a: 1 }, 'acked'],
    [{ b: 1 }, 'dismissed'],
    [{ a: 1, b: 1 }, 'dismissed'],
    [{}, undefined],
  ])('make of %j on arrival: %s', (metadata, triage) => {
    const fields = {
      ackRules: [{ match: { never: 1 } }, { match: { a: 1 } }],
      dismissRules: [{ match: { b: 1 } }],
    };
    expect(meaningIn(fields, metadata).triage).toBe(triage);
  });
});

describe('the score of an event', () => {
  it('is found whatever the case of its identifier, by that or by what is above it', () => {
    const book = bookOf({ providerIdentifier: 'Com.Example', displayName: 'Example' });
    expect(book.interpret(storedEvent({ providerIdentifier: 'com.EXAMPLE.web' })).source).toBe('Example');
    expect(book.interpret(storedEvent({ providerIdentifier: 'com.examples' })).source).toBe('com.examples');
  });
});

describe('actions', () => {
  it('keep a command, and say why it does not run', () => {
    const trigger = { openTerminalWith: 'ping ${metadata.host}' };
    const hidden = { label: 'Hidden', systemIcon: 'x', trigger, _disabled: true };
    const book = bookOf({ defaultActions: [{ label: 'Ping', systemIcon: 'terminal', trigger }, hidden] });
    const actions = (metadata: Record<string, unknown>) =>
      actionsFor(storedEvent({ providerIdentifier: 'a.b', metadata }), book);
    expect(actions({ host: 'nas' })).toEqual([
      {
        label: 'Ping',
        icon: 'terminal',
        kind: 'terminal',
        text: "ping 'nas'",
        disabled: 'commands run only from a score you wrote into the scores folder yourself',
      },
    ]);
    expect(actions({})).toMatchObject([{ text: '', disabled: 'the event has no host' }]);
  });
});
