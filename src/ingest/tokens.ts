import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { UsageError } from '../config.ts';
import { PROVIDER_PATTERN } from '../event.ts';
import { safeText } from '../safe-text.ts';
import { type SettingsFile, settingsFile } from '../store/settings-file.ts';
import { isNetwork } from './networks.ts';

/** What is kept of every token. */
const anyToken = {
  name: z.string().min(1).max(64),
  /** SHA-256 of the token in hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.string(),
  /** The text before the one of `hash`, where the two overlap, and until when it works by the wall clock, ISO 8601. */
  previous: z.strictObject({ hash: z.string().regex(/^[0-9a-f]{64}$/), until: z.iso.datetime() }).optional(),
  /** Addresses and networks it may come from; absent: any that may connect. */
  from: z.array(z.string().refine(isNetwork)).min(1).optional(),
};
const senderTokenSchema = z.strictObject({
  ...anyToken,
  /** The provider it may send for, and everything below that on dot segments. */
  provider: z.string().regex(PROVIDER_PATTERN),
  /** Base URL of the cluster's web interface, for senders that cannot tell it. */
  serverUrl: z.string().optional(),
  cluster: z.string().optional(),
});
const viewerTokenSchema = z.strictObject({ ...anyToken, viewer: z.literal(true) });
const tokenSchema = z.union([senderTokenSchema, viewerTokenSchema]);
const fileSchema = z.strictObject({ version: z.literal(1), tokens: z.array(tokenSchema) });

/** The token of a sender: it sends for its provider, and reads nothing. */
export type SenderToken = z.infer<typeof senderTokenSchema>;
/** The token of a viewer: it reads and acknowledges, and sends nothing. */
export type ViewerToken = z.infer<typeof viewerTokenSchema>;
/** A token as it is kept: everything but the token itself. */
export type Token = SenderToken | ViewerToken;
/** What a sender's token is made with. */
export type TokenSettings = Pick<SenderToken, 'provider' | 'serverUrl' | 'cluster' | 'from'>;
/** What a viewer's token is made with. */
export type ViewerSettings = Pick<ViewerToken, 'viewer' | 'from'>;

/** Longest name of a token or a cluster, in UTF-16 units. */
const MAX_NAME = 64;

/** Expected failures of {@link TokenFile} operations. */
export class TokenError extends Error {}

/** The same, for what no token can be called or bound to. */
export class TokenRuleError extends TokenError {}

/** A text that works: for how long is in milliseconds since the epoch. */
interface KnownText {
  token: Token;
  hash: Buffer;
  until: number;
}

/** The tokens of a data directory: 32 random bytes each, of which only the SHA-256 is kept. */
export class TokenFile {
  readonly #file: SettingsFile<z.infer<typeof fileSchema>>;
  #known: readonly KnownText[] = [];
  /** Of the file as it was when it was read last. */
  #stamp: string | undefined;
  /** The file was found unchanged in this turn of the event loop. */
  #looked = false;
  /** The trouble that was told last, with the state of the file. */
  #told: string | undefined;
  readonly #onTrouble: (trouble: Error) => void;

  /**
   * @param onTrouble told once of each state of the file in which {@link find} could not read it
   */
  constructor(dataDir: string, onTrouble: (trouble: Error) => void = () => {}) {
    this.#onTrouble = onTrouble;
    this.#file = settingsFile(join(dataDir, 'tokens.json'), fileSchema, () => ({ version: 1, tokens: [] }));
  }

