import { PROVIDER_PATTERN } from '../event.ts';
import { safeText } from '../safe-text.ts';
import { MAX_NAME, type Token, type TokenSettings, type ViewerSettings } from './token.ts';

/** Expected failures of what is done with tokens. */
export class TokenError extends Error {}

/** The same, for what no token can be called or bound to. */
export class TokenRuleError extends TokenError {}

/** A name that no token has: the one that is wanted, or that with the next number. */
export function freeName(wanted: string, tokens: readonly Pick<Token, 'name'>[]): string {
  const isTaken = (candidate: string) => tokens.some((token) => token.name === candidate);
  let free = wanted;
  for (let number = 2; isTaken(free); number += 1) free = `${wanted}-${number}`;
  return free;
}

/** @throws TokenRuleError for a name or cluster that is not 1 to 64 printable characters, or no provider's name */
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
