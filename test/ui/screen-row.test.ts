import { expect, it } from 'vitest';
import { readRow } from '../../src/ui/screen-row.ts';

function cells(line: string, columns = 20) {
  const { chars, styles, certain } = readRow(line, columns);
  return { chars: chars.join('|'), styles: styles.join('|'), certain };
}

it('reads characters with their styles, and leaves blanks at the end out', () => {
  expect(cells('a\u001B[1mb\u001B[31mc \u001B[0m  ')).toEqual({
    chars: 'a|b|c| ',
    styles: '|1|1;31|1;31',
    certain: Number.POSITIVE_INFINITY,
  });
});

it('gives wide characters two cells, and leaves out what would only half fit', () => {
  expect(cells('日本語', 5).chars).toBe('日||本|');
});

it.each([
  ['ab😀c', 'a|b|😀||c', 1],
  ['😀', '😀|', 0],
  ['日😀', '日||😀|', 0],
  ['abe\u0301c', 'a|b|e\u0301|c', 1],
  ['abe\u001B[1m\u0301c', 'a|b|e\u0301|c', 2],
  ['\u001B[1m\u0301c', 'c', 0],
])('of %j is certain up to the character before what is doubtful', (line, chars, certain) => {
  expect(cells(line)).toMatchObject({ chars, certain });
});

it('knows where a link leads, cell by cell', () => {
  const link = '\u001B]8;;https://x/\u001B\\';
  expect(cells(`a\u001B[1m${link}bc\u001B]8;;\u001B\\d`)).toMatchObject({
    chars: 'a|b|c|d',
    styles: '|1 https://x/|1 https://x/|1',
  });
});

it('understands nothing else, and keeps no control character', () => {
  expect(readRow('\u001B[2Ja\u0007\u009Bb\u001B]0;x\r\u007F', 20).chars.join('')).toBe('[2Jab]0;x');
  expect(cells('\u001B[5;48;5;9ma').styles).toBe('');
});
