import { defined, type ProxmoxTexts } from './derived.ts';
import { readProxmoxTexts } from './read-proxmox-texts.ts';

/** What a sender posts, before the contract is checked. */
export type Payload = Readonly<Record<string, unknown>>;

export function isPayload(json: unknown): json is Payload {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** The texts of a payload in the shape that the body template renders. */
export function textsOf(payload: Payload): ProxmoxTexts {
  const metadata = isPayload(payload.metadata) ? payload.metadata : {};
  return defined({
    title: text(payload.title),
    message: text(metadata.Message),
    severity: text(metadata.severity ?? payload.severity),
    type: text(metadata.TaskType),
    hostname: text(metadata.NodeName),
    jobId: text(metadata.JobID),
    datastore: text(metadata.Datastore ?? metadata.datastore),
  });
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
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
