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
  const mode = (at: number) => (at % 3 ? 'window' : 'session') as 'window' | 'session';
  const group = (at: number) => ({
    key: `key ${at}`,
    windowMs: at % 2 ? 1000 : Number.POSITIVE_INFINITY,
    mode: mode(at),
  });

  it('have a number each, also by what stands for them alone, however many there are', () => {
    const subjects = new Subjects();
    const numbers = Array.from({ length: 5000 }, (_, at) => subjects.numberOf(group(at), 'com.a'));
    expect(new Set(numbers).size).toBe(5000);
    expect(numbers).not.toContain(0);
    const again = new Subjects();
    for (const [at, number] of numbers.entries()) {
      expect(subjects.windowOf(number)).toBe(group(at).windowMs);
      expect(subjects.isEpisodic(number)).toBe(group(at).mode === 'session');
      expect(subjects.numberOf(group(at), 'com.a')).toBe(number);
      const other = again.numberOfIdentity(subjects.identityOf(number), 'com.a');
      expect(again.numberOf(group(at), 'com.a')).toBe(other);
      expect(again.windowOf(other)).toBe(group(at).windowMs);
    }
  });

  it('are others of another provider, even where what stands for them is the same', () => {
    const subjects = new Subjects();
    const one = subjects.numberOf(group(1), 'com.a');
    expect(subjects.numberOfIdentity(subjects.identityOf(one), 'com.b')).not.toBe(one);
  });

  it('are others when their stacks end elsewhere', () => {
    const subjects = new Subjects();
    const one = subjects.numberOf(group(1), 'com.a');
    expect(subjects.numberOf({ ...group(1), windowMs: 5 }, 'com.a')).not.toBe(one);
    expect(subjects.numberOf({ ...group(1), mode: 'session' }, 'com.a')).not.toBe(one);
  });
});
