import { coversProvider, isViewer, type Token } from '../../ingest/token.ts';
import { TokenFile } from '../../ingest/tokens.ts';
import { readText } from '../read-text.ts';
import { type Check, failure, ok, warning } from './check.ts';
import type { OwnCommand } from './own-command.ts';
import { PROXMOX } from './tokens.ts';

const NAME = 'token';
const TOKEN_LIMIT = 4096;
const WHOLE = /^tempo_[\w-]{43}$/;

/** The token of a sender to look up, or why it could not be read; '' for none. */
export type GivenToken = string | { reason: string };

/** Where it is given, in the order of `send`: by an option, by the environment, by a file that this names. */
export async function givenToken(option: string | undefined, env: NodeJS.ProcessEnv): Promise<GivenToken> {
  const text = option ?? env.TEMPO_TOKEN;
  if (text || !env.TEMPO_TOKEN_FILE) return text ?? '';
  const read = await readText(env.TEMPO_TOKEN_FILE, TOKEN_LIMIT);
  return 'text' in read ? read.text : { reason: `${env.TEMPO_TOKEN_FILE} ${read.reason}` };
}

/** Whether a token that a sender has lets it in. Its text is never told. */
export async function checkGivenToken(
  dataDir: string,
  given: GivenToken,
  command: OwnCommand,
): Promise<Check[]> {
  if (typeof given !== 'string')
    return [failure(NAME, `TEMPO_TOKEN_FILE: ${given.reason}`, 'name a file that holds the token')];
  if (given === '') return [];
  const text = given.trim();
  try {
    return [judgeGivenToken(await new TokenFile(dataDir).find(text), WHOLE.test(text), command)];
  } catch (error) {
    return [failure(NAME, 'cannot be looked up', (error as Error).message)];
  }
}

/** @param whole the text has the form of a token */
export function judgeGivenToken(token: Token | undefined, whole: boolean, command: OwnCommand): Check {
  const anew = `put a new one into the sender: ${command('token', 'rotate', 'NAME')}`;
  if (!token && !whole)
    return failure(
      NAME,
      'the one given is none: they are "tempo_" and 43 characters',
      `copy it whole, or ${anew}`,
    );
  if (!token)
    return failure(
      NAME,
      'the one given is not known here: it was revoked or rotated, or is of another data directory',
      anew,
    );
  const forProxmox = `for Proxmox VE: ${command('token', 'add', 'NAME', '--provider', PROXMOX)}`;
  if (isViewer(token))
    return warning(
      NAME,
      `the one given is "${token.name}", a viewer's: it reads and acknowledges, and a sender gets 401 with it`,
      forProxmox,
    );
  const found = `the one given is "${token.name}", bound to ${token.provider}`;
  if (coversProvider(token.provider, PROXMOX)) return ok(NAME, found);
  return warning(NAME, `${found}: events of another provider get 401, ${PROXMOX} among them`, forProxmox);
}
