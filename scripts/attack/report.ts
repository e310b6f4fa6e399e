import type { GroupReport } from './run.ts';

/** The groups as a table. */
export function tableOf(reports: readonly GroupReport[]): string[] {
  const total = {
    ...sum(reports),
    name: 'all',
    healthMs: Math.max(0, ...reports.map(({ healthMs }) => healthMs)),
    memory: Math.max(0, ...reports.map(({ memory }) => memory)),
  };
  return [
    row(['group', 'cases', 'failed', 'skipped', 'acked', 'seconds', 'health ms', 'MiB']),
    ...[...reports, total].map((report) => row(cells(report))),
  ];
}

/** Each failure in words. */
export function failuresOf(reports: readonly GroupReport[]): string[] {
  return reports.flatMap(({ name: group, failures }) =>
    failures.flatMap(({ name, wrong }) => wrong.map((what) => `${group}: ${name}: ${what}`)),
  );
}

function sum(reports: readonly GroupReport[]) {
  const total = (count: (report: GroupReport) => number) =>
    reports.reduce((all, report) => all + count(report), 0);
  return {
    cases: total(({ cases }) => cases),
    failures: reports.flatMap(({ failures }) => failures),
    skipped: total(({ skipped }) => skipped),
    acknowledged: total(({ acknowledged }) => acknowledged),
    tookMs: total(({ tookMs }) => tookMs),
  };
}

function cells({
  name,
  cases,
  failures,
  skipped,
  acknowledged,
  tookMs,
  healthMs,
  memory,
}: Omit<GroupReport, 'failures'> & { failures: readonly unknown[] }): string[] {
  const numbers = [cases, failures.length, skipped, acknowledged];
  const times = [(tookMs / 1000).toFixed(1), healthMs.toFixed(0)];
  return [name, ...numbers.map(String), ...times, memory > 0 ? String(memory) : '-'];
}

function row([name = '', ...rest]: readonly string[]): string {
  return name.padEnd(24) + rest.map((text) => text.padStart(10)).join('');
}
