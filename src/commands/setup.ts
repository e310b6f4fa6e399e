import { EXIT, type Flags, type Settings, UsageError } from '../config.ts';
import type { TokenSettings } from '../ingest/token.ts';
import { checkToken, freeName, TokenError, TokenRuleError } from '../ingest/token-rules.ts';
import { TokenFile } from '../ingest/tokens.ts';
import { ownerOf } from '../store/lock.ts';
import type { SenderKind } from '../ui/setup-choice.ts';
import { ask, canAsk } from './ask.ts';
import { awaitTest, endOfLog } from './await-test.ts';
import { certificateInForce } from './certificate-in-force.ts';
import { ownCommand } from './doctor/own-command.ts';
import { givenEndpoint } from './given-endpoint.ts';
import { say, writeLine } from './output.ts';
import { printableJson } from './printable-json.ts';
import { type SenderSetup, senderSetup } from './sender-setup.ts';
import { SENDER } from './senders.ts';
import { askedEndpoint, serverUrlFor } from './setup-answers.ts';
import { shellWord } from './shell-word.ts';
import { untilStopped } from './until-stopped.ts';
import { type AwaitedSender, whoListens } from './who-listens.ts';

export interface SetupFlags extends Flags {
  serverUrl?: string;
  name?: string;
  /** The name of the cluster, for the token. */
  cluster?: string;
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
 * @throws UsageError for a kind that is none, without a usable `--server-url`, `--host` or name, or with exit code 1
 * where the token is there already and no other is wanted. Nothing has been made then.
 */
export async function setUpSender(product: string, settings: Settings, flags: SetupFlags): Promise<void> {
  const kind = senderKind(product, flags.gotify ?? false);
  const sender = SENDER[kind];
  if (flags.body && kind.endsWith('gotify')) throw new UsageError('A Gotify target has no body template.');
  const facts = { providerIdentifier: sender.provider, name: 'tempo' };
  if (flags.body) {
    const serverUrl = await serverUrlFor(flags.serverUrl, sender);
    writeLine(senderSetup(kind, { ...facts, serverUrl, endpoint: '', token: '' }).body ?? '');
    return;
  }
  const seconds = secondsOf(flags);
  const { dataDir } = settings;
  const { port, certificate } = await receiverFacts(settings, flags);
  const scheme = certificate ? 'https' : 'http';
  const given = flags.host === undefined ? undefined : givenEndpoint(flags.host, port, scheme);
  const bound = {
    provider: sender.provider,
    ...(flags.cluster !== undefined && { cluster: flags.cluster }),
  };
  const tokens = new TokenFile(dataDir);
  const name = await explained(freshName(tokens, product, flags, bound));
  const serverUrl = await serverUrlFor(flags.serverUrl, sender);
  const endpoint = given ?? (await askedEndpoint(settings.host, port, certificate));
  const place = await endOfLog(dataDir);
  const token = await explained(tokens.add(name, { ...bound, serverUrl }));
  print(senderSetup(kind, { ...facts, serverUrl, endpoint, token }), flags);
  say(`Made the token "${name}" for ${sender.provider}, shown this once. For ${sender.versions}.`);
  const told = { ...flags, ...(port !== settings.port && { port: String(port) }) };
  const awaited: AwaitedSender = { settings, endpoint, port, command: ownCommand(told) };
  if (seconds === 0) {
    say(await whoListens(awaited));
    return;
  }
  const stop = new AbortController();
  void untilStopped().then(() => stop.abort());
  const waiting = { ...awaited, token: name, stop: stop.signal };
  await awaitTest(seconds === undefined ? waiting : { ...waiting, seconds }, place);
}

/** The port that `--port` says, or else that of the tempo-tui which runs on the data directory, and its certificate. */
async function receiverFacts(settings: Settings, flags: SetupFlags) {
  const owner = await ownerOf(settings.dataDir);
  const found = typeof owner === 'object' && flags.port === undefined ? owner.port : settings.port;
  if (found !== 0) return { port: found, certificate: certificateInForce(settings, owner) };
  throw new UsageError('No port is known: start tempo-tui first, or pass --port with the one it will have.');
}

/** The name of the token to make, found before anything is asked: what it was told, or another where that is taken. */
async function freshName(
  tokens: TokenFile,
  product: string,
  flags: SetupFlags,
  bound: TokenSettings,
): Promise<string> {
  const wanted = flags.name ?? product;
  checkToken(wanted, bound);
  const free = freeName(wanted, await tokens.list());
  if (free === wanted) return wanted;
  checkToken(free, bound);
  const taken = `There is a token "${wanted}" already`;
  if (!canAsk() || flags.json) {
    const command = ownCommand(flags);
    const another = command('setup', product, ...wordsOf(flags), '--name', shellWord(free));
    throw new UsageError(
      `${taken}. Make another: ${another}\nOr revoke it first: ${command('token', 'revoke', shellWord(wanted))}`,
      EXIT.failed,
    );
  }
  if (await ask(`${taken}, and its text is shown no more. Make another, "${free}"?`)) return free;
  throw new UsageError('Stopped: nothing was made.', EXIT.failed);
}

/** What was given, but for the name and for what every command of this program is told. */
function wordsOf({
  serverUrl,
  cluster,
  host,
  port,
  gotify,
  shell,
  fields,
  json,
  wait,
}: SetupFlags): string[] {
  const values = Object.entries({ 'server-url': serverUrl, cluster, host, port });
  const given = Object.entries({ gotify, shell, fields, json, 'no-wait': wait === false });
  return [
    ...values.flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}`, shellWord(value)])),
    ...given.flatMap(([flag, isGiven]) => (isGiven ? [`--${flag}`] : [])),
    ...(wait === undefined || wait === false ? [] : ['--wait', ...(wait === true ? [] : [wait])]),
  ];
}

async function explained<R>(work: Promise<R>): Promise<R> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof TokenRuleError) throw new UsageError(error.message);
    if (error instanceof TokenError) throw new UsageError(error.message, EXIT.failed);
    throw error;
  }
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
    writeLine(printableJson(texts));
    return;
  }
  if (shell || !fields) writeLine(texts.shell);
  if (!shell && !fields) writeLine('\n# Or in the web interface:\n');
  if (fields || !shell) for (const [label, value] of texts.fields) writeLine(`${label}: ${value}`);
}
