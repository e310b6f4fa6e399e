// Measures the built program against what it is to be compared with: `npm run bench [-- NAME… --quick --json
// --write FILE]`. It asserts nothing: figures depend on the machine.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { thisMachine } from './bench/machine.ts';
import { NotMeasurable, type Options, progress, type Row } from './bench/measured.ts';
import { type Finished, jsonOf, type Outcome, pageOf, tableOf } from './bench/report.ts';
import { rows } from './bench/rows.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, json: { type: 'boolean' }, write: { type: 'string' } },
});
const options: Options = values.quick
  ? { quick: true, rounds: 3, history: 100_000, seconds: 1 }
  : { quick: false, rounds: 5, history: 1_000_000, seconds: 3 };

const unknown = positionals.filter((name) => !rows.some((row) => row.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no row ${unknown.join(', ')}. The rows: ${rows.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}
const selected = positionals.length === 0 ? rows : rows.filter(({ name }) => positionals.includes(name));

const finished: Finished[] = [];
for (const [at, row] of selected.entries()) {
  process.stderr.write(`[${at + 1}/${selected.length}] ${row.name}\n`);
  finished.push({ row, outcome: await outcomeOf(row) });
}
const machine = await thisMachine();
console.log(values.json ? jsonOf(finished, options, machine) : tableOf(finished, options));
if (values.write !== undefined) writeFileSync(values.write, pageOf(finished, options, machine));
process.exit(finished.some(({ outcome }) => 'failed' in outcome) ? 1 : 0);

async function outcomeOf(row: Row): Promise<Outcome> {
  try {
    return { measured: await row.measure(options) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    progress(reason);
    return error instanceof NotMeasurable ? { missing: reason } : { failed: reason };
  }
}
