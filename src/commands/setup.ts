import { type Flags, type Settings, UsageError } from '../config.ts';
import { TokenError, TokenFile } from '../ingest/tokens.ts';
import { canAsk } from './ask.ts';
import { awaitTest, endOfLog } from './await-test.ts';
import { ownCommand } from './doctor/own-command.ts';
import { say, writeLine } from './output.ts';
import { type SenderSetup, senderSetup } from './sender-setup.ts';
import { SENDER, type SenderKind } from './senders.ts';
import { endpointFor, serverUrlFor } from './setup-answers.ts';
import { untilStopped } from './until-stopped.ts';

export interface SetupFlags extends Flags {
  serverUrl?: string;
  name?: string;
  gotify?: boolean;
  body?: boolean;
  shell?: boolean;
  fields?: boolean;
  json?: boolean;
  /** Waits for the test notification, so many seconds at most where it is a number. */
  wait?: boolean | string;
}

/**
 * Makes a token and prints what connects a sender with it: the commands to paste on a node and the fields of the web
 * form, or one of them alone. What was not given is asked for, where there is somebody to ask; to them it says whether the
 * test notification comes. The body alone needs no token and makes none.
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
  const seconds = secondsOf(flags);
  const endpoint = await endpointFor(settings);
  const name = flags.name ?? product;
  const place = await endOfLog(settings.dataDir);
  const token = await madeToken(settings, name, { provider: sender.provider, serverUrl });
  print(senderSetup(kind, { ...facts, endpoint, token }), flags);
  say(`Made the token "${name}" for ${sender.provider}, shown this once. For ${sender.versions}.`);
  if (seconds === 0) return;
  const stop = new AbortController();
  void untilStopped().then(() => stop.abort());
  const { dataDir } = settings;
  const { provider } = sender;
  const waiting = {
    dataDir,
    provider,
    endpoint,
    startLine: ownCommand(flags)('--host', '0.0.0.0'),
    stop: stop.signal,
  };
  await awaitTest(seconds === undefined ? waiting : { ...waiting, seconds }, place);
}

/** How long to wait; undefined for as long as it takes, 0 where nobody is there to see what came. */
function secondsOf({ wait, json }: SetupFlags): number | undefined {
  if (typeof wait === 'string') {
    if (/^[1-9]\d{0,5}$/.test(wait)) return Number(wait);
    throw new UsageError('--wait takes a whole number of seconds, or nothing.');
  }
  return (wait ?? (canAsk() && !json)) ? undefined : 0;
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
