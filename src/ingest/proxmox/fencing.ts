import type { Derived, Guest, GuestKind, Reading } from './derived.ts';
import { lineStarting, linesFrom } from './lines.ts';

const RESOURCE = /^\s*- (vm|ct):(\d{1,9}) \[([^\]\s]{1,255})\]: (\S{1,64})/;
const MAX_LINES = 10_000;
/** The state of a cluster as JSON, which was the message until 8.3, is some kilobytes. */
const MAX_JSON = 256 * 1024;

/** A node that failed and is, or was, fenced. The guests are those that ran on it; the event is about the node. */
export function readFencing({ form, message, node }: Reading): Derived {
  const guests = [...listed(message), ...dumped(message)].filter((guest) => guest.node === node);
  const count = guests.length === 0 ? '' : `: ${guests.length} ${guests.length === 1 ? 'guest' : 'guests'}`;
  const happens = form?.parts.done ? 'was fenced' : 'is being fenced';
  return {
    ...(guests.length > 0 && { guests }),
    ...(form && node && { title: `${node} ${happens}${count}` }),
  };
}

function listed(message: string): Guest[] {
  const from = lineStarting(message, 'HA Resources:');
  if (from === -1) return [];
  const guests: Guest[] = [];
  for (const line of linesFrom(message, from, MAX_LINES)) {
    const [, kind, vmid, node, state] = RESOURCE.exec(line) ?? [];
    if (vmid) guests.push({ vmid, kind: guestKind(kind), node: node!, state: state! });
  }
  return guests;
}

function dumped(message: string): Guest[] {
  const heading = lineStarting(message, 'Overall Cluster status:');
  const from = heading === -1 ? -1 : message.indexOf('{', heading);
  if (from === -1 || message.length - from > MAX_JSON) return [];
  return Object.entries(servicesIn(message.slice(from))).flatMap(([service, status]) => {
    const [, kind, vmid] = /^(vm|ct):(\d{1,9})$/.exec(service) ?? [];
    const { node, state } = Object(status) as { node?: unknown; state?: unknown };
    if (!vmid || typeof node !== 'string') return [];
    return [{ vmid, kind: guestKind(kind), node, ...(typeof state === 'string' && { state }) }];
  });
}

function servicesIn(json: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(json)?.manager_status?.service_status);
  } catch {
    return {};
  }
}

function guestKind(prefix: string | undefined): GuestKind {
  return prefix === 'ct' ? 'lxc' : 'qemu';
}
