import { type SafeText, safe } from '../safe-text.ts';
import type { SenderKind } from '../ui/setup-choice.ts';

/** What is to be known of a way of sending before it is set up. */
export interface Sender {
  /** Which versions have this kind of target. */
  versions: SafeText;
  /** What its token is bound to. */
  provider: string;
  /** The name of its first token. */
  tokenName: string;
  /** Its messages have no room for the address of the web interface, so that the token has to know it. */
  needsServerUrl: boolean;
  /** Where the commands are pasted. */
  shellTitle: SafeText;
  /** Where the form is. */
  formTitle: SafeText;
  /** The port of its web interface. */
  webPort: number;
  /** The name of a node, for examples. */
  node: string;
}

const PVE = {
  provider: 'com.proxmox',
  tokenName: 'proxmox',
  shellTitle: safe`On a node, as root`,
  webPort: 8006,
  node: 'pve-01',
};
const PBS = {
  provider: 'com.proxmox.backup',
  tokenName: 'pbs',
  shellTitle: safe`On the backup server, as root`,
  webPort: 8007,
  node: 'pbs-01',
};

export const SENDER: Readonly<Record<SenderKind, Sender>> = {
  'pve-webhook': {
    ...PVE,
    versions: safe`Proxmox VE 8.3 and later, by webhook`,
    needsServerUrl: false,
    formTitle: safe`Datacenter → Notifications → Add → Webhook`,
  },
  'pve-gotify': {
    ...PVE,
    versions: safe`Proxmox VE 8.1 and later, by Gotify`,
    needsServerUrl: true,
    formTitle: safe`Datacenter → Notifications → Add → Gotify`,
  },
  'pbs-webhook': {
    ...PBS,
    versions: safe`Proxmox Backup Server 3.3 and later, by webhook`,
    needsServerUrl: false,
    formTitle: safe`Configuration → Notifications → Add → Webhook`,
  },
  'pbs-gotify': {
    ...PBS,
    versions: safe`Proxmox Backup Server 3.2 and later, by Gotify`,
    needsServerUrl: true,
    formTitle: safe`Configuration → Notifications → Add → Gotify`,
  },
};
