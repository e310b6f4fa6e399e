import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../../src/store/record.ts';
import { storedEvent } from '../support/events.ts';
import { recordOf } from '../support/records.ts';

function lineOf(...args: Parameters<typeof storedEvent>): Buffer {
  return recordOf(storedEvent(...args)).subarray(0, -1);
}

describe('a record', () => {
  it('gives back what was written, whatever the text in it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (title, metadata) => {
          const event = JSON.parse(JSON.stringify(storedEvent({ title, metadata })));
          const bytes = recordOf(event);
          expect(bytes.indexOf('\n')).toBe(bytes.length - 1);
          expect(decodeRecord(bytes.subarray(0, -1))).toEqual({ kind: 'event', event });
        },
      ),
    );
  });

  it('is damaged by any flipped bit', () => {
    const line = lineOf();
    for (let at = 0; at < line.length; at += 1) {
      for (const bit of [1, 16, 128]) {
        const flipped = Buffer.from(line);
        flipped[at]! ^= bit;
        expect(decodeRecord(flipped).kind, `byte ${at}, bit ${bit}`).not.toBe('event');
      }
    }
  });

  it('is damaged when cut anywhere', () => {
    const line = lineOf();
    for (let end = 0; end < line.length; end += 1) {
      expect(decodeRecord(line.subarray(0, end)).kind).toBe('damaged');
    }
  });

  it('of a newer version is told as such', () => {
    expect(decodeRecord(Buffer.from('{"v":3,"anything":1}'))).toEqual({ kind: 'newer', version: 3 });
  });
});
