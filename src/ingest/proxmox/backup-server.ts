import type { Derived, Guest, Reading } from './derived.ts';
import { clip, linesFrom } from './lines.ts';

/** Labels stand at the top of a message. */
const MAX_LABEL_LINES = 20;
const MAX_SNAPSHOTS = 5000;
const MAX_LIST = 1024 * 1024;
/** `vm/100`, with a time behind it or not, and namespaces before it. */
const SNAPSHOT = /(?<=^|[\s/])(vm|ct|host)\/([A-Za-z0-9_][A-Za-z0-9._-]*)/g;

export function readGarbageCollection(reading: Reading): Derived {
  return readJob(reading, 'Garbage collection');
}

export function readPrune(reading: Reading): Derived {
  return readJob(reading, 'Pruning');
}

/** A verification names the snapshots, or the groups of snapshots, that are damaged. */
export function readVerify(reading: Reading): Derived {
  const job = readJob(reading, 'Verification');
  const from = reading.message.indexOf('Verification failed on');
  if (from === -1) return job;
  const { guests, others } = guestsIn(reading.message, from);
  const damaged = guests.map((guest): Guest => ({ ...guest, status: 'err' }));
  const [only] = damaged;
  if (!only) return job;
  return damaged.length === 1 && !others
    ? { ...job, VMID: only.vmid, GuestKind: only.kind! }
    : { ...job, guests: damaged };
}

export function readSync(reading: Reading): Derived {
  const from = reading.form?.parts.remote ?? reading.form?.parts.from;
  return readJob(reading, 'Sync', from ? ` from ${clip(from, 60)}` : '');
}

/** A tape backup lists the snapshots it wrote. */
export function readTapeBackup(reading: Reading): Derived {
  const job = readJob(reading, 'Tape backup');
  const from = reading.message.indexOf('Snapshots included:');
  const { guests } = from === -1 ? { guests: [] } : guestsIn(reading.message, from);
  return guests.length > 0 ? { ...job, guests } : job;
}

export function readTapeLoad({ form }: Reading): Derived {
  if (!form) return {};
  const { media = '', device = '', drive = '' } = form.parts;
  return { title: `Tape ${clip(media, 60)} is wanted in ${device} ${clip(drive, 60)}` };
}

export function readCertificate({ form, node }: Reading): Derived {
  return form && node ? { title: `Certificate of ${node} could not be renewed` } : {};
}

function readJob({ form, failed, message, datastore, jobId }: Reading, work: string, from = ''): Derived {
  const labels = labelsOf(message);
  const store = datastore ?? labels.get('Datastore') ?? form?.parts.store;
  const job = jobId ?? labels.get('Job ID');
  return {
    ...(store !== undefined && { Datastore: store }),
    ...(job !== undefined && { JobID: job }),
    ...(form && store && { title: `${work} of ${clip(store, 60)}${from} ${failed ? 'failed' : 'done'}` }),
  };
}

function labelsOf(message: string): Map<string, string> {
  const labels = new Map<string, string>();
  for (const line of linesFrom(message, 0, MAX_LABEL_LINES)) {
    const [, label, value] = /^([A-Z][A-Za-z -]{1,30}):[ ]{1,30}(\S.{0,255})$/.exec(line) ?? [];
    if (label && !labels.has(label)) labels.set(label, value!.trimEnd());
  }
  return labels;
}

/** Each guest once; its snapshots and those of hosts may be many. */
function guestsIn(message: string, from: number): { guests: Guest[]; others: boolean } {
  const rest = message.slice(from, from + MAX_LIST);
  const end = rest.indexOf('\nPlease visit');
  const guests = new Map<string, Guest>();
  let others = end === -1 && message.length - from > MAX_LIST;
  let count = 0;
  for (const [, type, id] of rest.slice(0, end === -1 ? rest.length : end).matchAll(SNAPSHOT)) {
    count += 1;
    if (count > MAX_SNAPSHOTS) return { guests: [...guests.values()], others: true };
    if (type === 'host' || !/^\d{1,9}$/.test(id!)) others = true;
    else guests.set(`${type}/${id}`, { vmid: id!, kind: type === 'vm' ? 'qemu' : 'lxc' });
  }
  return { guests: [...guests.values()], others };
}
