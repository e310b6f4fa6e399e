import type { SetupGuide, SetupNote } from '../ui/services.ts';

/**
 * The body template for Proxmox VE and PBS. Proxmox renders it with Handlebars: `json` gives a quoted value or
 * null; `escape` gives no quotes and fails on what is missing, so that every field that may be stands behind
 * an `#if`. The Test notification has no fields at all.
 */
export const PROXMOX_TEMPLATE = `{
  "providerIdentifier": "com.proxmox",
  "title": {{ json title }},
  "startDate": {{ timestamp }},
  "eventType": "alert",
  "metadata": {
    "severity": {{ json severity }},
    "ServerUrl": "https://your-proxmox.lan:8006",
    "NodeName": "{{#if fields.hostname}}{{ escape fields.hostname }}{{/if}}",
    "VMID": "{{#if fields.vmid}}{{ escape fields.vmid }}{{/if}}",
    "TaskType": "{{#if fields.type}}{{ escape fields.type }}{{/if}}",
    "JobID": "{{#if fields.job-id}}{{ escape fields.job-id }}{{/if}}",
    "Message": {{ json message }}
  }
}`;

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
  return {
    endpoint,
    loopbackOnly,
    ...(token !== undefined && { token }),
    notes,
    curl: probeCurl(endpoint, token ?? TOKEN_PLACEHOLDER),
    shell: pveshBlock(lanEndpoint, token ?? TOKEN_PLACEHOLDER),
    fields: [
      ['URL', lanEndpoint],
      ['Method', 'POST'],
      ['Header', 'Content-Type: application/json'],
      ['Header', 'X-Tempo-Token: {{ secrets.token }}'],
      ['Secret', `token: ${token ?? TOKEN_PLACEHOLDER}`],
      ['Body', PROXMOX_TEMPLATE],
    ],
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

/** Proxmox wants header, body and secret values in base64; the secret keeps the token out of the open config. */
function pveshBlock(endpoint: string, token: string): string {
  return `B64() { printf %s "$1" | base64 -w0; }
BODY=$(cat <<'TEMPLATE'
${PROXMOX_TEMPLATE}
TEMPLATE
)
pvesh create /cluster/notifications/endpoints/webhook \\
  --name tempo --method post --url '${endpoint}' \\
  --header "name=Content-Type,value=$(B64 application/json)" \\
  --header "name=X-Tempo-Token,value=$(B64 '{{ secrets.token }}')" \\
  --secret "name=token,value=$(B64 '${token}')" \\
  --body "$(B64 "$BODY")" --comment tempo-tui
pvesh create /cluster/notifications/matchers \\
  --name tempo --target tempo --mode all
pvesh create /cluster/notifications/targets/tempo/test`;
}
