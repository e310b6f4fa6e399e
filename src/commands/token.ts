import { type Flags, type Settings, UsageError } from '../config.ts';
import { ANY, networksFrom } from '../ingest/networks.ts';
import {
  isViewer,
  overlapEnd,
  type Token,
  type TokenSettings,
  type ViewerSettings,
} from '../ingest/token.ts';
import { TokenError, TokenRuleError } from '../ingest/token-rules.ts';
import { TokenFile } from '../ingest/tokens.ts';
import { safeText } from '../safe-text.ts';
import { durationMs } from '../score/duration.ts';
import { localTime } from '../ui/format.ts';
import { ownCommand } from './doctor/own-command.ts';
import { say, writeLine } from './output.ts';
import { printableJson } from './printable-json.ts';
import { givenServerUrl } from './server-url.ts';

/** A text that works for longer than this was forgotten. */
const MOST_OVERLAP_MS = 90 * 86_400_000;

export interface TokenFlags {
  /** What a sender's token is bound to; a viewer's has none. */
  provider?: string;
  viewer?: boolean;
  serverUrl?: string;
  cluster?: string;
  from?: string;
}

/** Makes a token: its text on stdout, everything else on stderr. */
export async function addToken(settings: Settings, name: string, flags: TokenFlags): Promise<void> {
  const made = tokenSettings(flags);
  const text = await told(name, new TokenFile(settings.dataDir).add(name, made));
  say(
    'viewer' in made
      ? `Token "${name}" reads and acknowledges, and sends nothing. It is shown this once: give it to the viewer now.`
      : `Token "${name}" sends for ${made.provider}. It is shown this once: put it into the sender now.`,
  );
  writeLine(text);
}

/**
 * Changes whence a token may come; its text stays.
 *
 * @param given addresses and networks, or `any`
 */
export async function allowToken(settings: Settings, name: string, given: readonly string[]): Promise<void> {
  const from = originsOf(given, 'token allow');
  await told(name, new TokenFile(settings.dataDir).allow(name, from));
  say(
    from === undefined
      ? `Token "${name}" may come from any address that may connect.`
      : `Token "${name}" may come from ${from.join(', ')} alone; from elsewhere it gets 401 from now on.`,
  );
}

/** Gives a token a new text. With an overlap such as `1h` the old one works for so long as well. */
export async function rotateToken(settings: Settings, name: string, overlap?: string): Promise<void> {
  const overlapMs = overlap === undefined ? 0 : overlapOf(overlap);
  const text = await told(name, new TokenFile(settings.dataDir).rotate(name, overlapMs));
  const old = overlapMs > 0 ? `works until ${localTime(Date.now() + overlapMs)}, too` : 'works no more';
  say(`Token "${name}" has a new text, shown this once. The old one ${old}.`);
  writeLine(text);
}

/** @throws UsageError */
function overlapOf(text: string): number {
  const ms = durationMs(text);
  if (ms > 0 && ms <= MOST_OVERLAP_MS) return ms;
  throw new UsageError('--overlap takes a time such as 30m, 1h or 7d, at most 90d.');
}

export async function revokeToken(settings: Settings, name: string): Promise<void> {
  await told(name, new TokenFile(settings.dataDir).revoke(name));
  say(`Token "${name}" is revoked. What still comes with it gets 401 from now on.`);
}

/** Lists the tokens there are, never their texts. */
export async function listTokens(
  settings: Settings,
  { json, ...flags }: Flags & { json?: boolean },
): Promise<void> {
  const tokens = await new TokenFile(settings.dataDir).list();
  if (json) {
    writeLine(printableJson(tokens.map(toldOf)));
    return;
  }
  if (tokens.length === 0)
    say(`No tokens yet: ${ownCommand(flags)('token', 'add', 'proxmox', '--provider', 'com.proxmox')}`);
  const width = Math.max(4, ...tokens.map(({ name }) => name.length));
  for (const token of tokens) {
    const { provider, serverUrl = '', cluster = '' } = isViewer(token) ? { provider: 'viewer' } : token;
    const whence = token.from === undefined ? '' : `from ${token.from.join(', ')}`;
    const line = `${token.name.padEnd(width)}  ${provider}  ${token.createdAt.slice(0, 10)}  ${serverUrl}  ${cluster}  ${whence}`;
    const until = overlapEnd(token);
    const overlap = until === undefined ? '' : `  (the text before it works until ${localTime(until)})`;
    writeLine(safeText(line.trimEnd() + overlap));
  }
}

function toldOf(token: Token) {
  const { hash: _hash, previous: _previous, ...told } = token;
  const until = overlapEnd(token);
  return { ...told, ...(until !== undefined && { previousUntil: new Date(until).toISOString() }) };
}

async function told<R>(name: string, work: Promise<R>): Promise<R> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof TokenRuleError) throw new UsageError(error.message);
    if (error instanceof TokenError) throw new UsageError(`"${name}": ${error.message}`, 1);
    throw error;
  }
}

/** Addresses and networks as they are kept with a token: nothing where that is any. */
function originsOf(given: readonly string[], option: string): string[] | undefined {
  const texts = given.flatMap((each) => each.split(',')).map((text) => text.trim());
  const networks = networksFrom(texts, option);
  return networks.texts.includes(ANY) ? undefined : texts;
}

/** @throws UsageError without a provider, unless it is for a viewer */
function tokenSettings(flags: TokenFlags): TokenSettings | ViewerSettings {
  const { provider, viewer, serverUrl, cluster } = flags;
  const from = flags.from === undefined ? undefined : originsOf([flags.from], '--from');
  const origins = from && { from };
  if (viewer) return { viewer, ...origins };
  if (provider === undefined)
    throw new UsageError(
      'Say what the token is for: --provider ID for a sender, such as com.proxmox, or --viewer for what reads.',
    );
  return {
    provider,
    ...origins,
    ...(serverUrl !== undefined && { serverUrl: givenServerUrl(serverUrl) }),
    ...(cluster !== undefined && { cluster }),
  };
}
