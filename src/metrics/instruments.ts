import { Counter, Histogram, Registry } from 'prom-client';
import { providerLabels } from './provider-labels.ts';

/** From what a fast disk takes to how long Proxmox waits for its answer, in seconds. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** What is refused with: series that are there from the start make the first refusal a rise. */
const STATUSES = [400, 401, 403, 404, 405, 408, 413, 415, 422, 429, 431, 503];

/** What counts and times as it happens. */
export type Instruments = ReturnType<typeof makeInstruments>;

export function makeInstruments() {
  const registry = new Registry();
  const registers = [registry];
  const labelOf = providerLabels();
  const received = new Counter({
    name: 'tempo_events_received_total',
    help: 'Events that were stored, as new ones (accepted) or as new versions (updated).',
    labelNames: ['provider', 'outcome'],
    registers,
  });
  const refused = new Counter({
    name: 'tempo_rejections_total',
    help: 'Requests and connections that were refused, by the status they were answered with.',
    labelNames: ['status'],
    registers,
  });
  for (const status of STATUSES) refused.inc({ status }, 0);
  const ingest = new Histogram({
    name: 'tempo_ingest_seconds',
    help: 'From the header of an event that was stored to its answer.',
    buckets: SECONDS,
    registers,
  });
  const commit = new Histogram({
    name: 'tempo_store_commit_seconds',
    help: 'Writes of one or more events to the log, each with its fdatasync.',
    buckets: SECONDS,
    registers,
  });
  return {
    registry,
    labelOf,
    countEvent: (provider: string, outcome: string) => received.inc({ provider: labelOf(provider), outcome }),
    timeIngest: (seconds: number) => ingest.observe(seconds),
    timeCommit: (seconds: number) => commit.observe(seconds),
    countRefusal: (status: number) => refused.inc({ status }),
  };
}
