import type { ProxmoxTexts } from './derived.ts';
import { readProxmoxTexts } from './read-proxmox-texts.ts';

/** What a sender posts, before the contract is checked. */
export type Payload = Readonly<Record<string, unknown>>;

export function isPayload(json: unknown): json is Payload {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** The texts of a payload in the shape that the body template renders. */
export function textsOf(payload: Payload): ProxmoxTexts {
  const metadata = isPayload(payload.metadata) ? payload.metadata : {};
  const texts = {
    title: payload.title,
    message: metadata.Message,
    severity: metadata.severity ?? payload.severity,
    type: metadata.TaskType,
    hostname: metadata.NodeName,
    jobId: metadata.JobID,
    datastore: metadata.Datastore ?? metadata.datastore,
  };
  return Object.fromEntries(Object.entries(texts).filter(([, value]) => typeof value === 'string'));
}

/**
 * Gives a title to a payload whose own is blank: a mail without a subject is forwarded with an empty title,
 * and must not be refused for it.
 */
export function titled<T extends Payload>(payload: T): T {
  if (typeof payload.title !== 'string' || payload.title.trim() !== '') return payload;
  const { title } = readProxmoxTexts(textsOf(payload));
  return title === undefined ? payload : { ...payload, title };
}
