import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROLE } from '../../src/score/roles.ts';
import { StackIndex } from '../../src/score/stacks.ts';

interface Fact {
  time: number;
  level: number;
  role: number;
}

const WINDOW = 10;

/** A subject whose stacks are episodes; the place of a fact is its slot and its `seq`. */
function indexOf(facts: readonly Fact[]): StackIndex {
  return new StackIndex(
    {
      time: (slot) => facts[slot]!.time,
      seq: (slot) => slot,
      level: (slot) => facts[slot]!.level,
      role: (slot) => facts[slot]!.role,
      subject: () => 1,
    },
    { windowOf: () => WINDOW, isEpisodic: () => true },
  );
}

/** The stacks, newest first, each with its slots, oldest first. */
function stacksOf(index: StackIndex): number[][] {
  return Array.from({ length: index.size }, (_, at) => [...index.slotsOf(index.at(at)!)].reverse());
}

/** What the stacks ought to be, in the plainest way. */
function plainStacks(facts: readonly Fact[], slots: readonly number[]): number[][] {
  const inTime = [...slots].sort((a, b) => facts[a]!.time - facts[b]!.time || a - b);
  const stacks: number[][] = [];
  for (const slot of inTime) {
    const last = stacks.at(-1)?.at(-1);
    const isOver = last !== undefined && (facts[last]!.role & 3) === ROLE.closes;
    const goesOn = last !== undefined && (!isOver || facts[slot]!.time - facts[last]!.time <= WINDOW);
    if (goesOn) stacks.at(-1)!.push(slot);
    else stacks.push([slot]);
  }
  return stacks.reverse();
}

function facts(...given: [time: number, kind: 'opens' | 'continues' | 'closes', level?: number][]): Fact[] {
  return given.map(([time, kind, level = 0]) => ({ time, level, role: ROLE[kind] | ROLE.current }));
}

function stacked(...given: Parameters<typeof facts>): number[][] {
  const all = facts(...given);
  const index = indexOf(all);
  for (const slot of all.keys()) index.add(slot);
  return stacksOf(index);
}

describe('episodes', () => {
  it('run from the event that opens one to that which closes it, however long that takes', () => {
    expect(stacked([0, 'opens'], [500, 'continues'], [9000, 'closes'])).toEqual([[0, 1, 2]]);
    expect(stacked([0, 'opens'], [1, 'closes'], [12, 'opens'], [13, 'closes'])).toEqual([
      [2, 3],
      [0, 1],
    ]);
  });

  it('go on when their subject leaves its rest again within the window', () => {
    expect(stacked([0, 'opens'], [1, 'closes'], [11, 'opens'], [12, 'closes'], [23, 'opens'])).toEqual([
      [4],
      [0, 1, 2, 3],
    ]);
  });

  it('begin with whatever comes first', () => {
    expect(stacked([0, 'continues'], [1, 'opens'], [2, 'closes'])).toEqual([[0, 1, 2]]);
    expect(stacked([0, 'closes'], [50, 'closes'])).toEqual([[1], [0]]);
  });

  it('show the level of their newest event, and know their worst', () => {
    const all = facts([0, 'opens', 4], [1, 'closes', 1]);
    const index = indexOf(all);
    index.add(0);
    expect(index.at(0)).toEqual({ head: 0, size: 1, worst: 4, level: 4 });
    index.add(1);
    expect(index.at(0)).toEqual({ head: 1, size: 2, worst: 4, level: 1 });
  });

  it('are those of sorting and cutting once, whatever comes and goes in whatever order', () => {
    const fact = fc.record({
      time: fc.nat(120),
      level: fc.nat(4),
      role: fc.constantFrom(ROLE.opens, ROLE.continues, ROLE.closes),
    });
    fc.assert(
      fc.property(
        fc
          .array(fact, { minLength: 1, maxLength: 40 })
          .chain((all) =>
            fc.tuple(
              fc.constant(all),
              fc.shuffledSubarray([...all.keys()], { minLength: all.length }),
              fc.shuffledSubarray([...all.keys()]),
            ),
          ),
        ([all, order, gone]) => {
          const index = indexOf(all);
          const here = new Set<number>();
          const check = () => {
            expect(stacksOf(index)).toEqual(plainStacks(all, [...here]));
            for (let at = 0; at < index.size; at += 1) {
              const stack = index.at(at)!;
              const levels = [...index.slotsOf(stack)].map((slot) => all[slot]!.level);
              expect(stack.worst).toBe(Math.max(...levels));
            }
          };
          for (const slot of order) {
            index.add(slot);
            here.add(slot);
            check();
          }
          for (const slot of gone) {
            index.remove(slot);
            here.delete(slot);
            check();
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
