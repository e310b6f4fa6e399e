import type { Machine } from './machine.ts';
import { figure, type Goal, type Measured, type Options, type Row, type Spread } from './measured.ts';

/** What became of a row: figures, or why there are none. */
export type Outcome = { measured: Measured } | { missing: string } | { failed: string };

/** A row that was run. */
export interface Finished {
  row: Row;
  outcome: Outcome;
}

const SIGNS = { 'at least': '≥', 'at most': '≤', below: '<' } as const;
const HEAD = ['work', 'compared with', 'ours', 'theirs', 'ratio', 'goal', 'result'];

/** The table as Markdown, which reads well on a terminal too. */
export function tableOf(finished: readonly Finished[], options: Options): string {
  const lines = [HEAD, ...finished.map((each) => cellsOf(each, options))];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((cells) => cells[column]!.length)));
  const drawn = lines.map((cells) => `| ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`);
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  const notes = finished.flatMap(({ row, outcome }) =>
    'measured' in outcome && outcome.measured.note ? [`- \`${row.name}\`: ${outcome.measured.note}`] : [],
  );
  const table = [drawn[0], rule, ...drawn.slice(1)].join('\n');
  return notes.length === 0 ? table : `${table}\n\n${notes.join('\n')}`;
}

/** All of a run, for machines to read. */
export function jsonOf(finished: readonly Finished[], options: Options, machine: Machine): string {
  const all = finished.map(({ row, outcome }) => ({
    name: row.name,
    work: workOf(row, options),
    comparison: row.comparison,
    goal: row.goal,
    ...('measured' in outcome
      ? { ...outcome.measured, met: isMet(row.goal, outcome.measured) }
      : { reason: 'missing' in outcome ? outcome.missing : outcome.failed }),
  }));
  return JSON.stringify({ date: new Date().toISOString(), machine, options, rows: all }, undefined, 2);
}

/** A page of documentation with the table, what it was measured on, and how to do it again. */
export function pageOf(finished: readonly Finished[], options: Options, machine: Machine): string {
  const selected = options.quick ? ' -- --quick' : '';
  return `# How fast it is

Each figure is a median of ${options.rounds} rounds or more. A round does the same work with tempo-tui and with what it is
compared with, one right after the other; the ratio is ours to theirs, and beside it are the smallest and the largest
of all rounds. Absolute figures depend on the machine and on what else it does, ratios much less.

${tableOf(finished, options)}

Measured on ${new Date().toISOString().slice(0, 10)} with Node.js ${machine.node} on ${machine.cores} cores of ${machine.cpu}, ${machine.kernel}, ${machine.filesystem}.

To do it again:

\`\`\`
npm install && npm run bench${selected}
\`\`\`

It takes some minutes, python3 to hold terminals, and \`lnav\` on the PATH for its row; json-server is installed
outside of this folder. \`npm run bench -- NAME…\` measures single rows, \`--quick\` a shorter history in fewer rounds,
\`--json\` is for machines, and \`--write FILE\` writes this page. The rows are in \`scripts/bench/rows\`.

Everything runs on the loopback address with data directories of its own. The events are those of 300 nodes with 100
guests each, over two years. A frame counts as shown when its last byte has come out of the terminal.
`;
}

function cellsOf({ row, outcome }: Finished, options: Options): string[] {
  const head = [workOf(row, options), row.comparison];
  const goal = goalText(row.goal, 'measured' in outcome ? outcome.measured.unit : '');
  if ('missing' in outcome) return [...head, '–', '–', '–', goal, `not measured: ${outcome.missing}`];
  if ('failed' in outcome)
    return [...head, '–', '–', '–', goal, `failed: ${outcome.failed.split('\n', 1)[0]}`];
  const { measured } = outcome;
  const { unit, ours, theirs, ratio } = measured;
  const figures = [
    `${figure(ours.median)} ${unit}${ratio ? '' : ` (${rangeText(ours)})`}`,
    theirs ? `${figure(theirs.median)} ${unit}` : '–',
    ratio ? `${figure(ratio.median)} (${rangeText(ratio)})` : '–',
  ];
  return [...head, ...figures, goal, resultText(row.goal, measured)];
}

function workOf(row: Row, { history }: Options): string {
  return row.work.replace('{history}', history.toLocaleString('en-US'));
}

function rangeText({ min, max }: Spread): string {
  return `${figure(min)}–${figure(max)}`;
}

function goalText({ of, bound, value }: Goal, unit: string): string {
  return `${SIGNS[bound]} ${value}${of === 'ours' ? ` ${unit}` : '×'}`;
}

function judged({ of }: Goal, { ours, ratio }: Measured): number {
  return (of === 'ratio' ? ratio : ours)?.median ?? Number.NaN;
}

function isMet(goal: Goal, measured: Measured): boolean {
  const value = judged(goal, measured);
  if (goal.bound === 'below') return value < goal.value;
  return goal.bound === 'at least' ? value >= goal.value : value <= goal.value;
}

function resultText(goal: Goal, measured: Measured): string {
  if (isMet(goal, measured)) return 'met';
  const value = judged(goal, measured);
  const share = value / goal.value;
  if (goal.bound === 'at least') return `missed: ${figure(100 * (1 - share))} % too little`;
  return share >= 2
    ? `missed: ${figure(share)} times the goal`
    : `missed: ${figure(100 * (share - 1))} % too much`;
}
