import type { Arena, Case, Group } from './case.ts';
import { judgeAnswer } from './judge-answer.ts';
import { Ledger } from './ledger.ts';
import { bytesOf } from './requests.ts';
import { exportOf, memoryOf, type OwnTarget, startTarget, type Target } from './target.ts';
import { talk } from './wire.ts';

/** A receiver is well if it says so within this time, in milliseconds. */
export const HEALTH_MS = 1000;
/** No attack may make the receiver larger than this, in MiB. */
export const MOST_MEMORY = 1024;
/** The receiver that the groups share has no limit for a token, as one token sends nearly everything. */
const SHARED = ['--rate-limit', '0'];

/** What came of one group. */
export interface GroupReport {
  name: string;
  cases: number;
  skipped: number;
  failures: { name: string; wrong: readonly string[] }[];
  /** Answers that acknowledged an event. */
  acknowledged: number;
  tookMs: number;
  /** The longest that /health took after a case, in milliseconds. */
  healthMs: number;
  /** The most memory the receiver had after a case, in MiB. */
  memory: number;
}

export interface RunOptions {
  groups: readonly Group[];
  /** Without what takes long. */
  brief?: boolean;
  /** A receiver that runs; absent: the built program's own, one for each group that needs it. */
  target?: Target;
  /** The built program's own speaks HTTPS. */
  secure?: boolean;
  /** What /health may take after a case, in milliseconds; absent: a second. */
  healthMs?: number;
  /** Told of each group as it is through. */
  onGroup?: (report: GroupReport) => void;
}

/** Runs the groups; those that wait for clocks beside the others. */
export async function runAttack(options: RunOptions): Promise<GroupReport[]> {
  const { groups, target, secure = false } = options;
  const shared = groups.filter(({ apart }) => apart === undefined);
  const reports: GroupReport[] = [];
  const done = (report: GroupReport) => {
    reports.push(report);
    options.onGroup?.(report);
  };
  if (shared.length > 0) {
    const start = () => startTarget(SHARED, secure);
    await withTarget(target ?? start, 'what is stored', done, async (on, ledger) => {
      const run = async (group: Group) => done(await runGroup(group, on, ledger, options));
      const waiting = shared.filter(({ together }) => together).map(run);
      for (const group of shared) if (!group.together && !group.heavy) await run(group);
      await Promise.all(waiting);
      for (const group of shared) if (group.heavy) await run(group);
    });
  }
  for (const group of groups) {
    if (group.apart === undefined) continue;
    if (target) {
      const report = emptyReport(group.name);
      done({ ...report, skipped: group.cases.length });
      continue;
    }
    let report = emptyReport(group.name);
    const add = (end: GroupReport) => {
      report = { ...report, cases: report.cases + 1, failures: [...report.failures, ...end.failures] };
    };
    const { apart } = group;
    await withTarget(
      () => startTarget(apart, secure),
      'what is stored',
      add,
      async (on, ledger) => {
        report = await runGroup(group, on, ledger, options);
      },
    );
    done(report);
  }
  return reports;
}

/** Attacks a receiver, and compares in the end what is stored with what was acknowledged. */
async function withTarget(
  given: Target | (() => Promise<OwnTarget>),
  name: string,
  done: (report: GroupReport) => void,
  attack: (target: Target, ledger: Ledger) => Promise<void>,
): Promise<void> {
  const own = typeof given === 'function' ? await given() : undefined;
  const target: Target = own ?? (given as Target);
  try {
    const before: string[] = [];
    if (!own && target.dataDir) for await (const { id } of exportOf(target.dataDir)) before.push(id);
    const ledger = new Ledger(before);
    await attack(target, ledger);
    const begun = performance.now();
    const memory = memoryOf(target.pid)?.highest ?? 0;
    const wrong = [
      ...(memory > MOST_MEMORY ? [`memory rose to ${memory} MiB`] : []),
      ...((await own?.stop()) ?? []),
      ...(target.dataDir ? await ledger.compare(exportOf(target.dataDir)) : []),
    ];
    done({
      ...emptyReport(name),
      cases: 1,
      failures: wrong.length > 0 ? [{ name: 'against what was acknowledged', wrong }] : [],
      acknowledged: ledger.acknowledged,
      memory,
      tookMs: performance.now() - begun,
    });
  } finally {
    own?.remove();
  }
}

function emptyReport(name: string): GroupReport {
  return { name, cases: 0, skipped: 0, failures: [], acknowledged: 0, tookMs: 0, healthMs: 0, memory: 0 };
}

async function runGroup(
  { name, cases, together, needsTls }: Group,
  target: Target,
  ledger: Ledger,
  { brief = false, healthMs: patience = HEALTH_MS }: RunOptions,
): Promise<GroupReport> {
  const report = emptyReport(name);
  const begun = performance.now();
  const acknowledgedBefore = ledger.acknowledged;
  const runOne = async (each: Case) => {
    const lacks = (each.needsTokens && !target.dataDir) || (needsTls && !target.tls);
    if ((brief && each.long) || lacks) {
      report.skipped += 1;
      return;
    }
    report.cases += 1;
    const { wrong, healthMs } = await runCase(each, target, ledger, patience);
    report.healthMs = Math.max(report.healthMs, healthMs);
    report.memory = Math.max(report.memory, memoryOf(target.pid)?.now ?? 0);
    if (wrong.length > 0) report.failures.push({ name: each.name, wrong });
  };
  if (together) await Promise.all(cases.map(runOne));
  else for (const each of cases) await runOne(each);
  report.tookMs = performance.now() - begun;
  report.acknowledged = together ? 0 : ledger.acknowledged - acknowledgedBefore;
  return report;
}

async function runCase(
  { run }: Case,
  target: Target,
  ledger: Ledger,
  patience: number,
): Promise<{ wrong: string[]; healthMs: number }> {
  const wrong: string[] = [];
  const arena: Arena = {
    ...target,
    ledger,
    newAddress,
    talk: async (parts, options = {}) => {
      const heard = await talk(target, parts, { from: newAddress(), ...options });
      for (const answer of heard.answers) {
        ledger.note(answer);
        wrong.push(...judgeAnswer(answer, target.token));
      }
      return heard;
    },
    ask: (sent, options) => arena.talk([bytesOf(sent, target)], options),
  };
  try {
    wrong.push(...(await run(arena)));
  } catch (error) {
    wrong.push(`could not be tried: ${String(error)}`);
  }
  const health = await askHealth(target, patience);
  wrong.push(...health.wrong);
  return { wrong: [...new Set(wrong)], healthMs: health.tookMs };
}

/** Whether the receiver is well, as a stranger sees it. */
async function askHealth(target: Target, patience: number): Promise<{ wrong: string[]; tookMs: number }> {
  const { answers, end, tookMs } = await talk(target, ['GET /health HTTP/1.1\r\nHost: x\r\n\r\n'], {
    from: newAddress(),
    patience,
  });
  const [answer] = answers;
  if (answer?.status === 200 && answer.body === '{"status":"ok"}') return { wrong: [], tookMs };
  return {
    wrong: [`/health then: ${answer ? answer.status : `no answer in ${patience} ms (${end})`}`],
    tookMs,
  };
}

let addresses = 0;

/** Linux has all of 127.0.0.0/8; each case has some of it for itself, as failures count by address. */
function newAddress(): string {
  addresses += 1;
  return `127.${1 + Math.floor(addresses / 62_500)}.${Math.floor(addresses / 250) % 250}.${1 + (addresses % 250)}`;
}
