import { X509Certificate } from 'node:crypto';
import { UsageError } from '../../config.ts';
import type { Trust } from '../../ingest/fetch-trusting.ts';
import { readText } from '../read-text.ts';
import type { SendFlags } from './send-flags.ts';

const LIMIT = 1024 * 1024;

/**
 * Whom the options, or else the environment, say to trust; undefined for those that are known anyway.
 *
 * @throws UsageError for a file that holds no certificate, and where nothing is asked by HTTPS
 */
export async function senderTrust(
  { cacert, insecure }: Pick<SendFlags, 'cacert' | 'insecure'>,
  url: URL,
  env: NodeJS.ProcessEnv,
): Promise<Trust | undefined> {
  const flag = insecure ? '--insecure' : cacert !== undefined ? '--cacert' : undefined;
  if (flag !== undefined && url.protocol !== 'https:')
    throw new UsageError(
      `${flag} is for HTTPS, and ${url.host} is asked without: give --host https://${url.host}.`,
    );
  if (insecure && cacert !== undefined)
    throw new UsageError('Either --cacert or --insecure: one trusts a CA, the other everybody.');
  if (insecure) return { anyone: true };
  const path = cacert ?? (env.TEMPO_CACERT || undefined);
  if (path === undefined || url.protocol !== 'https:') return undefined;
  return { ca: await certificateIn(path, flag ?? 'TEMPO_CACERT') };
}

/**
 * The certificates in a file, in PEM.
 *
 * @param given what named it, for the error
 * @throws UsageError where it holds none
 */
export async function certificateIn(path: string, given: string): Promise<string> {
  const read = await readText(path, LIMIT);
  if ('reason' in read) throw new UsageError(`${given}: ${path} ${read.reason}.`);
  try {
    new X509Certificate(read.text);
    return read.text;
  } catch {
    throw new UsageError(`${given}: ${path} holds no certificate in PEM.`);
  }
}
