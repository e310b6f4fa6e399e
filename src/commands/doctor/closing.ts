import { type Check, counted } from './check.ts';

/** Unless these are well, nothing that Proxmox sends arrives, whatever is done there. */
const ON_THE_WAY = ['port', 'tokens', 'reach'];
const PROXMOX_SIDE =
  "What is left is on the side of Proxmox: pvesh create /cluster/notifications/targets/tempo/test, then journalctl -b | grep 'via target'";

/** How many failures and warnings there are. */
export function countsText(checks: readonly Check[]): string {
  const of = (status: Check['status']) => checks.filter((check) => check.status === status).length;
  return `${counted(of('failure'), 'failure')}, ${counted(of('warning'), 'warning')}.`;
}

/** What is to be done next where nothing failed: here, as long as something stands in the way of Proxmox. */
export function closingText(checks: readonly Check[]): string {
  const told = checks.every(({ status }) => status === 'ok') ? 'Nothing is wrong here.' : countsText(checks);
  const inTheWay = checks.filter(({ name, status }) => ON_THE_WAY.includes(name) && status !== 'ok');
  if (inTheWay.length === 0) return `${told} ${PROXMOX_SIDE}`;
  const each = inTheWay.map(({ name, found }) => `- ${name}: ${found}`);
  return [`${told} Proxmox does not get through before this is seen to:`, ...each].join('\n');
}
