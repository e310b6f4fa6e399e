import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { rootCertificates } from 'node:tls';

/** A receiver that says nothing for this long is taken for gone, in milliseconds: it beats far more often. */
const SILENCE_MS = 20_000;
/** It has this long to answer, in milliseconds. */
const ANSWER_MS = 10_000;
/** Of what a receiver answers beside a stream so much is read, in bytes. */
const MOST_ANSWER = 4 * 1024 * 1024;
/** Of the reason for a refusal so much is told, in characters. */
const MOST_REASON = 300;

/** How a receiver is reached: over its socket on this machine, or at an address with a viewer's token. */
export type ReceiverAddress = { socket: string } | { url: URL; token: string; ca?: string | undefined };

/** A receiver that answered, and not with what was asked for. */
export class AnswerError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A receiver that did not answer in time: what it was asked to do may have been done all the same. */
export class LateError extends Error {
  constructor() {
    super('no answer in time');
  }
}

/** Opens a path of a receiver for reading as it comes; ends with an error where the receiver falls silent. */
export async function openStream(
  address: ReceiverAddress,
  path: string,
  { headers, signal }: { headers?: Record<string, string>; signal: AbortSignal },
): Promise<IncomingMessage> {
  const response = await ask(address, path, { method: 'GET', headers: { ...headers }, signal });
  response.socket.setTimeout(SILENCE_MS, () => response.destroy(new Error('it says nothing any more')));
  if (response.statusCode === 200) return response;
  const text = await readAll(response);
  throw new AnswerError(response.statusCode ?? 0, reasonIn(text));
}

/**
 * Posts JSON to a receiver and returns what it answers.
 *
 * @param limitMs for all of it
 * @throws LateError where it takes longer, AnswerError, or an error of the connection
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
  const { response, answer } = await whole(address, path, { method: 'POST', headers, signal }, text).catch(
    (error: unknown) => {
      throw signal.aborted ? new LateError() : error;
    },
  );
  if (response.statusCode !== 200) throw new AnswerError(response.statusCode ?? 0, reasonIn(answer));
  return JSON.parse(answer);
}

async function whole(address: ReceiverAddress, path: string, options: RequestOptions, body: string) {
  const response = await ask(address, path, options, body);
  return { response, answer: await readAll(response) };
}

function ask(
  address: ReceiverAddress,
  path: string,
  options: RequestOptions,
  body?: string,
): Promise<IncomingMessage> {
  return new Promise((done, fail) => {
    const sent = send(address, path, options, done);
    const timer = setTimeout(() => sent.destroy(new LateError()), ANSWER_MS);
    sent.once('response', () => clearTimeout(timer));
    sent.once('error', (error) => {
      clearTimeout(timer);
      fail(error);
    });
    sent.end(body);
  });
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
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_ANSWER) throw new Error('it answers with more than a tempo-tui does');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function reasonIn(text: string): string {
  try {
    return String((JSON.parse(text) as { error?: unknown }).error).slice(0, MOST_REASON);
  } catch {
    return 'an answer that is not of a tempo-tui';
  }
}