  async list(): Promise<readonly Token[]> {
    return (await this.#file.read()).tokens;
  }

  /** Those of senders alone. */
  async senders(): Promise<readonly SenderToken[]> {
    return (await this.list()).filter((token): token is SenderToken => !isViewer(token));
  }

  /**
   * Reads the file for {@link find}, which from then on goes on with what it has where the file is damaged.
   *
   * @throws UsageError when it is damaged now
   */
  async load(): Promise<void> {
    const stamp = this.#stampNow();
    this.#know(await this.list(), stamp);
  }

  /**
   * Makes a token. Its text is returned here and nowhere else, ever.
   *
   * @throws TokenRuleError for a name or cluster that is not 1 to 64 printable characters, or no provider's name;
   * TokenError where the name is taken
   */
  async add(name: string, settings: TokenSettings | ViewerSettings): Promise<string> {
    checkToken(name, settings);
    return this.#file.update(({ tokens }) => {
      if (tokens.some((token) => token.name === name)) {
        throw new TokenError(
          `There is a token of this name already. Revoke or rotate it, or choose another.`,
        );
      }
      const text = newTokenText();
      tokens.push(newToken(name, settings, text));
      return text;
    });
  }

  /**
   * Makes a token under a name, or where that is taken under the same with the next number that is not.
   *
   * @throws TokenRuleError as {@link add}
   */
  async addNext(name: string, settings: TokenSettings): Promise<{ name: string; text: string }> {
    return this.#file.update(({ tokens }) => {
      const free = freeName(name, tokens);
      checkToken(free, settings);
      const text = newTokenText();
      tokens.push(newToken(free, settings, text));
      return { name: free, text };
    });
  }

  /**
   * Replaces the text of a token. The old one stops working with the next request, or else when the overlap is over; one
   * that is older than that stops now.
   *
   * @param overlapMs how long both work
   */
  rotate(name: string, overlapMs = 0): Promise<string> {
    return this.#file.update(({ tokens }) => {
      const token = tokens.find((candidate) => candidate.name === name);
      if (!token) throw new TokenError('There is no token of this name. `token list` shows those there are.');
      const text = newTokenText();
      const until = new Date(Date.now() + overlapMs).toISOString();
      if (overlapMs > 0) token.previous = { hash: token.hash, until };
      else delete token.previous;
      token.hash = hashToken(text);
      token.createdAt = new Date().toISOString();
      return text;
    });
  }

  /**
   * Changes whence a token may come, with the next request; its text stays.
   *
   * @param from addresses and networks; absent: any that may connect
   */
  allow(name: string, from: Token['from']): Promise<void> {
    return this.#file.update(({ tokens }) => {
      const token = tokens.find((candidate) => candidate.name === name);
      if (!token) throw new TokenError('There is no token of this name. `token list` shows those there are.');
      if (from) token.from = from;
      else delete token.from;
    });
  }

  revoke(name: string): Promise<void> {
    return this.#file.update((file) => {
      const kept = file.tokens.filter((token) => token.name !== name);
      if (kept.length === file.tokens.length) {
        throw new TokenError('There is no token of this name. `token list` shows those there are.');
      }
      file.tokens = kept;
    });
  }

  /**
   * The token that was presented, if it is one of ours. Compares with every token in constant time, and
   * rereads the file when it changed, so that a revoked token fails on the very next request. A file that cannot be
   * read revokes nothing: the tokens of before are in force until it can be.
   *
   * @throws UsageError when the file is damaged and was never read before
   */
  async find(text: string): Promise<Token | undefined> {
    if (!this.#looked) await this.#refresh();
    const presented = Buffer.from(hashToken(text), 'hex');
    let found: KnownText | undefined;
    for (const known of this.#known) if (timingSafeEqual(presented, known.hash)) found = known;
    return found && found.until > Date.now() ? found.token : undefined;
  }

  /**
   * One look at the file is for all requests that one turn of the event loop reads: the connections they come on had
   * them, or their beginning, before the turn began, and so before the look.
   */
  async #refresh(): Promise<void> {
    const stamp = this.#stampNow();
    if (stamp === this.#stamp) {
      this.#looked = true;
      setImmediate(() => {
        this.#looked = false;
      });
      return;
    }
    try {
      this.#know(await this.list(), stamp);
    } catch (error) {
      const trouble = error as Error;
      if (this.#stamp === undefined) throw trouble;
      // Damaged is damaged until it is written anew; what the system refused now, it may give the next time.
      if (trouble instanceof UsageError) this.#stamp = stamp;
      const told = `${stamp} ${trouble.message}`;
      if (told === this.#told) return;
      this.#told = told;
      this.#onTrouble(trouble);
    }
  }

  #know(tokens: readonly Token[], stamp: string): void {
    this.#known = tokens.flatMap(knownTexts);
    this.#stamp = stamp;
    this.#told = undefined;
  }

  /** Changes whenever the file was written. */
  #stampNow(): string {
    const stat = statSync(this.#file.path, { bigint: true, throwIfNoEntry: false });
    return stat ? `${stat.ino} ${stat.mtimeNs} ${stat.size}` : 'absent';
  }
}

function knownTexts(token: Token): KnownText[] {
  const { hash, previous } = token;
  const current = { token, hash: Buffer.from(hash, 'hex'), until: Infinity };
  if (!previous) return [current];
  return [current, { token, hash: Buffer.from(previous.hash, 'hex'), until: Date.parse(previous.until) }];
}

/** Until when the text works that a token had before, in milliseconds since the epoch; undefined where it does not. */
export function overlapEnd({ previous }: Token, now = Date.now()): number | undefined {
  const until = Date.parse(previous?.until ?? '');
  return until > now ? until : undefined;
}

/** A name that no token has: the one that is wanted, or that with the next number. */
export function freeName(wanted: string, tokens: readonly Pick<Token, 'name'>[]): string {
  const isTaken = (candidate: string) => tokens.some((token) => token.name === candidate);
  let free = wanted;
  for (let number = 2; isTaken(free); number += 1) free = `${wanted}-${number}`;
  return free;
}

/** @throws TokenRuleError as {@link TokenFile.add} */
export function checkToken(name: string, settings: TokenSettings | ViewerSettings): void {
  if (!isName(name)) throw new TokenRuleError('A token needs a name of 1 to 64 printable characters.');
  if ('viewer' in settings) return;
  const { provider, cluster } = settings;
  if (cluster !== undefined && !isName(cluster))
    throw new TokenRuleError('A cluster needs a name of 1 to 64 printable characters.');
  if (!PROVIDER_PATTERN.test(provider))
    throw new TokenRuleError(
      'A token is for a provider of 1 to 128 letters, digits, dots, dashes or underscores, such as com.proxmox.',
    );
}

function isName(text: string): boolean {
  return text.trim() !== '' && text.length <= MAX_NAME && safeText(text) === text;
}

/** Whether a token bound to `bound` may send for `provider`: the same, or below it on dot segments. */
export function coversProvider(bound: string, provider: string): boolean {
  return provider === bound || provider.startsWith(`${bound}.`);
}

export function isViewer(token: Token): token is ViewerToken {
  return 'viewer' in token;
}

function newToken(name: string, settings: TokenSettings | ViewerSettings, text: string): Token {
  return { name, ...settings, hash: hashToken(text), createdAt: new Date().toISOString() };
}

function newTokenText(): string {
  return `tempo_${randomBytes(32).toString('base64url')}`;
}

function hashToken(text: string): string {
  return hash('sha256', text);
}
