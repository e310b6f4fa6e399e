import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { rootCertificates } from 'node:tls';
import { networkFailure } from '../ingest/network-failure.ts';
import { plainAddress } from '../ingest/plain-address.ts';
import { jsonIn } from './json-in.ts';
import { AnswerError, BreakError, LateError } from './link-error.ts';
import { otherScheme } from './other-scheme.ts';
import { type Refused, refusedError, strangeError } from './refused.ts';
import { unansweredError } from './unanswered.ts';
import { PATHS } from './wire.ts';

/** A receiver that says nothing for this long is taken for gone, in milliseconds: it beats far more often. */
const SILENCE_MS = 20_000;
/** It has this long to answer, in milliseconds. */
const ANSWER_MS = 10_000;
/** Of what a receiver answers beside a stream so much is read, in bytes. */
const MOST_ANSWER = 4 * 1024 * 1024;

/** Of what a receiver on this machine answers in place of a stream so much is told, in characters. */
const MOST_TOLD = 300;

/** How a receiver is reached: over its socket on this machine, or at an address with a viewer's token. */
export type ReceiverAddress = { socket: string } | { url: URL; token: string; ca?: string | undefined };

export interface StreamOptions {
  headers?: Record<string, string>;
  signal: AbortSignal;
  /** It let this viewer in before, so that what it says now is new. */
  wasLetIn?: boolean;
}

/**
 * Opens a path of a receiver for reading as it comes; ends with an error where the receiver falls silent.
 *
 * @throws LinkError of one at an address, which says what to do; of one on this machine AnswerError, or an error of the
 * connection
 */
export async function openStream(
  address: ReceiverAddress,
  path: string,
  { headers, signal, wasLetIn = false }: StreamOptions,
): Promise<IncomingMessage> {
  const asked = { method: 'GET', headers: { ...headers }, signal };
  const { response, from } = await ask(address, path, asked).catch(async (error: unknown) => {
    throw error instanceof Unanswered ? await whyUnanswered(address, error, path === PATHS.stream) : error;
  });
  response.socket.setTimeout(SILENCE_MS, () => response.destroy(new BreakError('it says nothing any more')));
  if (response.statusCode !== 200)
    throw refusal(address, { response, from, text: await readAll(response), wasLetIn });
  if ('socket' in address || path !== PATHS.stream || isEventStream(response)) return response;
  response.destroy();
  throw strangeError(address, response);
}

/**
 * Posts JSON to a receiver that lets this viewer in, and returns what it answers.
 *
 * @param limitMs for all of it
 * @throws LateError where it takes longer, else as {@link openStream}
 */
export async function post(
  address: ReceiverAddress,
  path: string,
  body: object,
  limitMs = ANSWER_MS,
): Promise<unknown> {
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) };
  const signal = AbortSignal.timeout(limitMs);
  try {
    const { response, from } = await ask(address, path, { method: 'POST', headers, signal }, text);
    const answer = await readAll(response);
    if (response.statusCode !== 200) throw refusal(address, { response, from, text: answer, wasLetIn: true });
    const json = jsonIn(answer);
    if (json === undefined) throw new Error('it answers with what is no JSON');
    return json;
  } catch (error) {
    if (signal.aborted) throw new LateError();
    if (!(error instanceof Unanswered)) throw error;
    throw error.cause instanceof LateError ? error.cause : await whyUnanswered(address, error, false);
  }
}

/** A request that came to no answer, and why: an error of the connection, or LateError. */
class Unanswered extends Error {
  declare readonly cause: Error;
  readonly from: string | undefined;

  constructor(cause: Error, from: string | undefined) {
    super(cause.message, { cause });
    this.from = from;
  }
}

interface Answer {
  response: IncomingMessage;
  /** The address of this machine on the connection. */
  from: string | undefined;
}

function ask(
  address: ReceiverAddress,
  path: string,
  options: RequestOptions,
  body?: string,
): Promise<Answer> {
  return new Promise((done, fail) => {
    let from: string | undefined;
    const sent = send(address, path, options, (response) => done({ response, from }));
    sent.once('socket', (socket) =>
      socket.once('connect', () => {
        from = plainAddress(socket.localAddress);
      }),
    );
    const timer = setTimeout(() => sent.destroy(new LateError()), ANSWER_MS);
    sent.once('response', () => clearTimeout(timer));
    const unanswered = (error: Error): void => {
      clearTimeout(timer);
      fail(options.signal?.aborted ? error : new Unanswered(error, from));
    };
    sent.once('error', unanswered);
    // Without a listener Node drops the connection without a word.
    sent.once('upgrade', (_, socket) => {
      socket.destroy();
      unanswered(new Error('it answers in another protocol than HTTP'));
    });
    sent.once('close', () => unanswered(new Error('it hung up')));
    sent.end(body);
  });
}

/** @param thorough what the port speaks is looked for as well */
async function whyUnanswered(
  address: ReceiverAddress,
  { cause: error, from }: Unanswered,
  thorough: boolean,
): Promise<Error> {
  if ('socket' in address) return error;
  const { url, ca } = address;
  const failure = networkFailure(error);
  const mayBeOther = thorough && (failure === 'hung up' || failure === 'plain');
  return unansweredError(url, ca, { error, from, speaks: mayBeOther ? await otherScheme(url) : undefined });
}

function refusal(address: ReceiverAddress, refused: Refused): AnswerError {
  if ('url' in address) return refusedError(address, refused);
  const { response, text } = refused;
  return new AnswerError(response.statusCode ?? 0, {
    what: `it answered ${response.statusCode}: ${text.slice(0, MOST_TOLD)}`,
  });
}

function isEventStream({ headers }: IncomingMessage): boolean {
  return /^text\/event-stream\b/.test(headers['content-type'] ?? '');
}

function send(
  address: ReceiverAddress,
  path: string,
  options: RequestOptions,
  done: (response: IncomingMessage) => void,
) {
  if ('socket' in address)
    return requestHttp({ ...options, path, socketPath: address.socket, agent: false }, done);
  const { url, token, ca } = address;
  const headers = { ...options.headers, authorization: `Bearer ${token}` };
  const target = new URL(path.replace(/^\//, ''), url);
  const given = { ...options, headers, agent: false };
  return target.protocol === 'https:'
    ? requestHttps(target, { ...given, ...(ca !== undefined && { ca: [...rootCertificates, ca] }) }, done)
    : requestHttp(target, given, done);
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  const late = setTimeout(() => response.destroy(new LateError()), ANSWER_MS);
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > MOST_ANSWER) throw new Error('it answers with more than a tempo-tui does');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
  } finally {
    clearTimeout(late);
  }
}
