import { randomUUID } from 'node:crypto';
import { EXIT, readSettings, UsageError } from '../config.ts';
import type { Trust } from '../ingest/fetch-trusting.ts';
import { certificateInForce, trustIn } from './certificate-in-force.ts';
import { say, writeLine } from './output.ts';
import { printableJson } from './printable-json.ts';
import { readText } from './read-text.ts';
import { givenToken } from './send/given-token.ts';
import { failureText, isAccepted } from './send/outcome-text.ts';
import { payloadOf } from './send/payload-of.ts';
import { type Posted, postEvent } from './send/post-event.ts';
import { receiverUrl } from './send/receiver-address.ts';
import type { SendFlags } from './send/send-flags.ts';
import { senderTrust } from './send/sender-trust.ts';

/** What a receiver takes, in bytes. */
const MESSAGE_LIMIT = 4 * 1024 * 1024;
/** Asks for a run's id to be made, and printed. */
const NEW_RUN = 'auto';

/**
 * Posts an event to a receiver, as a shell script's own words.
 *
 * @throws UsageError for options that are wrong; with exit code 1 where the event was not taken.
 */
export async function send(given: SendFlags, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const isNewRun = given.runId === NEW_RUN;
  const flags = isNewRun ? { ...given, runId: randomUUID().slice(0, 13) } : given;
  if (flags.message === '-' && flags.tokenFile === '-')
    throw new UsageError('One thing can be piped in: the message or the token.');
  const payload = payloadOf(flags, await messageOf(flags.message));
  const { url, trust: own } = receiverOf(flags, env);
  if (flags.dryRun) {
    writeLine(printableJson(payload));
    return;
  }
  const trust = (await senderTrust(flags, url, env)) ?? own;
  const how = `tempo-tui token add scripts --provider ${flags.provider}`;
  const token = await givenToken(flags, how, env);
  if (flags.verbose) say(`Posting to ${url}.`);
  const posted = await postEvent(url, token, payload, { trust });
  const failure = isAccepted(posted) ? undefined : failureText(posted, url, flags.provider);
  if (flags.json) writeLine(printableJson(answerOf(posted, failure, isNewRun && flags.runId)));
  else if (isNewRun && failure === undefined) writeLine(flags.runId!);
  if (failure !== undefined) throw new UsageError(failure, EXIT.failed);
  // A job that goes well has nothing to say: cron would send it as a mail.
  if (flags.verbose || process.stderr.isTTY) say('Accepted.');
}

interface Receiver {
  url: URL;
  /** Of one on this machine with a certificate of its own. */
  trust?: Trust | undefined;
}

async function messageOf(text: string | undefined): Promise<string | undefined> {
  if (text !== '-') return text;
  const read = await readText('-', MESSAGE_LIMIT);
  if ('reason' in read) throw new UsageError(`--message: stdin ${read.reason}.`, EXIT.failed);
  return read.text;
}

/** What listens on this machine is reached where it listens, by the config file. */
function receiverOf({ host: receiver, ...flags }: SendFlags, env: NodeJS.ProcessEnv): Receiver {
  const { host, port, tls } = readSettings(portAndConfig(flags), env);
  if (receiver !== undefined) return { url: receiverUrl(receiver, port, '--host') };
  if (env.TEMPO_HOST) return { url: receiverUrl(env.TEMPO_HOST, port, 'TEMPO_HOST') };
  const certificate = certificateInForce({ ...(tls && { tls }) }, undefined);
  const url = receiverUrl(host ?? '127.0.0.1', port, 'The host of the config file');
  if (certificate) url.protocol = 'https:';
  return { url, trust: trustIn(certificate) };
}

function portAndConfig({ port, config }: Pick<SendFlags, 'port' | 'config'>) {
  return { ...(port !== undefined && { port }), ...(config !== undefined && { config }) };
}

function answerOf(posted: Posted, failure: string | undefined, runID: string | false | undefined): object {
  const run = runID ? { runID } : {};
  if (posted.kind !== 'answered') return { httpStatus: null, error: failure, ...run };
  return { ...posted.body, httpStatus: posted.status, ...run };
}
