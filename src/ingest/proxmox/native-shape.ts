import { readDate } from '../dates.ts';
import { isPayload, type Payload, titled } from './payload-texts.ts';
import { nodeName } from './title-forms.ts';

/** What a notification that names neither gets from the token it came with. */
export interface Sender {
  providerIdentifier: string;
  /** The address of the web interface, such as `https://pve-01.lan:8006`. */
  serverUrl?: string;
}

/** A notification as Proxmox itself has it: `{"title","message","severity","timestamp","fields"}`. */
export interface NativeNotification extends Payload {
  title: string;
  message: string;
}

/** Fields that have a name of their own in the metadata. */
const RENAMED: ReadonlySet<string> = new Set(['hostname', 'type', 'job-id']);

/** Whether a body is in the native shape. One that says more is a payload that lacks its provider. */
export function isNativeShape(json: unknown): json is NativeNotification {
  if (!isPayload(json) || typeof json.title !== 'string' || typeof json.message !== 'string') return false;
  if (['providerIdentifier', 'metadata', 'eventType', 'startDate'].some((key) => given(json[key])))
    return false;
  const { severity, timestamp, fields } = json;
  if (given(fields) && !isPayload(fields)) return false;
  return given(fields) || given(severity) || given(timestamp);
}

/** The payload that the body template would have rendered from the same notification. */
export function payloadFromNative(notification: NativeNotification, sender: Sender): Payload {
  // A body of `{{ json this }}` has the target's secrets in it, the token among them.
  const { title, message, severity, timestamp, fields, secrets: _, ...others } = notification;
  const dated = readDate(timestamp) !== undefined;
  return titled({
    ...others,
    providerIdentifier: sender.providerIdentifier,
    title,
    ...(dated && { startDate: timestamp }),
    eventType: 'alert',
    metadata: {
      ...(given(timestamp) && !dated && { timestamp }),
      ...fromFields(isPayload(fields) ? fields : {}),
      ...(given(severity) && { severity }),
      ...(sender.serverUrl !== undefined && { ServerUrl: sender.serverUrl }),
      Message: message,
    },
  });
}

function fromFields(fields: Payload): Payload {
  const { hostname, type, 'job-id': jobId } = fields;
  const node = typeof hostname === 'string' ? (nodeName(hostname) ?? hostname) : undefined;
  return {
    ...Object.fromEntries(Object.entries(fields).filter(([name]) => !RENAMED.has(name))),
    // Proxmox VE before 8.2.5 gives the full name of the host for some types.
    ...(given(hostname) && hostname !== node && { hostname }),
    ...(given(node) && { NodeName: node }),
    ...(given(type) && { TaskType: type }),
    ...(given(jobId) && { JobID: jobId }),
  };
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}
