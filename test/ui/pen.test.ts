import { EventEmitter } from 'node:events';
import type { WriteStream } from 'node:tty';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { type Cells, VirtualScreen } from '../../scripts/bench/virtual-screen.ts';
import { certainCells } from '../../src/ui/cell-width.ts';
import { Screen } from '../../src/ui/screen.ts';

const COLUMNS = 16;
const ROWS = 3;
type CellsOf = (char: string) => number;

/** Each width as string-width has it. */
const agreeing: CellsOf = (char) => knownCells(char) || stringWidth(char);
/** A terminal of its own mind: whatever is doubtful takes none, one or two cells, and each something else. */
const contrary: CellsOf = (char) => knownCells(char) || char.codePointAt(0)! % 3;

function knownCells(char: string): number {
  return char.length === 1 ? certainCells(char.charCodeAt(0)) : 0;
}

/** The program's screen on a terminal that is virtual. */
function start(cellsOf: CellsOf) {
  const virtual = new VirtualScreen(COLUMNS, ROWS, cellsOf);
  const sent: string[] = [];
  const terminal = Object.assign(new EventEmitter(), {
    columns: COLUMNS,
    rows: ROWS,
    write(text: string) {
      sent.push(text);
      virtual.write(Buffer.from(text));
      return true;
    },
  });
  const screen = new Screen(terminal as unknown as WriteStream);
  screen.enter();
  return { screen, virtual, sent };
}

function drawnAtOnce(picture: string, cellsOf: CellsOf): Cells {
  const { screen, virtual } = start(cellsOf);
  screen.write(picture);
  return virtual.cells();
}

const pieces = fc.constantFrom(
  ...[
    'a',
    'b',
    ' ',
    '  ',
    'abc',
    '│',
    '✓',
    '▌',
    '日',
    '本語',
    '한국',
    'ＦＵ',
    'é',
    'e\u0301',
    '\u0301',
    '\u0903',
  ],
  ...['😀', '✅', '👩‍👩‍👧', '🇩🇪', '🇩', 'ﷺ', 'א', 'ﾊﾞ', 'क्षि', '\u1161', '각', '\uFFFD', '0123456789'],
);
const styles = fc.constantFrom(
  '',
  '1',
  '2',
  '7',
  '4;31',
  '38;2;229;112;0',
  '38;5;208',
  '1;7;34',
  '0',
  '39',
  '22',
);
const lines = fc
  .array(fc.tuple(styles, pieces), { maxLength: 12 })
  .map((parts) => parts.map(([style, text]) => (style === '' ? text : `\u001B[${style}m${text}`)).join(''));
const pictures = fc.array(lines, { maxLength: ROWS + 1 }).map((rows) => rows.join('\n'));

describe.each([
  ['agrees on every width', agreeing],
  ['disagrees on what is doubtful', contrary],
] as const)('on a terminal that %s', (_, cellsOf) => {
  it('drawing what changed gives what drawing everything gives', () => {
    fc.assert(
      fc.property(fc.array(pictures, { minLength: 2, maxLength: 6 }), (shown) => {
        const { screen, virtual } = start(cellsOf);
        for (const picture of shown) {
          screen.write(picture);
          expect(virtual.cells()).toEqual(drawnAtOnce(picture, cellsOf));
        }
      }),
      { numRuns: 800 },
    );
  });

  it('a small change in a line gives what drawing everything gives', () => {
    fc.assert(
      fc.property(lines, pieces, lines, pieces, lines, (before, old, between, fresh, after) => {
        const { screen, virtual } = start(cellsOf);
        for (const piece of [old, fresh, old]) {
          const picture = `${before}${piece}${between}${piece}${after}`;
          screen.write(picture);
          expect(virtual.cells()).toEqual(drawnAtOnce(picture, cellsOf));
        }
      }),
      { numRuns: 800 },
    );
  });
});

it('shows what it was given, wide characters whole', () => {
  const { screen, virtual } = start(agreeing);
  screen.write('日本語 ok');
  screen.write('a本語 ok');
  expect(virtual.line(0)).toBe('a本語 ok');
  screen.write('日本語 OK');
  expect(virtual.line(0)).toBe('日本語 OK');
});

it('sends addresses, erasures and SGR, and nothing else whatever it is given', () => {
  const hostile = fc.constantFrom(
    '\u001B[2J',
    '\u001B]0;x\u0007',
    '\u009B5m',
    '\u001B',
    '\u0007',
    '\u001B[5m',
    '\r',
    '\u007F',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, hostile), { maxLength: 12 }), pictures, (parts, next) => {
      const { screen, sent } = start(agreeing);
      sent.length = 0;
      screen.write(parts.join(''));
      screen.write(next);
      const own = sent.join('').replaceAll(/\u001B\[(?:\d+;\d+H|K|[\d;]*m|\?2026[hl])/g, '');
      expect(own).not.toMatch(/\p{Cc}/u);
    }),
  );
});

it('goes through a few cells rather than to an address, and to an address past many', () => {
  const { screen, sent } = start(agreeing);
  screen.write('abcdefghijklmno');
  sent.length = 0;
  screen.write('Abc efghijklmnO');
  expect(sent).toEqual(['\u001B[?2026h\u001B[1;1HAbc \u001B[1;15HO\u001B[?2026l']);
});
