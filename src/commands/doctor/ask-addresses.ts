import { networkInterfaces } from 'node:os';
import { fetchWithin } from '../../ingest/fetch-within.ts';
import { endpointAt, reachableNames } from '../addresses.ts';

/** An address that is asked takes no longer, in milliseconds. */
const ANSWER_MS = 2000;
/** For the addresses alone: who asks a name of this machine here asks one of them. */
const NAMELESS = '';

export type Answer =
  | { who: 'tempo-tui'; status: number }
  /** Another program, in HTTP or not. */
  | { who: 'other' }
  | { who: 'nobody' }
  /** Something takes the connection, or swallows it, and says nothing. */
  | { who: 'silent' }
  /** A port that HTTP clients keep away from. */
  | { who: 'untried' };

export interface AddressAnswer {
  address: string;
  loopback: boolean;
  answer: Answer;
}

/** Asks each address of this machine for the health of what listens there, all at once. */
export function askAddresses(port: number): Promise<AddressAnswer[]> {
  return Promise.all(
    [
      { address: '127.0.0.1', loopback: true },
      { address: '::1', loopback: true },
      ...reachableNames(networkInterfaces(), NAMELESS).map((address) => ({ address, loopback: false })),
    ].map(async (each) => ({
      ...each,
      answer: port === 0 ? NOBODY : await askHealth(healthAt(each.address, port)),
    })),
  );
}

const NOBODY = { who: 'nobody' } as const;

/** The address of the receiver's health. */
export function healthAt(address: string, port: number): string {
  return new URL('/health', endpointAt(address, port)).href;
}

/** Asks one address of health who answers there. */
export async function askHealth(url: string): Promise<Answer> {
  try {
    const request = { redirect: 'manual', headers: { connection: 'close' }, limitMs: ANSWER_MS } as const;
    return await fetchWithin(url, request, async ({ body, headers, status }) => {
      await body?.cancel();
      return headers.get('server') === 'tempo-tui' ? { who: 'tempo-tui', status } : { who: 'other' };
    });
  } catch (error) {
    return readFailure(error as Error);
  }
}

/** What a request that failed tells of who is there. */
export function readFailure({ name, cause }: Error): Answer {
  if (name === 'TimeoutError') return { who: 'silent' };
  const { code = '', message = '' } = (cause ?? {}) as NodeJS.ErrnoException;
  if (message === 'bad port') return { who: 'untried' };
  if (/^(ECONNREFUSED|EADDRNOTAVAIL|EAFNOSUPPORT|EHOSTUNREACH|ENETUNREACH|EINVAL)$/.test(code)) return NOBODY;
  if (code === 'ETIMEDOUT' || code === 'UND_ERR_CONNECT_TIMEOUT') return { who: 'silent' };
  return { who: 'other' };
}
