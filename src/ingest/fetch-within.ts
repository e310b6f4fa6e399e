import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { fetchTrusting, type Trust } from './fetch-trusting.ts';

/** Told by fetch of each connection it has made, when it begins to listen to it. */
const CONNECTED = 'undici:client:connected';

interface Connected {
  connectParams?: { host?: string };
  socket?: Socket;
}

export interface WithinLimit extends Omit<RequestInit, 'signal'> {
  /** For the answer and all that is read of it, in milliseconds. */
  limitMs: number;
  /** For what answers by HTTPS with a certificate that no known authority has signed. */
  trust?: Trust | undefined;
  /** Ends it before that. */
  stop?: AbortSignal;
}

/**
 * Fetches, and holds the program until there is an answer or the time is over. fetch by itself does neither where the
 * other side hangs up at once: the connection has closed before fetch listens to it, so that it waits for ever, and as
 * AbortSignal.timeout holds no program either, that ends in the middle.
 *
 * @param read takes what is wanted of the answer, within the same time
 * @throws TimeoutError when the time is over, the reason of `stop`, and TypeError with its cause as fetch does
 */
export async function fetchWithin<R>(
  url: string | URL,
  { limitMs, stop, trust, ...request }: WithinLimit,
  read: (response: Response) => Promise<R>,
): Promise<R> {
  const { host } = new URL(url);
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(new DOMException('no answer in time', 'TimeoutError')), limitMs);
  const onConnected = (message: unknown) => {
    const { connectParams, socket } = message as Connected;
    if (connectParams?.host === host && socket?.destroyed) over.abort(hungUp());
  };
  subscribe(CONNECTED, onConnected);
  try {
    const signal = stop ? AbortSignal.any([over.signal, stop]) : over.signal;
    const isTrusted = trust !== undefined && new URL(url).protocol === 'https:';
    const init = { ...request, signal };
    return await read(await (isTrusted ? fetchTrusting(new URL(url), init, trust) : fetch(url, init)));
  } finally {
    clearTimeout(timer);
    unsubscribe(CONNECTED, onConnected);
  }
}

/** As fetch says it of a connection that closes later. */
function hungUp(): TypeError {
  const cause = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
  return new TypeError('fetch failed', { cause });
}
