import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COPY_MAX, clipboardSequence, copyable } from '../../src/score/copy-policy.ts';
import { hostileText } from '../support/hostile-texts.ts';

const DRAWABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]+$/u;

describe('what may be copied', () => {
  it('is one line without a control, and ends in nothing blank, whatever it was', () => {
    fc.assert(
      fc.property(hostileText, (raw) => {
        const made = copyable(raw, 'line');
        if (!made) return;
        expect(made.text).toMatch(DRAWABLE);
        expect(made.text).toBe(made.text.trim());
        expect(copyable(made.text, 'line')).toEqual({ text: made.text, note: '' });
      }),
      { numRuns: 3000 },
    );
  });

  it('has no other control than the breaks between its lines where it is a message', () => {
    fc.assert(
      fc.property(hostileText, (raw) => {
        const made = copyable(raw, 'lines');
        if (!made) return;
        expect(made.text.replaceAll('\n', '')).toMatch(DRAWABLE);
        expect(made.text).toBe(made.text.trim());
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['reboot\n\uFE0F', 'reboot'],
    ['reboot\u0085', 'reboot'],
    ['\uFE0F\n reboot', 'reboot'],
  ])('of several lines, %j does not end in a line break', (raw, text) => {
    expect(copyable(raw, 'lines')?.text).toBe(text);
  });

  it.each([
    ['a\u0007b', 'line', ' (changed: unsafe characters were replaced)'],
    [`e${'\u0301'.repeat(9)}`, 'line', ' (changed: characters that hardly show were left out)'],
    ['☃\uFE0F', 'line', ' (changed: characters that hardly show were left out)'],
    ['a\tb\r\nc', 'lines', ''],
    ['a\tb\r\nc', 'line', ''],
    ['\uFFFD was there', 'line', ''],
  ] as const)('of %j as %s it is said how it differs: %j', (raw, form, note) => {
    expect(copyable(raw, form)?.note).toBe(note);
  });

  it('ends at the largest size with a whole character, and says so', () => {
    const made = copyable(`${'x'.repeat(COPY_MAX - 1)}😀`, 'line');
    expect(made?.text).toBe('x'.repeat(COPY_MAX - 1));
    expect(made?.note).toBe(' (cut: it was too long)');
  });

  it.each(['', ' \n\t', '\uFE0F', '\u0085'])('is nothing where %j is all there is', (raw) => {
    expect(copyable(raw, 'lines')).toBeUndefined();
  });
});

describe('the sequence for the terminal', () => {
  it('has base64 and nothing else in it, which is the text', () => {
    fc.assert(
      fc.property(hostileText, (raw) => {
        const text = copyable(raw, 'lines')?.text ?? '';
        const [, payload] = /^\u001B\]52;c;([A-Za-z0-9+/]*={0,2})\u0007$/.exec(clipboardSequence(text)!)!;
        expect(Buffer.from(payload!, 'base64').toString('utf8')).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('is none for what is too long', () => {
    expect(clipboardSequence('x'.repeat(56_243))).toMatch(/x?=*\u0007$/);
    expect(clipboardSequence('x'.repeat(56_250))).toBeUndefined();
  });
});
