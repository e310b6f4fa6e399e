import { describe, expect, it } from 'vitest';
import { lineWidth } from '../../src/ui/line.ts';
import { askedLines, questionLine } from '../../src/ui/question-lines.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { textOf } from '../support/frames.ts';

describe.each([40, 60, 80, 100, 120, 200])('the question whether to quit, on %i columns', (width) => {
  it.each([true, false])(
    'stands there whole, with its answers and what it costs (handing over: %s)',
    (canHandOver) => {
      const question = { about: 'quit', canHandOver } as const;
      const foot = questionLine(question, width, makeTheme(false));
      expect(lineWidth(foot)).toBeLessThanOrEqual(width);
      expect(textOf([foot])).toMatch(/Quit\?/);
      expect(textOf([foot])).toMatch(/y\/n/);
      expect(/\bb (keeps|goes)/.test(textOf([foot]))).toBe(canHandOver);
      const asked = askedLines(question, width, makeTheme(false));
      const all = textOf([...(asked ?? []), foot]).replace(/\s+/g, ' ');
      expect(all).toContain('The receiver stops too, and Proxmox does not send again what it misses.');
      for (const line of asked ?? []) expect(lineWidth(line)).toBeLessThanOrEqual(width);
    },
  );
});
