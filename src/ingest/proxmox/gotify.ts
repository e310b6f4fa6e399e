import type { ProxmoxTexts } from './derived.ts';
import type { Sender } from './native-shape.ts';
import { isPayload, type Payload } from './payload-texts.ts';
import { readProxmoxTexts } from './read-proxmox-texts.ts';
import { readTitle } from './title-forms.ts';

/** A message as it is posted to `/message` of a Gotify server. */
export interface GotifyMessage extends Payload {
  message: string;
}

const FENCE = '```';

export function isGotifyMessage(json: unknown): json is GotifyMessage {
  return isPayload(json) && typeof json.message === 'string';
}

/**
 * The payload that the body template would have rendered from the same notification, as far as a Gotify message says
 * it: it has neither fields nor a time. Node, type and job are for who reads its texts, and the event is dated by its
 * receipt.
 */
export function payloadFromGotify(sent: GotifyMessage, sender: Sender): Payload {
  const { title: _title, message: _message, priority: _priority, extras: _extras, ...others } = sent;
  const texts = textsOfGotify(sent);
  const { title = '', message, severity } = texts;
  return {
    ...others,
    providerIdentifier: sender.providerIdentifier,
    title: title.trim() === '' ? (readProxmoxTexts(texts).title ?? title) : title,
    eventType: 'alert',
    metadata: {
      ...(severity !== undefined && { severity }),
      ...(sender.serverUrl !== undefined && { ServerUrl: sender.serverUrl }),
      Message: message,
    },
  };
}

/** What a message says; a forwarded mail is told from the rest by its priority. */
export function textsOfGotify({ title: sentTitle, message, priority }: GotifyMessage): ProxmoxTexts {
  const title = typeof sentTitle === 'string' ? sentTitle : '';
  const { text, fenced } = withoutFence(message);
  // The test notification is the one of Proxmox's own that has no type.
  const mail = fenced && priority === 3 && readTitle(title.trim()) === undefined;
  const severity = mail ? 'unknown' : severityOf(priority);
  return {
    title,
    message: text,
    ...(severity !== undefined && { severity }),
    ...(mail && { type: 'system-mail' }),
  };
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
