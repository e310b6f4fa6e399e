import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MouseReport, partInput } from '../../src/ui/part-input.ts';

const CLICK = '\u001B[<0;12;5M';
const LEFT = { button: 'left', x: 11, y: 4, times: 1 };

/** What comes of input that was read in pieces: keys that came together are one text. */
function readAll(chunks: readonly string[]): { pieces: (string | MouseReport)[]; held: string } {
  const pieces: (string | MouseReport)[] = [];
  let held = '';
  for (const chunk of chunks) {
    const parted = partInput(held + chunk);
    held = parted.held;
    for (const piece of parted.pieces) {
      const last = pieces.at(-1);
      if (typeof piece === 'string' && typeof last === 'string') pieces.splice(-1, 1, last + piece);
      else if (
        typeof piece === 'object' &&
        typeof last === 'object' &&
        last.button === 'wheelDown' &&
        piece.button === 'wheelDown'
      )
        pieces.splice(-1, 1, { ...piece, times: last.times + piece.times });
      else pieces.push(piece);
    }
  }
  return { pieces, held };
}

describe('input', () => {
  it.each<[string, string, (string | object)[], string]>([
    ['keys', 'jj', ['jj'], ''],
    ['a click', CLICK, [LEFT], ''],
    ['a click among keys', `j${CLICK}k`, ['j', LEFT, 'k'], ''],
    ['clicks', CLICK + CLICK, [LEFT, LEFT], ''],
    ['the wheel', '\u001B[<64;1;1M\u001B[<65;1;1M', [turn('wheelUp'), turn('wheelDown')], ''],
    ['a turn of many steps', '\u001B[<64;1;1M'.repeat(3), [{ ...turn('wheelUp'), times: 3 }], ''],
    ['a release', '\u001B[<0;12;5m', [], ''],
    ['the other buttons', '\u001B[<1;2;3M\u001B[<2;2;3M\u001B[<66;2;3M\u001B[<128;2;3M', [], ''],
    ['Shift, Alt, Ctrl and motion', '\u001B[<4;2;3M\u001B[<8;2;3M\u001B[<80;2;3M\u001B[<32;2;3M', [], ''],
    ['no cell', '\u001B[<0;0;5M\u001B[<0;5;0M', [], ''],
    ['numbers beyond all screens', `\u001B[<0;${'1'.repeat(9)};1Mq`, ['q'], ''],
    ['too few numbers and too many', '\u001B[<0;5M\u001B[<0;1;2;3M\u001B[<;;M\u001B[<M', [], ''],
    ['words of other protocols', '\u001B[<1u\u001B[<35;1;1~', [], ''],
    ['an arrow', '\u001B[A', ['\u001B[A'], ''],
    ['a key of the Linux console', '\u001B[[Aq', ['\u001B[[Aq'], ''],
    ['Alt and a letter', '\u001Bq', ['\u001Bq'], ''],
    ['Esc twice and a click', `\u001B\u001B${CLICK}`, ['\u001B\u001B', LEFT], ''],
    ['typed text that looks alike', '[<0;12;5M', ['[<0;12;5M'], ''],
    ['an old report', 'a\u001B[M 1!b', ['ab'], ''],
    ['a part of an old report', 'a\u001B[M 1', ['a'], '\u001B[M 1'],
    ['Esc', 'a\u001B', ['a'], '\u001B'],
    ['a part of a click', 'a\u001B[<0;1', ['a'], '\u001B[<0;1'],
    ['a sequence that breaks off', '\u001B[<0;1\u0003', ['\u0003'], ''],
    ['a sequence within another', `\u001B[<0;1${CLICK}`, [LEFT], ''],
    ['a sequence that never ends', `\u001B[<${'1'.repeat(1000)}`, [], `\u001B[<${'1'.repeat(29)}`],
  ])('of %s is parted', (_, text, pieces, held) => {
    expect(partInput(text)).toEqual({ pieces, held });
  });

  it('means the same however it is cut', () => {
    const piece = fc.constantFrom(
      CLICK,
      '\u001B[<65;100;40M',
      '\u001B[M !"',
      '\u001B[A',
      '\u001B[1;5C',
      'q',
      'é',
    );
    const garbage = fc.string({
      unit: fc.constantFrom('\u001B', '[', '<', ';', '1', '0', 'M', 'm', 'x', '\u0003'),
    });
    const text = fc.array(fc.oneof(piece, garbage), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(40), { maxLength: 6 }), (whole, cuts) => {
        const places = [
          0,
          ...cuts.map((cut) => cut % (whole.length + 1)).sort((a, b) => a - b),
          whole.length,
        ];
        const chunks = places.slice(1).map((to, at) => whole.slice(places[at], to));
        expect(readAll(chunks)).toEqual(readAll([whole]));
      }),
      { numRuns: 2000 },
    );
  });
});

function turn(button: MouseReport['button']): MouseReport {
  return { button, x: 0, y: 0, times: 1 };
}
