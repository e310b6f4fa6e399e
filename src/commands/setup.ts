import { type Settings, UsageError } from '../config.ts';
import { TokenError, TokenFile } from '../ingest/tokens.ts';
import { say, writeLine } from './output.ts';
import { type SenderSetup, senderSetup } from './sender-setup.ts';
import { SENDER, type SenderKind } from './senders.ts';
import { endpointFor, serverUrlFor } from './setup-answers.ts';

export interface SetupFlags {
  serverUrl?: string;
  name?: string;
  gotify?: boolean;
  body?: boolean;
  shell?: boolean;
  fields?: boolean;
  json?: boolean;
}

/**
 * Makes a token and prints what connects a sender with it: the commands to paste on a node and the fields of the web
 * form, or one of them alone. What was not given is asked for, where there is somebody to ask. The body alone needs no
 * token and makes none.
 *
 * @throws UsageError for a kind that is none, without a usable `--server-url`, or where the token is there already.
 */
export async function setUpSender(product: string, settings: Settings, flags: SetupFlags): Promise<void> {
  const kind = senderKind(product, flags.gotify ?? false);
  const sender = SENDER[kind];
  if (flags.body && kind.endsWith('gotify')) throw new UsageError('A Gotify target has no body template.');
  const serverUrl = await serverUrlFor(flags.serverUrl, sender);
  const facts = { serverUrl, providerIdentifier: sender.provider, name: 'tempo' };
  if (flags.body) {
    writeLine(senderSetup(kind, { ...facts, endpoint: '', token: '' }).body ?? '');
    return;
  }
  const endpoint = await endpointFor(settings);
  const name = flags.name ?? product;
  const token = await madeToken(settings, name, { provider: sender.provider, serverUrl });
  print(senderSetup(kind, { ...facts, endpoint, token }), flags);
  say(`Made the token "${name}" for ${sender.provider}, shown this once. For ${sender.versions}.`);
}

function senderKind(product: string, gotify: boolean): SenderKind {
  switch (product) {
    case 'proxmox':
      return gotify ? 'pve-gotify' : 'pve-webhook';
    case 'pbs':
      return gotify ? 'pbs-gotify' : 'pbs-webhook';
    case 'gotify':
      return 'pve-gotify';
    default:
      throw new UsageError(`There is no set-up for "${product}": proxmox, pbs or gotify.`);
  }
}

function print(texts: SenderSetup, { shell, fields, json }: SetupFlags): void {
  if (json) {
    writeLine(JSON.stringify(texts));
    return;
  }
  if (shell || !fields) writeLine(texts.shell);
  if (!shell && !fields) writeLine('\n# Or in the web interface:\n');
  if (fields || !shell) for (const [label, value] of texts.fields) writeLine(`${label}: ${value}`);
}

async function madeToken(
  settings: Settings,
  name: string,
  bound: { provider: string; serverUrl: string },
): Promise<string> {
  try {
    return await new TokenFile(settings.dataDir).add(name, bound);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    throw new UsageError(
      `There is a token "${name}" already: revoke it first, or pass --name with another.`,
      1,
    );
  }
}
