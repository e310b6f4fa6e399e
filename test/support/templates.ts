import { SAMPLES } from '../../src/commands/template-check/outcome.ts';
import { readPayload } from '../../src/ingest/payload.ts';
import { isNativeShape, payloadFromNative } from '../../src/ingest/proxmox/native-shape.ts';
import { isPayload, titled } from '../../src/ingest/proxmox/payload-texts.ts';
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
    const json: unknown = JSON.parse(render());
    const payload = isNativeShape(json)
      ? payloadFromNative(json, { providerIdentifier: 'com.proxmox' })
      : json;
    const event = readPayload(JSON.stringify(isPayload(payload) ? titled(payload) : payload), {
      receivedAt: 1777432440000,
      senderAddress: '192.0.2.7',
    });
    return event.title !== '';
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
