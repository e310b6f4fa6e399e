import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { subjectHash } from '../../src/score/subject-hash.ts';
import { Subjects } from '../../src/score/subjects.ts';

describe('the hash of a subject', () => {
  it('is the same for the same key at every start', () => {
    // Written down once: an index made by an earlier start must mean the same subjects.
    expect(subjectHash('')).toMatchInlineSnapshot(`
      {
        "high": 557552187,
        "low": 7331645,
      }
    `);
    expect(subjectHash('0 11:com.proxmox6:pve-013:100')).toMatchInlineSnapshot(`
      {
        "high": 1905448967,
        "low": 1877424171,
      }
    `);
  });

  it('tells a million subjects apart, by each half as well as chance does', () => {
    const whole = new Set<bigint>();
    const high = new Set<number>();
    const low = new Set<number>();
    for (let node = 0; node < 1000; node += 1) {
      for (let guest = 0; guest < 1000; guest += 1) {
        const hash = subjectHash(`0 11:com.proxmox${String(node).length + 4}:pve-${node}3:${guest + 100}`);
        whole.add((BigInt(hash.high) << 32n) | BigInt(hash.low));
        high.add(hash.high);
        low.add(hash.low);
      }
    }
    expect(whole.size).toBe(1_000_000);
    // By chance 116 of a million fall on another in 32 bits, give or take 11.
    expect(1_000_000 - high.size).toBeLessThan(200);
    expect(1_000_000 - low.size).toBeLessThan(200);
  });

  it('changes with any change of the key', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        fc.pre(one !== other);
        expect(subjectHash(one)).not.toEqual(subjectHash(other));
      }),
    );
  });
});

describe('subjects', () => {
  it('have a number each, also by their hash alone, however many there are', () => {
    const subjects = new Subjects();
    const numbers = Array.from({ length: 5000 }, (_, at) =>
      subjects.numberOf({ key: `key ${at}`, windowMs: at % 2 ? 1000 : Number.POSITIVE_INFINITY }),
    );
    expect(new Set(numbers).size).toBe(5000);
    expect(numbers).not.toContain(0);
    const again = new Subjects();
    for (const [at, number] of numbers.entries()) {
      const { high, low, windowMs } = subjects.identityOf(number);
      expect(subjects.windowOf(number)).toBe(windowMs);
      expect(windowMs).toBe(at % 2 ? 1000 : Number.POSITIVE_INFINITY);
      expect(subjects.numberOf({ key: `key ${at}`, windowMs })).toBe(number);
      const other = again.numberOfHash(high, low, windowMs);
      expect(again.numberOf({ key: `key ${at}`, windowMs })).toBe(other);
      expect(again.windowOf(other)).toBe(windowMs);
    }
  });
});
