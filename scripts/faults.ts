// Proves by force that what is acknowledged is stored, whatever the disk and the process come upon:
// `npm run test:faults [-- --quick] [NAME…]`.
import { execFileSync } from 'node:child_process';
import { killRounds, startTogether, stopUnderLoad } from './faults/crashes.ts';
import { canMount, fillDisk, MOUNTS } from './faults/full-disk.ts';
import { floodSmallHeap, SHAPES, STALLED_DISK } from './faults/memory.ts';
import { killPrune } from './faults/prune.ts';
import { hasTool } from './faults/rig.ts';
import { describeFault, faults, runWithFault } from './faults/syscalls.ts';

const PARALLEL = 2;
const names = process.argv.slice(2).filter((name) => !name.startsWith('--'));
const quick = process.argv.includes('--quick');

/** Runs one kind of trouble; tells each thing that is wrong. */
interface Scenario {
  name: string;
  missing?: string | false;
  run(): Promise<string[]>;
}

async function everyFault(): Promise<string[]> {
  const left = faults(quick);
  const total = left.length;
  const wrong: string[] = [];
  let met = 0;
  const work = async (): Promise<void> => {
    for (let fault = left.shift(); fault; fault = left.shift()) {
      const found = await runWithFault(fault);
      if (found.refused > 0) met += 1;
      for (const what of found.wrong) wrong.push(`${describeFault(fault)}: ${what}`);
      if (left.length % 20 === 0) console.error(`  ${total - left.length}/${total}`);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  console.error(`  ${met} of ${total} faults met an event`);
  if (met === 0) wrong.push('no fault met an event');
  return wrong;
}

async function floodEvery(under: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const shape of SHAPES) wrong.push(...(await floodSmallHeap(shape, quick ? 200 : 1000, under)).wrong);
  return wrong;
}

const scenarios: Scenario[] = [
  { name: 'start-together', run: () => startTogether(20) },
  { name: 'stop-under-load', run: stopUnderLoad },
  { name: 'kill', run: () => killRounds(quick ? 5 : 50) },
  {
    name: 'full-disk',
    missing: !canMount() && 'no file system can be mounted here',
    run: async () => {
      // The mounts are for a process of its own.
      const inside = [process.execPath, ...process.execArgv, process.argv[1]!, 'full-disk-inside'];
      const text = execFileSync(MOUNTS[0]!, [...MOUNTS.slice(1), ...inside], { encoding: 'utf8' });
      return JSON.parse(text);
    },
  },
  { name: 'memory', run: () => floodEvery([]) },
  {
    name: 'memory-stalled-disk',
    missing: !hasTool('strace') && 'strace is not installed',
    run: () => floodEvery(STALLED_DISK),
  },
  {
    name: 'prune',
    missing: !hasTool('strace') && 'strace is not installed',
    run: () => killPrune(quick ? 2 : 5),
  },
  { name: 'syscalls', missing: !hasTool('strace') && 'strace is not installed', run: everyFault },
];

if (names[0] === 'full-disk-inside') {
  process.stdout.write(JSON.stringify(await fillDisk()));
} else {
  let failed = false;
  for (const { name, missing, run } of scenarios) {
    if (names.length > 0 && !names.includes(name)) continue;
    if (missing) {
      console.log(`${name}: skipped, ${missing}`);
      continue;
    }
    const started = performance.now();
    const wrong = await run();
    failed ||= wrong.length > 0;
    const seconds = Math.round((performance.now() - started) / 1000);
    console.log(
      `${name}: ${wrong.length === 0 ? 'acked ⊆ stored ⊆ sent' : `${wrong.length} wrong`} (${seconds} s)`,
    );
    for (const what of wrong) console.log(`  ${what}`);
  }
  process.exitCode = failed ? 1 : 0;
}
