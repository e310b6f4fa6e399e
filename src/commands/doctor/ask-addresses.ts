import { networkInterfaces } from 'node:os';
import type { Trust } from '../../ingest/fetch-trusting.ts';
import { fetchWithin } from '../../ingest/fetch-within.ts';
import { networkFailure } from '../../ingest/network-failure.ts';
import type { Certificate } from '../../ingest/tls/certificate.ts';
import { endpointAt, reachableNames, type Scheme } from '../addresses.ts';
import { trustIn } from '../certificate-in-force.ts';

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

/**
 * Asks each address of this machine for the health of what listens there, all at once.
 *
 * @param certificate that of the receiver; absent: plain HTTP
 */
export function askAddresses(port: number, certificate?: Certificate): Promise<AddressAnswer[]> {
  const scheme = certificate ? 'https' : 'http';
  const trust = trustIn(certificate);
  return Promise.all(
    [
      { address: '127.0.0.1', loopback: true },
      { address: '::1', loopback: true },
      ...reachableNames(networkInterfaces(), NAMELESS).map((address) => ({ address, loopback: false })),
    ].map(async (each) => ({
      ...each,
      answer: port === 0 ? NOBODY : await askBoth((by) => healthAt(each.address, port, by), scheme, trust),
    })),
  );
}

/** Who is no receiver of ours may be one that speaks HTTPS, which answers nothing else. */
async function askBoth(urlBy: (scheme: Scheme) => string, scheme: Scheme, trust?: Trust): Promise<Answer> {
  const answer = await askHealth(urlBy(scheme), trust);
  if (answer.who !== 'other' || scheme === 'https') return answer;
  const secure = await askHealth(urlBy('https'), { anyone: true });
  return secure.who === 'tempo-tui' ? secure : answer;
}

const NOBODY = { who: 'nobody' } as const;

/** The address of the receiver's health. */
export function healthAt(address: string, port: number, scheme?: Scheme): string {
  return new URL('/health', endpointAt(address, port, scheme)).href;
}

/** Asks one address of health who answers there. */
export async function askHealth(url: string, trust?: Trust): Promise<Answer> {
  try {
    const headers = { connection: 'close' };
    const request = { redirect: 'manual', headers, limitMs: ANSWER_MS, trust } as const;
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
  switch (networkFailure((cause ?? new Error()) as NodeJS.ErrnoException)) {
    case 'bad port':
      return { who: 'untried' };
    case 'nobody':
    case 'unreachable':
      return NOBODY;
    case 'silent':
      return { who: 'silent' };
    default:
      return { who: 'other' };
  }
}
