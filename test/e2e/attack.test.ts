import { beforeAll, describe, expect, it } from 'vitest';
import { groups } from '../../scripts/attack/groups.ts';
import { failuresOf } from '../../scripts/attack/report.ts';
import { type GroupReport, runAttack } from '../../scripts/attack/run.ts';

describe('the receiver, attacked from outside', () => {
  let reports: GroupReport[] = [];

  beforeAll(async () => {
    // Other tests run beside this one, and take the time of the machine.
    reports = await runAttack({ groups, brief: true, healthMs: 5000 });
  }, 120_000);

  it.each(groups.map(({ name }) => name))('gives each its class of answer: %s', (name) => {
    const report = reports.find((each) => each.name === name);
    expect(report?.cases).toBeGreaterThan(0);
    expect(failuresOf([report!])).toEqual([]);
  });

  it('stores what it acknowledged, and nothing else', () => {
    const stored = reports.filter(({ name }) => name === 'what is stored');
    expect(stored).toHaveLength(1);
    expect(failuresOf(stored)).toEqual([]);
    expect(stored[0]!.acknowledged).toBeGreaterThan(500);
  });
});
