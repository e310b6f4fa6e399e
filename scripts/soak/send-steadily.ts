import { type Answer, postBody } from '../faults/rig.ts';

const NODES = 5;
const GUESTS = 40;
const SEVERITIES = ['info', 'info', 'info', 'info', 'notice', 'warning', 'error'];
const MOST_LINES = 12;
const LOG = 'INFO: status: 42% (4.2 GiB of 10.0 GiB), duration 12, read: 180 MiB/s, write: 176 MiB/s\n';

/** Counts of what was sent. */
export interface Sent {
  sent: number;
  acknowledged: number;
  /** By status, of what was not. */
  others: Map<Answer['status'], number>;
}

/**
 * Sends events at a steady pace, each on a connection of its own as Proxmox does, until told to stop.
 *
 * @param rate events a second
 */
export function sendSteadily(
  endpoint: string,
  token: string,
  rate: number,
): { counts: Sent; stop(): Promise<void> } {
  const counts: Sent = { sent: 0, acknowledged: 0, others: new Map() };
  const underWay = new Set<Promise<void>>();
  const started = performance.now();
  function sendDue(): void {
    const due = ((performance.now() - started) / 1000) * rate;
    for (; counts.sent < due; counts.sent += 1) {
      const one = sendOne(counts.sent).finally(() => underWay.delete(one));
      underWay.add(one);
    }
  }
  async function sendOne(number: number): Promise<void> {
    const { status } = await postBody(endpoint, token, [Buffer.from(JSON.stringify(eventOf(number)))]);
    if (status === 202) counts.acknowledged += 1;
    else counts.others.set(status, (counts.others.get(status) ?? 0) + 1);
  }
  const timer = setInterval(sendDue, 20);
  return {
    counts,
    stop: async () => {
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}

function eventOf(number: number): object {
  return {
    providerIdentifier: 'com.proxmox',
    title: `Backup ${number} done`,
    metadata: {
      NodeName: `pve-0${(number % NODES) + 1}`,
      VMID: String(100 + (number % GUESTS)),
      TaskType: 'vzdump',
      severity: SEVERITIES[number % SEVERITIES.length]!,
      Message: LOG.repeat(1 + (number % MOST_LINES)),
    },
  };
}
