import { type SafeText, safe, safeText } from '../safe-text.ts';
import { type KeyTable, keyHint } from '../ui/keys.ts';
import type { OwnCommand } from './doctor/own-command.ts';

/**
 * What to look at when a sender was set up and nothing comes of it, in the order in which it narrows down.
 *
 * @param command writes commands of this program as they have to be typed here
 * @param keys of the screen that they are told on; none where they are told elsewhere
 */
export function checksForNothing(
  endpoint: string,
  loopbackOnly: boolean,
  command: OwnCommand,
  keys: KeyTable = [],
): SafeText[] {
  // What a receiver elsewhere calls its address need not be one.
  const health = safeText(URL.canParse(endpoint) ? new URL('/health', endpoint).href : endpoint);
  const isSecure = endpoint.startsWith('https:');
  return [
    ...(loopbackOnly
      ? [safe`The receiver listens on this machine alone: start it with --host 0.0.0.0.`]
      : []),
    safe`On the node, curl -v ${health} must answer 200; else it is the address, the port${isSecure ? safe`, the certificate` : safe``} or a firewall.`,
    ...(isSecure
      ? [
          safe`Proxmox posts to no certificate that its node does not trust: ${safeText(command('tls', 'show'))} prints what makes it trust one of tempo-tui's own.`,
        ]
      : []),
    safe`What came and was refused is ${keyHint('log', keys, (key) => safe`under ${key} and `)}told by ${safeText(command('rejections'))}, with the reason.`,
    safe`On the node, journalctl -b | grep 'via target' says what Proxmox came upon.`,
    safe`${safeText(command('doctor'))} looks at this machine.`,
  ];
}
