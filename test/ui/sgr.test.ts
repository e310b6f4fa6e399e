import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applySgr, sgrBetween } from '../../src/ui/sgr.ts';

const styles = fc
  .tuple(
    fc.subarray(['1', '2', '4', '7']),
    fc.option(fc.constantFrom('31', '97', '38;5;208', '38;2;229;112;0')),
  )
  .map(([flags, color]) => applySgr('', [...flags, ...(color === null ? [] : [color])].join(';')));

it.each([
  ['', '1', '1'],
  ['1', '2', '1;2'],
  ['1;2;31', '22', '31'],
  ['1;31', '38;2;1;2;3', '1;38;2;1;2;3'],
  ['1;31', '39', '1'],
  ['38;5;4;7', '27', '38;5;4'],
  ['1;4;7', '', ''],
  ['1;4;7', '0;4', '4'],
  ['', '48;2;9;9;9', ''],
  ['31', '3;9;53', '31'],
])('%j and then %j is %j', (style, parameters, after) => {
  expect(applySgr(style, parameters)).toBe(after);
});

it('gets from any style to any other, and never by a longer way than from none', () => {
  fc.assert(
    fc.property(styles, styles, (from, to) => {
      const sequence = sgrBetween(from, to);
      expect(sequence).toMatch(/^(\u001B\[[\d;]*m)?$/);
      expect(applySgr(from, sequence === '' ? from : sequence.slice(2, -1))).toBe(to);
      expect(sequence.length).toBeLessThanOrEqual(`\u001B[0${to && `;${to}`}m`.length);
    }),
  );
});
