import type { Sender } from './native-shape.ts';
import { isPayload, type Payload, titled } from './payload-texts.ts';
import { readProxmoxTexts } from './read-proxmox-texts.ts';

/** A message as it is posted to `/message` of a Gotify server. */
export interface GotifyMessage extends Payload {
  message: string;
}

const FENCE = '```';

export function isGotifyMessage(json: unknown): json is GotifyMessage {
  return isPayload(json) && typeof json.message === 'string';
}

/**
 * The payload that the body template would have rendered from the same notification, as far as a Gotify message
 * tells: it has neither fields nor a time, so node, type and job are read from the texts, and the event is dated
 * by its receipt.
 */
export function payloadFromGotify(sent: GotifyMessage, sender: Sender): Payload {
  const { title: sentTitle, message: sentMessage, priority, extras: _, ...others } = sent;
  const title = typeof sentTitle === 'string' ? sentTitle : '';
  const { text: message, fenced } = withoutFence(sentMessage);
  const read = readProxmoxTexts({ title, message });
  // The test notification is the one of Proxmox's own that has no type.
  const mail = fenced && read.TaskType === undefined && priority === 3;
  const severity = mail ? 'unknown' : severityOf(priority);
  const type = mail ? 'system-mail' : read.TaskType;
  return titled({
    ...others,
    providerIdentifier: sender.providerIdentifier,
    title,
    eventType: 'alert',
    metadata: {
      ...(severity && { severity }),
      ...(sender.serverUrl !== undefined && { ServerUrl: sender.serverUrl }),
      ...(read.NodeName && { NodeName: read.NodeName }),
      ...(type && { TaskType: type }),
      ...(read.JobID && { JobID: read.JobID }),
      Message: message,
    },
  });
}

/** Proxmox puts every message into a code block, for its tables to line up. */
function withoutFence(message: string): { text: string; fenced: boolean } {
  const fenced =
    message.startsWith(`${FENCE}\n`) &&
    message.endsWith(`\n${FENCE}`) &&
    message.length > 2 * FENCE.length + 1;
  return { text: fenced ? message.slice(FENCE.length + 1, -FENCE.length - 1) : message, fenced };
}

/** Proxmox sends 1, 3, 5 and 9; what lies between them is other senders'. */
function severityOf(priority: unknown): string | undefined {
  if (typeof priority !== 'number') return undefined;
  if (priority < 3) return 'info';
  if (priority < 4) return 'notice';
  return priority < 8 ? 'warning' : 'error';
}
