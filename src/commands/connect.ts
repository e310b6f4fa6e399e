import { LinkError } from '../attach/link-error.ts';
import { connectTo, placeOf } from '../attach/place.ts';
import { EXIT, type Settings, UsageError } from '../config.ts';
import { withoutToken } from '../ingest/without-token.ts';
import { showThere } from './attached-timeline.ts';
import { followLines } from './follow-lines.ts';
import { keyTable } from './key-table.ts';
import type { Opened } from './open-here.ts';
import { type AddressThere, openThere } from './open-there.ts';
import { say } from './output.ts';
import { remedyThere } from './remedy.ts';
import { givenToken } from './send/given-token.ts';
import { receiverUrl } from './send/receiver-address.ts';
import { certificateIn } from './send/sender-trust.ts';
import type { ServeFlags } from './serve.ts';
import { untilStopped } from './until-stopped.ts';

/** Whoever waits for longer is told for what, in milliseconds. */
const TELL_MS = 1000;
const MAKING = 'tempo-tui token add NAME --viewer';

export interface ConnectFlags extends ServeFlags {
  /** The receiver on another machine whose timeline is to be shown. */
  connect?: string;
  token?: string;
  tokenFile?: string;
  cacert?: string;
}

/**
 * The timeline of a receiver on another machine, until the user quits or the process is asked to stop: on the full screen,
 * or as lines where they are asked for, and without a terminal to draw on.
 *
 * @throws UsageError where it cannot be reached, does not know the token as a viewer's, or is of another version
 */
export async function connect(settings: Settings, receiver: string, flags: ConnectFlags): Promise<void> {
  const { plain = !process.stdin.isTTY || !process.stdout.isTTY, filter = '' } = flags;
  const address = await addressOf(receiver, settings, flags);
  // The list of processes shows what a program was called with, and the token may be there.
  process.title = 'tempo-tui';
  const stopped = untilStopped();
  const keys = keyTable(settings);
  const opened = await open(address, stopped);
  if (!plain) return showThere({ settings, flags, keys, stopped }, opened, address);
  return followLines(opened, {
    settings,
    filter,
    stopped,
    name: () => address.url.origin,
    remedy: () => remedyThere(opened.attachment.link),
  });
}

async function open(address: AddressThere, stopped: Promise<unknown>): Promise<Opened> {
  const waiting = setTimeout(() => say(`Waiting for ${placeOf(address.url)} to answer.`), TELL_MS);
  const opened = await Promise.race([openThere(address), stopped.then(() => undefined)])
    .catch((error: Error) => {
      throw new UsageError(failureOf(error, address), EXIT.failed);
    })
    .finally(() => clearTimeout(waiting));
  if (opened === undefined) throw new UsageError('Stopped before the receiver answered.', EXIT.failed);
  return opened;
}

async function addressOf(
  receiver: string,
  { port }: Settings,
  { token, tokenFile, cacert }: ConnectFlags,
): Promise<AddressThere> {
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

function failureOf(error: Error, { url, token }: AddressThere): string {
  const advice = error instanceof LinkError ? error.advice : undefined;
  const text = `Cannot show the receiver at ${connectTo(url).replace(/^--connect /, '')}: ${error.message}.`;
  return String(withoutToken(advice === undefined ? text : `${text} ${advice}`, token));
}
