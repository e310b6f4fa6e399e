export interface TemplateFacts {
  providerIdentifier: string;
  /** The address of the web interface. */
  serverUrl: string;
}

/**
 * The body template for Proxmox VE. Proxmox renders it with Handlebars: `json` gives a quoted value or null;
 * `escape` gives no quotes and fails on what is missing, so that every field that may be stands behind an `#if`.
 * The Test notification has no fields at all.
 */
export function pveTemplate(facts: TemplateFacts): string {
  return template(facts, [
    ['VMID', 'vmid'],
    ['TaskType', 'type'],
    ['JobID', 'job-id'],
  ]);
}

/** The same for Proxmox Backup Server, whose notifications have fields of their own. */
export function pbsTemplate(facts: TemplateFacts): string {
  return template(facts, [
    ['TaskType', 'type'],
    ['JobID', 'job-id'],
    ['Datastore', 'datastore'],
    ['MediaPool', 'media-pool'],
  ]);
}

/** With the address of a web interface that nobody has, for the user to put theirs. */
export const PLACEHOLDER_FACTS: TemplateFacts = {
  providerIdentifier: 'com.proxmox',
  serverUrl: 'https://your-proxmox.lan:8006',
};

export const PROXMOX_TEMPLATE = pveTemplate(PLACEHOLDER_FACTS);

function template(
  { providerIdentifier, serverUrl }: TemplateFacts,
  fields: readonly (readonly [name: string, field: string])[],
): string {
  const lines = [['NodeName', 'hostname'] as const, ...fields].map(
    ([name, field]) => `    "${name}": "{{#if fields.${field}}}{{ escape fields.${field} }}{{/if}}",\n`,
  );
  return `{
  "providerIdentifier": ${literal(providerIdentifier)},
  "title": {{ json title }},
  "startDate": {{ timestamp }},
  "eventType": "alert",
  "metadata": {
    "severity": {{ json severity }},
    "ServerUrl": ${literal(serverUrl)},
${lines.join('')}    "Message": {{ json message }}
  }
}`;
}

/** A text in JSON in which Handlebars finds nothing to render. */
function literal(text: string): string {
  return JSON.stringify(text).replaceAll('{', '\\u007b').replaceAll('}', '\\u007d');
}
