import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { warmSegments } from '../history.ts';
import {
  figure,
  fromPairs,
  interleave,
  type Measured,
  median,
  NotMeasurable,
  type Options,
  type Row,
} from '../measured.ts';
import { Home, historyReady, plainEnv, show } from '../tempo.ts';
import { isInstalled, makeDir, outputOf, removeDir } from '../workshop.ts';

const comparison = 'lnav opening the same lines, with a format that names time and severity';
const goal = { of: 'ratio', bound: 'at most', value: 0.5 } as const;

/**
 * How soon all of a long history can be scrolled through. lnav gets a format for the records, so that it does what
 * is done here too: find the time and the severity of each event. Without one it looks for line breaks only; how long
 * that takes is in the note. It runs headless, which spares it the drawing, from start to exit.
 */
export const historyRow: Row = {
  name: 'history',
  work: 'history of {history} events grouped and scrollable, opened before',
  comparison,
  goal,
  measure: (options) => measure(options, true),
};

/** The same where no index of a segment has been made yet, so that every record is parsed. */
export const firstHistoryRow: Row = {
  name: 'first-history',
  work: 'the same, opened for the first time',
  comparison,
  goal,
  measure: (options) => measure(options, false),
};

const FORMAT = {
  $schema: 'https://lnav.org/schemas/format-v1.schema.json',
  tempo_tui_log: {
    title: 'tempo-tui',
    description: 'Events of tempo-tui',
    json: true,
    'hide-extra': true,
    'file-pattern': 'events-\\d+\\.jsonl',
    'timestamp-field': 'received',
    'timestamp-divisor': 1000,
    'level-field': 'event/metadata/severity',
    'body-field': 'event/title',
    level: { critical: 'critical', error: 'error', warning: 'warning', info: 'info|notice' },
    'line-format': [{ field: '__timestamp__' }, ' ', { field: 'event/title' }],
    value: {
      'event/title': { kind: 'string' },
      'event/metadata/severity': { kind: 'string' },
      'event/metadata/NodeName': { kind: 'string', identifier: true },
      'event/metadata/VMID': { kind: 'string', identifier: true },
    },
  },
};

async function measure({ rounds, history }: Options, openedBefore: boolean): Promise<Measured> {
  if (!(await isInstalled('lnav'))) throw new NotMeasurable('lnav is not installed');
  const segments = warmSegments({ count: history });
  const plain = makeDir();
  const knowing = makeDir();
  const formats = join(knowing, '.config', 'lnav', 'formats', 'tempo-tui');
  mkdirSync(formats, { recursive: true });
  writeFileSync(join(formats, 'tempo-tui.json'), JSON.stringify(FORMAT));
  await checkFormat(knowing, segments, history);
  const lines: number[] = [];
  const known = openedBefore ? await Home.make({ count: history }) : undefined;
  if (known) await open(known);
  const pairs = await interleave(
    rounds,
    async () => {
      if (known) return open(known);
      const home = await Home.make({ count: history });
      try {
        return await open(home);
      } finally {
        home.remove();
      }
    },
    async () => {
      lines.push(await lnav(plain, segments));
      return lnav(knowing, segments);
    },
  );
  known?.remove();
  removeDir(plain);
  removeDir(knowing);
  const version = (await outputOf(['lnav', '-V'])).trim();
  return fromPairs('ms', pairs, `${version}; ${figure(median(lines))} ms as lines without times`);
}

async function open(home: Home): Promise<number> {
  const program = await show(home);
  try {
    return await historyReady(program);
  } finally {
    await program.close();
  }
}

/** How long lnav takes from its start until it has indexed everything and ended, in milliseconds. */
async function lnav(home: string, segments: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  await outputOf(['lnav', '-n', '-q', '-N', ...segments], { env: plainEnv(home) });
  return performance.now() - startedAt;
}

/** A format that does not fit would have lnav take the records for plain lines, which is another row. */
async function checkFormat(home: string, segments: readonly string[], history: number): Promise<void> {
  const query = ['-c', ';select count(*) from tempo_tui_log', '-c', ':write-csv-to -'];
  const told = await outputOf(['lnav', '-n', '-N', ...query, ...segments], { env: plainEnv(home) });
  if (!told.includes(String(history)))
    throw new Error(`lnav does not know the records: ${told.slice(0, 200)}`);
}
