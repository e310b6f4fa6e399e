import { join } from 'node:path';
import { type SettingsFile, settingsFile } from '../store/settings-file.ts';
import { KnownTokens } from './known-tokens.ts';
import {
  hashToken,
  isViewer,
  newToken,
  newTokenText,
  type SenderToken,
  type Token,
  type TokenSettings,
  type TokensFile,
  tokensFileSchema,
  type ViewerSettings,
} from './token.ts';
import { checkToken, freeName, TokenError } from './token-rules.ts';

/** The tokens of a data directory: 32 random bytes each, of which only the SHA-256 is kept. */
export class TokenFile {
  readonly #file: SettingsFile<TokensFile>;
  readonly #known: KnownTokens;

  /**
   * @param onTrouble told once of each state of the file in which {@link find} could not read it
   */
  constructor(dataDir: string, onTrouble: (trouble: Error) => void = () => {}) {
    this.#file = settingsFile(join(dataDir, 'tokens.json'), tokensFileSchema, () => ({
      version: 1,
      tokens: [],
    }));
    this.#known = new KnownTokens(this.#file, onTrouble);
  }

  async list(): Promise<readonly Token[]> {
    return (await this.#file.read()).tokens;
  }

  /** Those of senders alone. */
  async senders(): Promise<readonly SenderToken[]> {
    return (await this.list()).filter((token): token is SenderToken => !isViewer(token));
  }

  /** As {@link KnownTokens.load}. */
  load(): Promise<void> {
    return this.#known.load();
  }

  /** As {@link KnownTokens.find}. */
  find(text: string): Promise<Token | undefined> {
    return this.#known.find(text);
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
      const token = tokenNamed(name, tokens);
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
      const token = tokenNamed(name, tokens);
      if (from) token.from = from;
      else delete token.from;
    });
  }

  revoke(name: string): Promise<void> {
    return this.#file.update((file) => {
      tokenNamed(name, file.tokens);
      file.tokens = file.tokens.filter((token) => token.name !== name);
    });
  }
}

/** @throws TokenError where there is none */
function tokenNamed(name: string, tokens: readonly Token[]): Token {
  const token = tokens.find((candidate) => candidate.name === name);
  if (token) return token;
  throw new TokenError('There is no token of this name. `token list` shows those there are.');
}
