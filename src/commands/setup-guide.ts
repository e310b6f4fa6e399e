import type { SetupGuide, SetupNote } from '../ui/services.ts';
import { PLACEHOLDER_FACTS } from './body-template.ts';
import { senderSetup } from './sender-setup.ts';

const TOKEN_PLACEHOLDER = 'YOUR_TOKEN';

export interface GuideFacts {
  /** Where the receiver is reached from this machine. */
  endpoint: string;
  /** Where Proxmox will reach it. */
  lanEndpoint: string;
  loopbackOnly: boolean;
  token?: string;
  notes: readonly SetupNote[];
}

/** Makes the texts that connect Proxmox to this receiver. */
export function setupGuide({ endpoint, lanEndpoint, loopbackOnly, token, notes }: GuideFacts): SetupGuide {
  const { shell, fields } = senderSetup('pve-webhook', {
    ...PLACEHOLDER_FACTS,
    endpoint: lanEndpoint,
    token: token ?? TOKEN_PLACEHOLDER,
    name: 'tempo',
  });
  return {
    endpoint,
    loopbackOnly,
    ...(token !== undefined && { token }),
    notes,
    curl: probeCurl(endpoint, token ?? TOKEN_PLACEHOLDER),
    shell,
    fields,
  };
}

/** Lines of under 80 columns, so that it can be marked and pasted from the screen too. */
function probeCurl(endpoint: string, token: string): string {
  return [
    `curl -X POST ${endpoint} \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -H 'X-Tempo-Token: ${token}' \\`,
    `  -d '{"providerIdentifier":"com.proxmox","title":"manual probe",`,
    `       "metadata":{"severity":"warning","NodeName":"pve-01","VMID":"100",`,
    `       "ServerUrl":"https://pve-01.lan:8006"}}'`,
  ].join('\n');
}
