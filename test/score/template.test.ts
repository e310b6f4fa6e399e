import { describe, expect, it } from 'vitest';
import { actionsFor } from '../../src/score/actions.ts';
import { LOOKS } from '../../src/score/bounds.ts';
import { COPY_MAX } from '../../src/score/copy-policy.ts';
import { fillTemplate, parseTemplate } from '../../src/score/template.ts';
import { storedEvent } from '../support/events.ts';
import { bookOf } from '../support/scores.ts';

const OFTEN = '${metadata}'.repeat(340);
const LONG = 'b'.repeat(1024 * 1024);

const about = (metadata: object) => storedEvent({ providerIdentifier: 'a.b', metadata: metadata as never });

function filled(source: string, metadata: object, most?: number) {
  return fillTemplate(parseTemplate(source), about(metadata), most) as { text: string; values: string[] };
}

describe('a template that names long values many times', () => {
  it.each([
    ['of one long text', { k: LONG }],
    ['of many short ones', { k: Array.from({ length: 100_000 }, () => 'b') }],
  ])('ends in … where it would be too long, for metadata %s', (_, metadata) => {
    const { text, values } = filled(`>${OFTEN}`, metadata);
    const whole = JSON.stringify(metadata);
    expect(text).toBe(`>${whole.slice(0, LOOKS.text - 1)}…`);
    expect(values.reduce((sum, value) => sum + value.length, 0)).toBe(LOOKS.text + 1);
    expect(values).toHaveLength(340);
  });

  it('is whole as long as there is room, and not cut within a character', () => {
    expect(filled('${metadata.a}-${metadata.b}', { a: 'xy', b: 'z' }, 4).text).toBe('xy-z');
    expect(filled('${metadata.a}-${metadata.b}', { a: 'xy', b: 'zz' }, 4).text).toBe('xy-z…');
    expect(filled('${metadata.a}', { a: 'xy😀' }, 3).text).toBe('xy…');
  });

  it('does not resolve where anything behind the end does not', () => {
    expect(filled(`${OFTEN}\${metadata.gone}`, { k: LONG })).toEqual({ missing: 'metadata.gone' });
  });

  it('makes every text of an event a short one', () => {
    const rule = { match: {}, severity: 'ok', label: OFTEN, title: OFTEN, subtitle: OFTEN };
    const tagRules = [{ match: {}, tag: OFTEN }];
    const book = bookOf({ severityRules: [rule], tagRules, grouping: OFTEN, stackTitle: OFTEN });
    const { label, title, subtitle, tag, stackTitle, group } = book.interpret(about({ k: LONG }));
    for (const text of [label, title, subtitle, tag, stackTitle, group?.subject])
      expect(text).toHaveLength(LOOKS.text + 1);
    expect(group?.key.length).toBeLessThan(LOOKS.text + 2000);
  });

  it('tells stacks apart as far as values count', () => {
    const book = bookOf({ grouping: '${metadata.a}${metadata.b}' });
    const keyOf = (a: string, b: string) => book.place(about({ a, b })).group?.key;
    const most = 'x'.repeat(LOOKS.text - 1);
    expect(keyOf(most, 'y')).not.toBe(keyOf(most, 'z'));
    expect(keyOf(LONG, 'y')).toBe(keyOf(LONG, 'z'));
  });
});

describe('actions with long texts', () => {
  const copies = (count: number, copyToClipboard = OFTEN) =>
    Array.from({ length: count }, (_, at) => ({
      label: `copy ${at}`,
      systemIcon: 'x',
      trigger: { copyToClipboard },
    }));

  it('are taken as far as they can be copied, and what is beyond shows', () => {
    const [action] = actionsFor(about({ k: LONG.repeat(3) }), bookOf({ defaultActions: copies(1) }));
    expect(action?.text).toHaveLength(COPY_MAX + 1);
    expect(action?.text.endsWith('b…')).toBe(true);
    expect(action?.disabled).toBeUndefined();
  });

  it('are not all made where they are many, but short ones always are', () => {
    const short = { label: 'short', systemIcon: 'x', trigger: { copyToClipboard: '${metadata.s}' } };
    const book = bookOf({ defaultActions: [...copies(99), short] });
    const actions = actionsFor(about({ k: LONG.repeat(3), s: 'pve-01' }), book);
    const length = actions.reduce((sum, { text }) => sum + text.length, 0);
    expect(length).toBeLessThan(2 * COPY_MAX + 100 * (LOOKS.text + 1));
    expect(actions[50]?.disabled).toBe('the texts to copy are too long together');
    expect(actions.at(-1)).toMatchObject({ text: 'pve-01' });
    expect(actions.at(-1)?.disabled).toBeUndefined();
  });

  it('open no address that was cut', () => {
    const open = { label: 'o', systemIcon: 'x', trigger: { openURL: 'https://x/${metadata.k}' } };
    const [action] = actionsFor(about({ k: LONG }), bookOf({ defaultActions: [open] }));
    expect(action?.disabled).toBe('the address is too long');
  });
});
