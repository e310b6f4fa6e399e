import { networkFailure } from '../ingest/network-failure.ts';
import { certificateTrouble } from './certificate-trouble.ts';
import { LateError, LinkError, type Trouble } from './link-error.ts';
import { allowing, connectTo, isOutward, placeOf, portHint } from './place.ts';

/** A request to a receiver that came to no answer. */
export interface Unanswered {
  error: Error;
  /** The address of this machine on the connection; absent where none came about. */
  from: string | undefined;
  /** What the port speaks instead, where that is known. */
  speaks?: 'http:' | 'https:' | undefined;
}

/**
 * Why a receiver at an address does not answer, and what to do, for who wants to read it.
 *
 * @param ca the certificate authority that was given for it, if one was
 */
export function unansweredError(url: URL, ca: string | undefined, unanswered: Unanswered): LinkError {
  const { speaks } = unanswered;
  return new LinkError(speaks === undefined ? troubleOf(url, ca, unanswered) : speaking(url, speaks));
}

function speaking(url: URL, speaks: 'http:' | 'https:'): Trouble {
  const again = `Start again with ${connectTo(url, speaks)}`;
  if (speaks === 'https:')
    return { what: `port ${portOf(url)} speaks HTTPS, and was asked by HTTP`, advice: again, isHeard: true };
  const advice = `${again} if it is to be without: what goes by HTTP, the token too, can be read on the way.`;
  return { what: `port ${portOf(url)} speaks HTTP, and no HTTPS`, advice, isHeard: true };
}

function troubleOf(url: URL, ca: string | undefined, { error, from }: Unanswered): Trouble {
  const place = placeOf(url);
  const { code = '' } = error as NodeJS.ErrnoException;
  if (error instanceof LateError) return from === undefined ? silent(url) : mute(url);
  const failure = networkFailure(error);
  switch (failure) {
    case 'nobody':
      return {
        what: `nothing listens at ${place}`,
        advice: `Does "tempo-tui serve" run there, on that port, and can it be reached from other machines (--host 0.0.0.0)?${portHint(url)}`,
      };
    case 'no host':
      return {
        what: `this machine knows no host ${url.hostname} (${code})`,
        advice: 'Is the name right, and the network here up? --connect takes an address as well.',
      };
    case 'unreachable':
      return {
        what: `no way leads from here to ${url.hostname} (${code})`,
        advice: 'Is that machine on, and is the network here, or the VPN, up?',
      };
    case 'silent':
      return silent(url);
    case 'hung up':
      return url.protocol === 'https:' ? hungUpOnTls(place, from) : hungUp(place);
    case 'plain':
      return {
        what: `${place} speaks no HTTPS`,
        advice: `Is that the port of tempo-tui?${portHint(url)}`,
        isHeard: true,
      };
    case 'no TLS':
      return { what: `${place} and this machine agree on no TLS (${code})`, isHeard: true };
    case 'no HTTP':
      return {
        what: `what answers at ${place} speaks no HTTP, so it is no tempo-tui`,
        advice: `Is that the port of tempo-tui?${portHint(url)}`,
        isHeard: true,
      };
    case 'other name':
    case 'expired':
    case 'not yet valid':
    case 'untrusted':
      return certificateTrouble(url, failure, error, ca !== undefined);
    default:
      return { what: `${place} cannot be reached: ${error.message.trim()}` };
  }
}

function silent(url: URL): Trouble {
  return {
    what: `${placeOf(url)} does not answer at all`,
    advice: `Is that machine on, and does a firewall let port ${portOf(url)} through?${portHint(url)}`,
  };
}

/** It takes connections, and that is all. */
function mute(url: URL): Trouble {
  return {
    what: `${placeOf(url)} takes the connection and says nothing`,
    advice: `It may hang, or be no tempo-tui: on its machine "tempo-tui doctor" says.${portHint(url)}`,
  };
}

function hungUp(place: string): Trouble {
  return {
    what: `${place} hung up without an answer`,
    advice:
      'It may be stopping, have too many connections, not let this machine connect, or be no tempo-tui: on its machine ' +
      '"tempo-tui rejections" and "tempo-tui doctor" say.',
  };
}

/** By HTTPS a receiver has no other way to tell an address that it may not connect. */
function hungUpOnTls(place: string, from: string | undefined): Trouble {
  return {
    what: `${place} hung up before it showed a certificate`,
    advice:
      `It does so where ${isOutward(from) ? from : 'the address of this machine'} may not connect: ` +
      `on its machine "tempo-tui rejections" tells that, and ${allowing(from)} lets it in. Or it is stopping.`,
    isHeard: true,
  };
}

function portOf(url: URL): string {
  return placeOf(url).replace(/^.*:/, '');
}
