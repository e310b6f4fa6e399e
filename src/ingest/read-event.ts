import type { IncomingEvent } from '../event.ts';
import { checkPayload, parseBody, type Receipt } from './payload.ts';
import { addDerived } from './proxmox/add-derived.ts';
import type { Derived, ProxmoxTexts } from './proxmox/derived.ts';
import { isGotifyMessage, payloadFromGotify, textsOfGotify } from './proxmox/gotify.ts';
import { isNativeShape, payloadFromNative, type Sender } from './proxmox/native-shape.ts';
import { isPayload, textsOf, titled } from './proxmox/payload-texts.ts';
import { readProxmoxTexts } from './proxmox/read-proxmox-texts.ts';
import { Refusal } from './refusal.ts';
import { coversProvider } from './token.ts';

/** Whose texts are read. */
const PROXMOX = 'com.proxmox';

/**
 * Turns the body of a request to `/ingest` into an event: the payload of the wire contract, or a notification as
 * Proxmox itself has it, which gets from its sender what it does not name.
 *
 * @throws Refusal as {@link checkPayload}
 */
export function readEvent(body: string, sender: Sender, receipt: Receipt): IncomingEvent {
  const json = parseBody(body);
  const payload = isNativeShape(json) ? payloadFromNative(json, sender) : withTitle(json);
  const event = checkPayload(payload, receipt);
  if (isPayload(payload) && isOfProxmox(event.providerIdentifier)) addDerived(event, read(textsOf(payload)));
  return event;
}

/**
 * The same for the body of a request to `/message`.
 *
 * @throws Refusal as {@link checkPayload}
 */
export function readGotifyEvent(body: string, sender: Sender, receipt: Receipt): IncomingEvent {
  const json = parseBody(body);
  if (!isGotifyMessage(json)) throw new Refusal(422, 'must be text', { field: '/message' });
  const event = checkPayload(payloadFromGotify(json, sender), receipt);
  if (isOfProxmox(event.providerIdentifier)) addDerived(event, read(textsOfGotify(json)));
  return event;
}

/**
 * Proxmox forwards a mail without a subject under an empty title. An empty title with no other text of a notification
 * beside it is its sender's mistake.
 */
function withTitle(json: unknown): unknown {
  if (!isPayload(json) || typeof json.title !== 'string' || json.title.trim() !== '') return json;
  if (!isOfProxmox(json.providerIdentifier)) return json;
  const { title: _, ...others } = textsOf(json);
  return Object.keys(others).length === 0 ? json : titled(json);
}

/** Whatever is in the texts, an event is not refused for what could not be read. */
function read(texts: ProxmoxTexts): Derived {
  try {
    return readProxmoxTexts(texts);
  } catch {
    return {};
  }
}

function isOfProxmox(provider: unknown): boolean {
  return typeof provider === 'string' && coversProvider(PROXMOX, provider.toLowerCase());
}
