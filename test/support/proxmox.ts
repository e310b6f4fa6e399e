import { existsSync, readFileSync } from 'node:fs';
import handlebars from 'handlebars';
import { textTable as table } from '../../src/commands/demo/writing.ts';

export { table };

export interface Notification {
  title: string;
  message: string;
  severity: string;
  timestamp: number;
  fields: Record<string, string>;
}

const engine = handlebars.create();
engine.registerHelper('json', (value: unknown) => JSON.stringify(value ?? null));
engine.registerHelper('eq', (one: unknown, other: unknown) => one === other);
engine.registerHelper('or', (one: unknown, other: unknown) => one || other);
for (const [name, write] of [
  ['escape', (text: string) => JSON.stringify(text).slice(1, -1)],
  ['url-encode', encodeURIComponent],
] as const) {
  engine.registerHelper(name, (value: unknown) => {
    if (typeof value !== 'string') throw new Error(`${name}: not a text`);
    return write(value);
  });
}

/**
 * Renders as Proxmox does: its three helpers, no escaping of its own, and `escape` that fails on what is no text.
 * The template is parsed with the first notification.
 */
export function bodyRenderer(template: string): (notification: object) => string {
  return engine.compile(template, { noEscape: true });
}

export function renderBody(template: string, notification: object): string {
  return bodyRenderer(template)(notification);
}

const PRIORITIES: Record<string, number> = { info: 1, notice: 3, unknown: 3, warning: 5, error: 9 };

/** The notification as a Gotify target posts it. */
export function asGotify({ title, message, severity }: Notification) {
  return {
    title,
    message: `\`\`\`\n${message}\n\`\`\``,
    priority: PRIORITIES[severity]!,
    extras: { 'client::display': { contentType: 'text/markdown' } },
  };
}

export const GUEST_HEADER = ['VMID', 'Name', 'Status', 'Time', 'Size', 'Filename'];

/** The message of a backup run. */
export function backupMessage(
  guests: readonly (readonly string[])[],
  { error = '', logs = '' } = {},
): string {
  const details = table([GUEST_HEADER, ...guests]);
  return `${error}\nDetails\n=======\n${details}\nTotal running time: 5m 1s\nTotal size: 73.873 GiB\n\nLogs\n====\n${logs}\n`;
}

const EVENTS = '../shared/proxmox/events.json';

/** Notifications that Proxmox sent; they lie outside this repository. */
export const realEvents: (Notification & { id: string })[] | undefined = existsSync(EVENTS)
  ? JSON.parse(readFileSync(EVENTS, 'utf8'))
  : undefined;
