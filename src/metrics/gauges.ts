import { readdir, stat } from 'node:fs/promises';
import { Counter, Gauge } from 'prom-client';
import { LEVELS } from '../event.ts';
import type { EventSource } from '../store/event-source.ts';
import { listSegments } from '../store/scan.ts';
import type { Instruments } from './instruments.ts';
import { countStored } from './stored-counts.ts';

/** What is asked of the running program when its metrics are. */
export interface Observed {
  source: EventSource;
  dataDir: string;
  version: string;
  /** Timelines that are attached. */
  viewers(): number;
}

/** Where Linux tells of the files that a process has open. */
const OPEN_FILES = '/proc/self/fd';

/**
 * Makes the metrics that are looked up and not counted; what it returns looks them up anew. The library's own metrics of a
 * process are not used: they take a sample of the event loop a hundred times a second, asked or not.
 */
export async function openGauges(
  { registry, labelOf }: Instruments,
  { source, dataDir, version, viewers }: Observed,
): Promise<() => Promise<void>> {
  const counts = await countStored(source);
  function gauge<Label extends string = never>(name: string, help: string, ...labelNames: Label[]) {
    return new Gauge<Label>({ name, help, labelNames, registers: [registry] });
  }

  const stored = gauge('tempo_events_stored', 'Events that are stored.');
  const byLevel = gauge('tempo_events', 'Events that are stored, by level.', 'level');
  const unacknowledged = gauge(
    'tempo_events_unacknowledged',
    'Events that are stored and were neither acknowledged nor dismissed, by level.',
    'level',
  );
  const lastEvent = gauge(
    'tempo_last_event_timestamp_seconds',
    'When the last event of a provider was received, in seconds since the epoch.',
    'provider',
  );
  const loaded = gauge(
    'tempo_history_loaded_ratio',
    'How much of the stored history has been read since the start, from 0 to 1; the counts of events are of that.',
  );
  const storage = gauge('tempo_storage_ok', 'Whether events can be stored: 0 while the disk refuses.');
  const logBytes = gauge('tempo_log_bytes', 'Bytes of the event log.');
  const segments = gauge('tempo_segments', 'Segments of the event log.');
  const attached = gauge('tempo_viewers', 'Timelines that are attached.');
  gauge('tempo_build_info', 'The version that runs; always 1.', 'version', 'node').set(
    { version, node: process.version },
    1,
  );

  const cpu = new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Processor time of the program and of the system for it, in seconds.',
    registers: [registry],
  });
  const memory = gauge('process_resident_memory_bytes', 'Resident memory in bytes.');
  gauge('process_start_time_seconds', 'When the process started, in seconds since the epoch.').set(
    performance.timeOrigin / 1000,
  );
  const files =
    process.platform === 'linux' ? gauge('process_open_fds', 'File descriptors that are open.') : undefined;

  return async () => {
    stored.set(source.table.size);
    for (const [rank, level] of LEVELS.entries()) {
      byLevel.set({ level }, counts.byLevel[rank]!);
      unacknowledged.set({ level }, counts.unacknowledged[rank]!);
    }
    for (const [label, time] of newestOf(counts.lastReceived, labelOf))
      lastEvent.set({ provider: label }, time);
    loaded.set(source.indexed ?? 1);
    storage.set(source.trouble ? 0 : 1);
    attached.set(viewers());
    const sizes = await segmentSizes(dataDir);
    segments.set(sizes.length);
    logBytes.set(sizes.reduce((sum, size) => sum + size, 0));
    // The one that lists them is among them.
    files?.set((await readdir(OPEN_FILES)).length - 1);
    memory.set(process.memoryUsage.rss());
    const { user, system } = process.cpuUsage();
    cpu.reset();
    cpu.inc((user + system) / 1e6);
  };
}

/** The newest time of each label, which several providers may share. */
function newestOf(
  times: ReadonlyMap<string, number>,
  labelOf: (provider: string) => string,
): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  for (const [provider, time] of times) {
    const label = labelOf(provider);
    newest.set(label, Math.max(time, newest.get(label) ?? 0));
  }
  return newest;
}

async function segmentSizes(dataDir: string): Promise<number[]> {
  const { segments } = await listSegments(dataDir);
  const sizes = segments.map((path) =>
    stat(path).then(
      ({ size }) => size,
      // It has just been given up.
      () => undefined,
    ),
  );
  return (await Promise.all(sizes)).filter((size) => size !== undefined);
}
