import { type Settings, UsageError } from '../config.ts';
import { TokenError, TokenFile } from '../ingest/tokens.ts';
import { checkUrl } from '../score/url-policy.ts';
import { say, writeLine } from './output.ts';
import { type SenderKind, type SenderSetup, senderSetup } from './sender-setup.ts';
import { reach } from './start-service.ts';

export interface SetupFlags {
  serverUrl?: string;
  name?: string;
  body?: boolean;
  shell?: boolean;
  fields?: boolean;
  json?: boolean;
}

const KINDS: Record<string, { sender: SenderKind; provider: string }> = {
  proxmox: { sender: 'pve-webhook', provider: 'com.proxmox' },
  pbs: { sender: 'pbs-webhook', provider: 'com.proxmox.backup' },
  gotify: { sender: 'pve-gotify', provider: 'com.proxmox' },
};

/**
 * Makes a token and prints what connects a sender with it: the commands to paste on a node and the fields of the web
 * form, or one of them alone. The body alone needs no token and makes none.
 *
 * @throws UsageError for a kind that is none, without a usable `--server-url`, or where the token is there already.
 */
export async function setUpSender(kind: string, settings: Settings, flags: SetupFlags): Promise<void> {
  const known = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (!known) throw new UsageError(`There is no set-up for "${kind}": proxmox, pbs or gotify.`);
  const serverUrl = usableUrl(flags.serverUrl);
  const { lanEndpoint, loopbackOnly } = reach(settings.host, settings.port);
  const name = flags.name ?? kind;
  const facts = {
    serverUrl,
    providerIdentifier: known.provider,
    endpoint: lanEndpoint,
    name: 'tempo',
    token: '',
  };
  if (flags.body) {
    const { body } = senderSetup(known.sender, facts);
    if (body === undefined) throw new UsageError('A Gotify target has no body template.');
    writeLine(body);
    return;
  }
  const token = await madeToken(settings, name, { provider: known.provider, serverUrl });
  const texts = senderSetup(known.sender, { ...facts, token });
  print(texts, flags);
  say(`Made the token "${name}" for ${known.provider}, shown this once. For ${texts.versions}.`);
  if (settings.host === undefined || loopbackOnly)
    say(`The sender will post to ${lanEndpoint}: start tempo-tui with --host 0.0.0.0, or it reaches nobody.`);
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

function usableUrl(text: string | undefined): string {
  if (text === undefined)
    throw new UsageError('--server-url is missing: the address of the web interface, https://pve.lan:8006');
  const checked = checkUrl(text);
  if ('reason' in checked) throw new UsageError(`--server-url: ${checked.reason}.`);
  if (!/^https?:$/.test(checked.url.protocol))
    throw new UsageError('--server-url takes an http or https address.');
  return text.replace(/\/+$/, '');
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
