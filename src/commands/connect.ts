import { LinkError } from '../attach/link-error.ts';
import { connectTo, placeOf } from '../attach/place.ts';
import type { ReceiverAddress } from '../attach/receiver-link.ts';
import { EXIT, type Flags, type Settings, UsageError } from '../config.ts';
import { withoutToken } from '../ingest/without-token.ts';
import { attachThere } from './attached-timeline.ts';
import { keyTable } from './key-table.ts';
import { say } from './output.ts';
import { givenToken } from './send/given-token.ts';
import { receiverUrl } from './send/receiver-address.ts';
import { certificateIn } from './send/sender-trust.ts';
import { untilStopped } from './until-stopped.ts';

/** Whoever waits for longer is told for what, in milliseconds. */
const TELL_MS = 1000;
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
  const stopped = untilStopped();
  const parts = { settings, flags, keys: keyTable(settings), stopped };
  const waiting = setTimeout(() => say(`Waiting for ${placeOf(address.url)} to answer.`), TELL_MS);
  const show = await Promise.race([attachThere(parts, address), stopped.then(() => undefined)])
    .catch((error: Error) => {
      throw new UsageError(failureOf(error, address), EXIT.failed);
    })
    .finally(() => clearTimeout(waiting));
  if (show === undefined) throw new UsageError('Stopped before the receiver answered.', EXIT.failed);
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
  if (url.protocol !== 'https:')
    throw new UsageError(
      `--cacert is for HTTPS, and ${placeOf(url)} is asked without: ${connectTo(url, 'https:')}`,
    );
  return { url, token: text, ca: await certificateIn(cacert, '--cacert') };
}

function failureOf(error: Error, { url, token }: Extract<ReceiverAddress, { url: URL }>): string {
  const advice = error instanceof LinkError ? error.advice : undefined;
  const text = `Cannot show the receiver at ${connectTo(url).replace(/^--connect /, '')}: ${error.message}.`;
  return String(withoutToken(advice === undefined ? text : `${text} ${advice}`, token));
}
