import type { IncomingEvent, StoredEvent } from '../../src/event.ts';

let count = 0;

export const START = Date.parse('2026-04-29T03:14:00Z');
export const HOUR = 3_600_000;

/** A stored event as a Proxmox node sends it; `hours` after {@link START}. */
export function storedEvent(fields: Partial<StoredEvent> = {}, hours = 0): StoredEvent {
  count += 1;
  const time = START + hours * HOUR;
  return {
    id: `event-${count}`,
    seq: count,
    title: 'Backup completed',
    providerIdentifier: 'com.proxmox',
    eventType: 'alert',
    startDate: new Date(time).toISOString(),
    time,
    receivedAt: new Date(time).toISOString(),
    ...fields,
    metadata: fields.metadata ?? {
      severity: 'info',
      ServerUrl: 'https://pve-01.lan:8006',
      NodeName: 'pve-01',
      VMID: '100',
    },
  };
}

/** An event about a guest of a node. */
export function about(node: string, vmid: string, hours: number, severity = 'info'): StoredEvent {
  return storedEvent({ metadata: { NodeName: node, VMID: vmid, severity } }, hours);
}

/** An event that was not stored yet. */
export function incoming(fields: Partial<IncomingEvent> = {}): IncomingEvent {
  const { id: _id, seq: _seq, receivedAt: _at, ...event } = storedEvent(fields);
  return event;
}
