import { WireError } from '../attach/attachment.ts';
import { AnswerError, type ReceiverAddress } from '../attach/receiver-link.ts';
import { EXIT, type Flags, type Settings, UsageError } from '../config.ts';
import { attachThere } from './attached-timeline.ts';
import { keyTable } from './key-table.ts';
import { readText } from './read-text.ts';
import { givenToken } from './send/given-token.ts';
import { receiverUrl } from './send/receiver-address.ts';
import { untilStopped } from './until-stopped.ts';

const CERTIFICATE_LIMIT = 1024 * 1024;
const MAKING = 'tempo-tui token add NAME --viewer';

export interface ConnectFlags extends Flags {
  /** The receiver on another machine whose timeline is to be shown. */
  connect?: string;
  token?: string;
  tokenFile?: string;
  cacert?: string;
}

/**
 * The timeline of a receiver on another machine, until the user quits or the process is asked to stop.
 *
 * @throws UsageError where it cannot be reached, does not know the token as a viewer's, or is of another version
 */
export async function connect(settings: Settings, receiver: string, flags: ConnectFlags): Promise<void> {
  const address = await addressOf(receiver, settings, flags);
  // The list of processes shows what a program was called with, and the token may be there.
  process.title = 'tempo-tui';
  const parts = { settings, flags, keys: keyTable(settings), stopped: untilStopped() };
  const show = await attachThere(parts, address).catch((error: Error) => {
    throw new UsageError(failureOf(error, address.url), EXIT.failed);
  });
  await show();
}

async function addressOf(
  receiver: string,
  { port }: Settings,
  { token, tokenFile, cacert }: ConnectFlags,
): Promise<Extract<ReceiverAddress, { url: URL }>> {
  const url = receiverUrl(receiver, port, '--connect');
  url.pathname = url.pathname.replace(/[^/]*$/, '');
  const given = { ...(token !== undefined && { token }), ...(tokenFile !== undefined && { tokenFile }) };
  const text = await givenToken(given, MAKING, process.env);
  if (cacert === undefined) return { url, token: text };
  const read = await readText(cacert, CERTIFICATE_LIMIT);
  if ('reason' in read) throw new UsageError(`--cacert: ${cacert} ${read.reason}.`);
  return { url, token: text, ca: read.text };
}

function failureOf(error: Error, url: URL): string {
  const where = `The receiver at ${url.origin}`;
  if (error instanceof AnswerError && error.status === 401)
    return `${where} does not know this token as a viewer's. On its machine one is made by: ${MAKING}`;
  if (error instanceof AnswerError && error.status === 404)
    return `${where} shows nothing to viewers: it is no tempo-tui, or an older one.`;
  if (error instanceof WireError) return `${where} cannot be shown: ${error.message}.`;
  return `${where} cannot be reached: ${error.message}.`;
}
