import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import { connect, rootCertificates, type TLSSocket } from 'node:tls';

/** Whom to trust beyond the authorities that Node knows. */
export type Trust =
  /** These authorities too, in PEM. */
  | { ca: string }
  /** This very certificate, by its SHA-256 as OpenSSL prints it, whatever name it is for. */
  | { fingerprint: string }
  /** Whoever answers. */
  | { anyone: true };

/** Statuses of answers without a body. */
const BODILESS = [204, 205, 304];

/**
 * Fetches by HTTPS from whom fetch by itself would not trust; of a request it knows the method, headers, a body of text,
 * and a signal, and follows no redirect. Nothing is sent before the other side is known.
 *
 * @throws TypeError with its cause as fetch does, and the reason of the signal
 */
export async function fetchTrusting(url: URL, init: RequestInit, trust: Trust): Promise<Response> {
  const { signal } = init;
  signal?.throwIfAborted();
  let socket: TLSSocket | undefined;
  try {
    socket = await connectTrusting(url, trust, signal ?? undefined);
    const answer = await send(socket, url, init);
    return responseOf(answer);
  } catch (error) {
    socket?.destroy();
    signal?.throwIfAborted();
    throw new TypeError('fetch failed', { cause: error });
  }
}

function connectTrusting({ hostname, port }: URL, trust: Trust, signal?: AbortSignal): Promise<TLSSocket> {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const socket = connect({
    host,
    port: Number(port || 443),
    ...(isIP(host) === 0 && { servername: host }),
    ...('ca' in trust && { ca: [...rootCertificates, trust.ca] }),
    rejectUnauthorized: 'ca' in trust,
    ALPNProtocols: ['http/1.1'],
  });
  return new Promise((done, fail) => {
    const stop = () => socket.destroy(new Error('stopped'));
    signal?.addEventListener('abort', stop, { once: true });
    socket.once('close', () => signal?.removeEventListener('abort', stop));
    socket.on('error', fail);
    socket.once('close', () => fail(hungUp()));
    socket.once('secureConnect', () => {
      const isOther =
        'fingerprint' in trust && socket.getPeerX509Certificate()?.fingerprint256 !== trust.fingerprint;
      if (isOther) socket.destroy(anotherCertificate());
      else done(socket);
    });
  });
}

function send(
  socket: TLSSocket,
  url: URL,
  { method = 'GET', headers, body }: RequestInit,
): Promise<IncomingMessage> {
  const text = typeof body === 'string' ? body : undefined;
  const options: RequestOptions = {
    method,
    path: `${url.pathname}${url.search}`,
    headers: {
      connection: 'close',
      host: url.host,
      ...Object.fromEntries(new Headers(headers)),
      ...(text !== undefined && { 'content-length': Buffer.byteLength(text) }),
    },
    createConnection: () => socket,
  };
  return new Promise((done, fail) => {
    const sent = request(options, done);
    sent.on('error', fail);
    sent.end(text);
  });
}

function responseOf(answer: IncomingMessage): Response {
  const status = answer.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers))
    for (const each of [value].flat()) if (each !== undefined) headers.append(name, each);
  if (!BODILESS.includes(status))
    return new Response(Readable.toWeb(answer) as ReadableStream, { status, headers });
  answer.resume();
  return new Response(null, { status, headers });
}

/** As fetch says it. */
function hungUp(): Error {
  return Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
}

function anotherCertificate(): Error {
  return Object.assign(new Error('it has another certificate than the tempo-tui of this data directory'), {
    code: 'ERR_TLS_CERT_OTHER',
  });
}
