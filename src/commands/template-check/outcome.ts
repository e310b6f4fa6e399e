import { readEvent } from '../../ingest/read-event.ts';
import { Refusal } from '../../ingest/refusal.ts';
import { parseTemplate } from './parse.ts';
import { type Piece, RenderError, renderTemplate } from './render.ts';

/** What becomes of the notifications that Proxmox renders with a template. */
export type Outcome =
  | { kind: 'taken' }
  /** Proxmox fails to render it, and sends nothing. */
  | { kind: 'unsent'; sample: string; why: string; offset: number }
  /** It is sent, and is no JSON. */
  | { kind: 'no-json'; sample: string; offset: number }
  /** It is JSON, and the receiver refuses it. */
  | { kind: 'refused'; sample: string; field: string; why: string };

const SECRETS = { token: 'tempo_secret' };
const EVERYDAY = {
  title: 'vzdump backup status (pve-01.lan): backup successful ',
  message: '\nDetails\n=======\nVMID    Name\n100     web-srv\n',
  severity: 'info',
  timestamp: 1777432440,
  secrets: SECRETS,
};

/**
 * Notifications that differ in what templates stumble over. The fields are those of Proxmox VE and of Proxmox
 * Backup Server; the test notification has none, and a manual backup no job.
 */
export const SAMPLES: Readonly<Record<string, object>> = {
  'a backup': { ...EVERYDAY, fields: { type: 'vzdump', hostname: 'pve-01' } },
  'a backup with quotes and backslashes in its texts': {
    ...EVERYDAY,
    title: 'a "quoted" \\ title ',
    message: 'a "quoted" \\ message\r\n\twith lines\n',
    fields: { type: 'vzdump', hostname: 'pve-01', 'job-id': 'backup-1' },
  },
  'a tape backup': {
    ...EVERYDAY,
    severity: 'error',
    fields: {
      type: 'tape-backup',
      hostname: 'pbs-01',
      datastore: 'main',
      'media-pool': 'daily',
      'job-id': 's-1',
    },
  },
  'the test notification': { ...EVERYDAY, title: 'Test notification ', fields: {} },
};

/** Renders the samples and hands them to the rules of the wire contract; the first that fails is the outcome. */
export function outcomeOf(template: string): Outcome {
  const { nodes, strays } = parseTemplate(template);
  const [stray] = strays;
  if (stray) return { kind: 'unsent', sample: 'anything', why: 'nothing is open here', offset: stray.start };
  for (const [sample, notification] of Object.entries(SAMPLES)) {
    const outcome = outcomeOfSample(sample, () => renderTemplate(nodes, notification));
    if (outcome.kind !== 'taken') return outcome;
  }
  return { kind: 'taken' };
}

function outcomeOfSample(sample: string, render: () => Piece[]): Outcome {
  let pieces: Piece[];
  try {
    pieces = render();
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    return { kind: 'unsent', sample, why: error.message, offset: error.token.start };
  }
  const body = pieces.map(({ text }) => text).join('');
  try {
    JSON.parse(body);
  } catch (error) {
    const at = Number(/at position (\d+)/.exec(String(error))?.[1] ?? 0);
    return { kind: 'no-json', sample, offset: sourceOf(pieces, at) };
  }
  return accepted(body, sample);
}

function accepted(body: string, sample: string): Outcome {
  try {
    readEvent(body, { providerIdentifier: 'com.proxmox' }, { receivedAt: 0, senderAddress: '' });
    return { kind: 'taken' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { kind: 'refused', sample, field: error.body.field ?? '', why: error.reason };
  }
}

/** Where in the template that stands which was written at a place in the result. */
function sourceOf(pieces: readonly Piece[], at: number): number {
  let before = 0;
  for (const { text, token } of pieces) {
    if (at < before + text.length) return token.kind === 'text' ? token.start + at - before : token.start;
    before += text.length;
  }
  return pieces.at(-1)?.token.start ?? 0;
}
