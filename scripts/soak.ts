// Whether a timeline that follows for long takes more and more: `npm run soak [-- --minutes 10 --rate 200]`.
import { join, resolve } from 'node:path';
import { setInterval as ticks } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { cli, makeSite } from './faults/rig.ts';
import { countDescriptors, type Measure, probing, readProbe } from './soak/probe.ts';
import { sendSteadily } from './soak/send-steadily.ts';
import { judge, MEGABYTE } from './soak/verdict.ts';
import { Terminal } from './terminal.ts';

const CLI = resolve('dist/cli.js');
const LOOK_MS = 200;
const PATIENCE_MS = 120_000;
/** The last of these a start with the whole history in memory is measured by. */
const SETTLED = 6;

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, rate: { type: 'string', default: '200' } },
});
const seconds = Number(values.minutes) * 60;
const rate = Number(values.rate);
if (!(seconds > 0 && rate > 0)) throw new Error('--minutes and --rate take numbers above 0.');

const site = await makeSite();
const size = { columns: 120, rows: 40 };

/** A timeline in a terminal, with what it writes of itself. */
async function show(name: string) {
  const file = join(site.dir, name);
  const env = { HOME: site.dir, PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', ...probing(file) };
  const args = ['--port', '0', '--data-dir', site.data, '--rate-limit', '0'];
  const terminal = await Terminal.start([process.execPath, CLI, ...args], { ...size, env });
  const pid = await terminal.pid();
  return { terminal, pid, measured: () => readProbe(file) };
}

async function measureLoad(): Promise<{ measures: Measure[]; acknowledged: number; wrong: string[] }> {
  const { terminal, pid, measured } = await show('soak');
  try {
    const screen = await terminal.waitFor(/http:\/\/\S+\/ingest/);
    const sender = sendSteadily(/http:\/\/\S+\/ingest/.exec(screen)![0], site.token, rate);
    const measures: Measure[] = [];
    const started = performance.now();
    console.log('seconds   events   RSS MB  live MB  handles descriptors');
    // Connections come and go with the events: what stays is what there is at the quietest time.
    let descriptors = Number.POSITIVE_INFINITY;
    for await (const _ of ticks(LOOK_MS)) {
      const at = (performance.now() - started) / 1000;
      descriptors = Math.min(descriptors, countDescriptors(pid));
      const latest = measured().slice(measures.length);
      for (const one of latest) {
        const measure = { ...one, at, descriptors };
        measures.push(measure);
        descriptors = Number.POSITIVE_INFINITY;
        console.log(rowOf(measure, sender.counts.acknowledged));
      }
      if (at > seconds) break;
    }
    await sender.stop();
    const { acknowledged, others } = sender.counts;
    const wrong = [...others].map(([status, count]) => `${count} events were answered ${status}`);
    const last = await terminal.screen();
    if (!last.includes('Backup')) wrong.push(`the timeline shows no events:\n${last}`);
    await terminal.press('C-c');
    const code = await terminal.exited();
    if (code !== 0) wrong.push(`the timeline ended with ${code}`);
    return { measures, acknowledged, wrong };
  } finally {
    await terminal.close();
  }
}

/** Live memory of a new start with the same history: what the history itself takes. */
async function measureAnew(): Promise<number> {
  const { terminal, measured } = await show('anew');
  try {
    const started = performance.now();
    for await (const _ of ticks(LOOK_MS)) {
      if (measured().length >= SETTLED) break;
      if (performance.now() - started > PATIENCE_MS) throw new Error('The new start was not measured.');
    }
    return measured().at(-1)!.live;
  } finally {
    await terminal.press('C-c');
    await terminal.exited();
    await terminal.close();
  }
}

function rowOf({ at, rss, live, handles, descriptors }: Measure, events: number): string {
  const cells = [Math.round(at), events, Math.round(rss / MEGABYTE), (live / MEGABYTE).toFixed(1)];
  const [time, ...others] = [...cells, handles, descriptors];
  return [String(time).padStart(7), ...others.map((cell) => String(cell).padStart(8))].join(' ');
}

try {
  const { measures, acknowledged, wrong } = await measureLoad();
  const { stdout } = await cli(site.data, 'list', '--all');
  const stored = stdout.split('\n').filter(Boolean).length;
  if (stored !== acknowledged)
    wrong.push(`${acknowledged} events were acknowledged and ${stored} are stored`);
  console.log(`\n${acknowledged} events acknowledged, ${stored} stored.`);
  const { lines, failed } = judge(measures, { anew: await measureAnew(), rate });
  for (const line of lines) console.log(line);
  for (const what of wrong) console.log(`WRONG: ${what}`);
  process.exitCode = failed || wrong.length > 0 ? 1 : 0;
} finally {
  site.remove();
}
