import {
  readCertificate,
  readGarbageCollection,
  readPrune,
  readSync,
  readTapeBackup,
  readTapeLoad,
  readVerify,
} from './backup-server.ts';
import { type Derived, defined, type ProxmoxTexts, type Reading } from './derived.ts';
import { readFencing } from './fencing.ts';
import { readPackageUpdates } from './package-updates.ts';
import { readReplication } from './replication.ts';
import { nodeName, readTitle } from './title-forms.ts';
import { readVzdump } from './vzdump.ts';

/** A subject of a forwarded mail can be anything; titles of Proxmox's own are far shorter. */
const MAX_TITLE = 2000;

/** By the type that Proxmox gives in the fields of a notification. */
const READERS: ReadonlyMap<string, (reading: Reading) => Derived> = new Map([
  ['vzdump', readVzdump],
  ['replication', readReplication],
  ['fencing', readFencing],
  ['package-updates', readPackageUpdates],
  ['gc', readGarbageCollection],
  ['prune', readPrune],
  ['verify', readVerify],
  ['sync', readSync],
  ['tape-backup', readTapeBackup],
  ['tape-load', readTapeLoad],
  ['acme', readCertificate],
]);

/**
 * Reads what the texts of a notification of Proxmox VE or Proxmox Backup Server say of it. Its time grows with
 * the length of the texts and it never throws; what is not understood is left out, as users can write message
 * templates of their own.
 *
 * A title is given where the one that came is in the form of Proxmox's templates, or blank.
 */
export function readProxmoxTexts(texts: ProxmoxTexts): Derived {
  const { message = '', severity } = texts;
  const title = (texts.title ?? '').trim().slice(0, MAX_TITLE);
  const form = readTitle(title);
  const type = texts.type?.trim() || form?.type;
  const own = form?.type === type ? form : undefined;
  const node = nodeName(texts.hostname) ?? nodeName(own?.parts.host) ?? nodeNamedIn(title, message, type);
  const jobId = texts.jobId?.trim() || own?.parts.job;
  const datastore = texts.datastore?.trim() || undefined;
  const failed = failure(own?.parts.outcome, severity);
  const read = READERS.get(type ?? '')?.({ title, message, form: own, failed, node, jobId, datastore });
  return defined({
    NodeName: node,
    TaskType: type || undefined,
    JobID: jobId,
    Datastore: datastore,
    ...read,
    title: read?.title ?? (title === '' ? untitled(type, node) : undefined),
  });
}

function failure(outcome: string | undefined, severity: string | undefined): boolean | undefined {
  if (outcome) return outcome === 'failed';
  return severity === 'error' ? true : severity === 'info' ? false : undefined;
}

/** A mail may come without a subject, and an event cannot. */
function untitled(type: string | undefined, node: string | undefined): string {
  const from = node ? ` from ${node}` : '';
  return type === 'system-mail' ? `Mail${from} without a subject` : `Notification${from} without a title`;
}

/** Without fields: smartd ends its subjects with its host, and Proxmox Backup Server links to itself. */
function nodeNamedIn(title: string, message: string, type: string | undefined): string | undefined {
  if (type === undefined || type === 'system-mail')
    return nodeName(/ on host: (\S{1,255})$/.exec(title)?.[1]);
  const link = message.lastIndexOf('\n<https://');
  if (link === -1) return undefined;
  const [, host] = /^\n<https:\/\/([^:/>\s]{1,255}):8007\/#/.exec(message.slice(link, link + 300)) ?? [];
  return nodeName(host);
}
