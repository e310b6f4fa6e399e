import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstJson } from '../../src/score/first-json.ts';

it('is what JSON has, as far as was asked for, and no longer than it without need', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(60), (value, most) => {
      const whole = JSON.stringify(value);
      const first = firstJson(value, most);
      expect(first.slice(0, most)).toBe(whole.slice(0, most));
      expect(first.length > most).toBe(whole.length > most);
      expect(firstJson(value, whole.length)).toBe(whole);
    }),
    { numRuns: 5000 },
  );
});

it('goes through no more of a value than it gives', () => {
  let read = 0;
  const counting = new Proxy([], {
    get: (_, key) => {
      if (key === 'length') return 1e9;
      read += 1;
      return 1;
    },
  });
  expect(firstJson(counting, 100).slice(0, 7)).toBe('[1,1,1,');
  expect(read).toBeLessThan(60);
});

it('keeps a key that is called __proto__, and leaves out what is undefined', () => {
  expect(firstJson(JSON.parse('{"__proto__":{"a":1},"b":[null]}'), 100)).toBe(
    '{"__proto__":{"a":1},"b":[null]}',
  );
  expect(firstJson({ a: undefined, b: [undefined] }, 100)).toBe('{"b":[null]}');
});
