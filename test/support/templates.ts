import { SAMPLES } from '../../src/commands/template-check/outcome.ts';
import { readEvent } from '../../src/ingest/read-event.ts';
import { bodyRenderer, realEvents } from './proxmox.ts';

export const NOTIFICATIONS: readonly object[] = [
  ...Object.values(SAMPLES),
  ...(realEvents ?? []).map((event) => ({ ...event, secrets: { token: 'tempo_secret' } })),
];

/** How many of the notifications come through, rendered by Handlebars itself. */
export function taken(template: string): number {
  // Proxmox's engine takes }} and a brace of JSON behind it; this one wants a blank between.
  const render = bodyRenderer(template.replaceAll('}}}', '}} }'));
  return NOTIFICATIONS.filter((notification) => isTaken(() => render(notification))).length;
}

function isTaken(render: () => string): boolean {
  try {
    const receipt = { receivedAt: 1777432440000, senderAddress: '192.0.2.7' };
    return readEvent(render(), { providerIdentifier: 'com.proxmox' }, receipt).title !== '';
  } catch {
    return false;
  }
}

/** A template that is right but for one line of its metadata. */
export function withLine(line: string): string {
  return `{
  "providerIdentifier": "com.proxmox",
  "title": {{ json title }},
  "startDate": {{ timestamp }},
  "metadata": {
    ${line}
    "severity": {{ json severity }}
  }
}`;
}
