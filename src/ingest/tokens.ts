import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { PROVIDER_PATTERN } from '../event.ts';
import { type SettingsFile, settingsFile } from '../store/settings-file.ts';

const tokenSchema = z.strictObject({
  name: z.string().min(1).max(64),
  /** The provider it may send for, and everything below that on dot segments. */
  provider: z.string().regex(PROVIDER_PATTERN),
  /** SHA-256 of the token in hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.string(),
  /** Base URL of the cluster's web interface, for senders that cannot tell it. */
  serverUrl: z.string().optional(),
  cluster: z.string().optional(),
});
const fileSchema = z.strictObject({ version: z.literal(1), tokens: z.array(tokenSchema) });

/** A token as it is kept: everything but the token itself. */
export type Token = z.infer<typeof tokenSchema>;
export type TokenSettings = Pick<Token, 'provider' | 'serverUrl' | 'cluster'>;

/** Expected failures of {@link TokenFile} operations. */
export class TokenError extends Error {}

/** The tokens of a data directory: 32 random bytes each, of which only the SHA-256 is kept. */
export class TokenFile {
  readonly #file: SettingsFile<z.infer<typeof fileSchema>>;
  #known: readonly { token: Token; hash: Buffer }[] = [];
  /** Of the file as it was when it was read last. */
  #stamp: string | undefined;
  /** The file was found unchanged in this turn of the event loop. */
  #looked = false;

  constructor(dataDir: string) {
    this.#file = settingsFile(join(dataDir, 'tokens.json'), fileSchema, () => ({ version: 1, tokens: [] }));
  }

  async list(): Promise<readonly Token[]> {
    return (await this.#file.read()).tokens;
  }

  /** Makes a token. Its text is returned here and nowhere else, ever. */
  add(name: string, settings: TokenSettings): Promise<string> {
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

  /** Makes a token under a name, or where that is taken under the same with the next number that is not. */
  addNext(name: string, settings: TokenSettings): Promise<{ name: string; text: string }> {
    return this.#file.update(({ tokens }) => {
      const isTaken = (candidate: string) => tokens.some((token) => token.name === candidate);
      let free = name;
      for (let number = 2; isTaken(free); number += 1) free = `${name}-${number}`;
      const text = newTokenText();
      tokens.push(newToken(free, settings, text));
      return { name: free, text };
    });
  }

  /** Replaces the text of a token; the old one stops working with the next request. */
  rotate(name: string): Promise<string> {
    return this.#file.update(({ tokens }) => {
      const token = tokens.find((candidate) => candidate.name === name);
      if (!token) throw new TokenError('There is no token of this name. `token list` shows those there are.');
      const text = newTokenText();
      token.hash = hashToken(text);
      token.createdAt = new Date().toISOString();
      return text;
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
   * The token a sender presented, if it is one of ours. Compares with every token in constant time, and
   * rereads the file when it changed, so that a revoked token fails on the very next request.
   */
  async find(text: string): Promise<Token | undefined> {
    if (!this.#looked) await this.#refresh();
    const presented = Buffer.from(hashToken(text), 'hex');
    let found: Token | undefined;
    for (const known of this.#known) if (timingSafeEqual(presented, known.hash)) found = known.token;
    return found;
  }

  /**
   * One look at the file is for all requests that one turn of the event loop reads: the connections they come on had
   * them, or their beginning, before the turn began, and so before the look.
   */
  async #refresh(): Promise<void> {
    const stat = statSync(this.#file.path, { bigint: true, throwIfNoEntry: false });
    const stamp = stat ? `${stat.ino} ${stat.mtimeNs} ${stat.size}` : 'absent';
    if (stamp === this.#stamp) {
      this.#looked = true;
      setImmediate(() => {
        this.#looked = false;
      });
      return;
    }
    const tokens = await this.list();
    this.#known = tokens.map((token) => ({ token, hash: Buffer.from(token.hash, 'hex') }));
    this.#stamp = stamp;
  }
}

/** Whether a token bound to `bound` may send for `provider`: the same, or below it on dot segments. */
export function coversProvider(bound: string, provider: string): boolean {
  return provider === bound || provider.startsWith(`${bound}.`);
}

function newToken(name: string, settings: TokenSettings, text: string): Token {
  return { name, ...settings, hash: hashToken(text), createdAt: new Date().toISOString() };
}

function newTokenText(): string {
  return `tempo_${randomBytes(32).toString('base64url')}`;
}

function hashToken(text: string): string {
  return hash('sha256', text);
}
