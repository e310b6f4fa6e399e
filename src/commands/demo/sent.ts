import type { StoredEvent } from '../../event.ts';
import type { Sender } from '../../ingest/proxmox/native-shape.ts';
import { readEvent } from '../../ingest/read-event.ts';
import { addressOf, BACKUP_SERVER, fqdn, HA_MASTER } from './cluster.ts';
import { type Random, uuid } from './random.ts';
import { utcTime } from './writing.ts';

/** A request of a sender of the demo, as it would be posted to `/ingest`. */
export interface Sent {
  /** Milliseconds since the epoch. */
  at: number;
  sender: Sender;
  address: string;
  body: string;
}

/** What a notification of Proxmox says, beside its time. */
export interface Notification {
  title: string;
  message: string;
  severity: 'info' | 'notice' | 'warning' | 'error' | 'unknown';
  fields: Readonly<Record<string, string>>;
}

const PVE: Sender = { providerIdentifier: 'com.proxmox', serverUrl: `https://${fqdn(HA_MASTER)}:8006` };
const PBS: Sender = {
  providerIdentifier: 'com.proxmox.backup',
  serverUrl: `https://${fqdn(BACKUP_SERVER)}:8007`,
};
const SCRIPTS: Sender = { providerIdentifier: 'scripts' };

/** A notification of a host, in the shape that Proxmox itself has it. */
export function notify(host: string, at: number, notification: Notification): Sent {
  const body = JSON.stringify({ ...notification, timestamp: Math.floor(at / 1000) });
  return { at, sender: host === BACKUP_SERVER ? PBS : PVE, address: addressOf(host), body };
}

/** What a script of a host posts. */
export function post(
  host: string,
  at: number,
  event: { providerIdentifier: string; title: string; severity?: string; metadata: object },
): Sent {
  const body = JSON.stringify({
    ...event,
    startDate: utcTime(at),
    eventType: 'alert',
    metadata: { host: fqdn(host), ...event.metadata },
  });
  return { at, sender: SCRIPTS, address: addressOf(host), body };
}

/**
 * Makes events of what is sent, as the receiver does.
 *
 * @param random for their ids
 */
export function makeIntake(random: Random): (sent: Sent) => StoredEvent {
  let seq = 0;
  return ({ at, sender, address, body }) => {
    const event = readEvent(body, sender, { receivedAt: at, senderAddress: address });
    seq += 1;
    return { id: uuid(random), seq, receivedAt: new Date(at).toISOString(), ...event };
  };
}
