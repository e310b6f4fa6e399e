import { UsageError } from '../../config.ts';
import { askHidden, canAsk } from '../ask.ts';
import { readText } from '../read-text.ts';
import type { SendFlags } from './send-flags.ts';

const TOKEN_LIMIT = 4096;
/** What may stand in a header. */
const TOKEN = /^[\x21-\x7e]+$/;

/**
 * The token to send or to read with: of the options, or else of the environment, or else of the person at the terminal.
 *
 * @param how one is made, for where there is none
 * @throws UsageError where there is none; no text of a token is ever in it
 */
export async function givenToken(
  flags: Pick<SendFlags, 'token' | 'tokenFile'>,
  how: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  if (flags.token !== undefined && flags.tokenFile !== undefined)
    throw new UsageError('Either --token or --token-file: not both.');
  if (flags.token !== undefined) return usable(flags.token, '--token');
  if (flags.tokenFile !== undefined) return ofFile(flags.tokenFile, '--token-file');
  if (env.TEMPO_TOKEN) return usable(env.TEMPO_TOKEN, 'TEMPO_TOKEN');
  if (env.TEMPO_TOKEN_FILE) return ofFile(env.TEMPO_TOKEN_FILE, 'TEMPO_TOKEN_FILE');
  // Nobody would answer a job that asks.
  if (canAsk()) return usable((await askHidden('Token: ')) ?? '', 'The token');
  throw new UsageError(
    `There is no token: --token-file FILE, or TEMPO_TOKEN in the environment. On the receiver's machine one is made by: ${how}`,
  );
}

async function ofFile(path: string, given: string): Promise<string> {
  const read = await readText(path, TOKEN_LIMIT);
  if ('reason' in read) throw new UsageError(`${given}: ${path} ${read.reason}.`);
  return usable(read.text, given);
}

function usable(text: string, given: string): string {
  const token = text.trim();
  if (TOKEN.test(token)) return token;
  const what = token === '' ? 'is empty' : 'has characters that are in no token';
  throw new UsageError(`${given} ${what}: it takes the text that "tempo-tui token add" printed.`);
}
