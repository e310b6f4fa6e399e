import { timingSafeEqual } from 'node:crypto';
import { statSync } from 'node:fs';
import { UsageError } from '../config.ts';
import type { SettingsFile } from '../store/settings-file.ts';
import { hashToken, type Token, type TokensFile } from './token.ts';

/** A text that works: for how long is in milliseconds since the epoch. */
interface KnownText {
  token: Token;
  hash: Buffer;
  until: number;
}

/** Knows the token that a request presents, by the file as it is now. */
export class KnownTokens {
  readonly #file: SettingsFile<TokensFile>;
  readonly #onTrouble: (trouble: Error) => void;
  #texts: readonly KnownText[] = [];
  /** Of the file as it was when it was read last. */
  #stamp: string | undefined;
  /** The file was found unchanged in this turn of the event loop. */
  #looked = false;
  /** The trouble that was told last, with the state of the file. */
  #told: string | undefined;

  /**
   * @param onTrouble told once of each state of the file in which {@link find} could not read it
   */
  constructor(file: SettingsFile<TokensFile>, onTrouble: (trouble: Error) => void) {
    this.#file = file;
    this.#onTrouble = onTrouble;
  }

  /**
   * Reads the file for {@link find}, which from then on goes on with what it has where the file is damaged.
   *
   * @throws UsageError when it is damaged now
   */
  async load(): Promise<void> {
    const stamp = this.#stampNow();
    this.#know((await this.#file.read()).tokens, stamp);
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
    for (const known of this.#texts) if (timingSafeEqual(presented, known.hash)) found = known;
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
      this.#know((await this.#file.read()).tokens, stamp);
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
    this.#texts = tokens.flatMap(knownTexts);
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
