import { beforeAll, describe, expect, it } from 'vitest';
import { groups, overTls } from '../../scripts/attack/groups.ts';
import { failuresOf } from '../../scripts/attack/report.ts';
import { type GroupReport, runAttack } from '../../scripts/attack/run.ts';

/** What takes a few seconds over HTTPS. */
const QUICK = ['handshakes', 'smuggling', 'protocols', 'pipelining', 'bodies'];

describe('the receiver, attacked from outside', () => {
  const plain = groups.filter(({ needsTls }) => !needsTls);
  let reports: GroupReport[] = [];

  beforeAll(async () => {
    // Other tests run beside this one, and take the time of the machine.
    reports = await runAttack({ groups: plain, brief: true, healthMs: 5000 });
  }, 120_000);

  it.each(plain.map(({ name }) => name))('gives each its class of answer: %s', (name) => {
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

describe('the same over HTTPS', () => {
  let reports: GroupReport[] = [];
  const quick = overTls.filter(({ name }) => QUICK.includes(name));

  beforeAll(async () => {
    reports = await runAttack({ groups: quick, brief: true, secure: true, healthMs: 5000 });
  }, 60_000);

  it.each(QUICK)('gives each its class of answer: %s', (name) => {
    const report = reports.find((each) => each.name === name);
    expect(report?.cases).toBeGreaterThan(5);
    expect(failuresOf([report!])).toEqual([]);
  });

  it('stores what it acknowledged, and nothing else', () => {
    const [stored] = reports.filter(({ name }) => name === 'what is stored');
    expect(failuresOf([stored!])).toEqual([]);
    expect(stored!.acknowledged).toBeGreaterThan(500);
  });
});
