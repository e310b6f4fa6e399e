import chalk from 'chalk';
import fc from 'fast-check';
import { render } from 'ink-testing-library';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { safeText } from '../../../src/safe-text.ts';
import { Lines } from '../../../src/ui/components/lines.tsx';
import { readRow } from '../../../src/ui/screen-row.ts';
import { styledLine } from '../../../src/ui/styled-line.ts';
import type { Segment } from '../../../src/ui/theme.ts';

const { level } = chalk;
beforeAll(() => {
  chalk.level = 3;
});
afterAll(() => {
  chalk.level = level;
});

/** Not both at once: where one of them ends, Ink ends the other. */
const weights = fc.constantFrom<Partial<Segment>>({}, { bold: true }, { dim: true });
const looks = fc.record(
  {
    text: fc.constantFrom('▌', ' ', 'word', '日本', '│ ').map((text) => safeText(text)),
    color: fc.constantFrom('red', 'gray', '#E57000'),
    inverse: fc.boolean(),
    underline: fc.boolean(),
  },
  { requiredKeys: ['text'] },
);
const segment: fc.Arbitrary<Segment> = fc.tuple(looks, weights).map((parts) => Object.assign({}, ...parts));

it('has Ink draw every line where it stands and in its styles', () => {
  fc.assert(
    fc.property(fc.array(fc.array(segment, { maxLength: 8 }), { maxLength: 4 }), (lines) => {
      const { lastFrame, unmount } = render(<Lines lines={lines} width={60} height={5} />);
      const rows = lastFrame()!.split('\n');
      unmount();
      expect(rows).toHaveLength(5);
      for (const [at, row] of rows.entries()) {
        // Ink trims what looks blank, in whatever style.
        const wanted = readRow(styledLine(lines[at] ?? []), 60);
        const drawn = readRow(row, 60);
        expect(drawn.chars.join('').trimEnd()).toBe(wanted.chars.join('').trimEnd());
        expect(drawn.styles).toEqual(wanted.styles.slice(0, drawn.styles.length));
      }
    }),
  );
});
