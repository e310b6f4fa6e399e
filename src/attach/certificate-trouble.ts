import type { NetworkFailure } from '../ingest/network-failure.ts';
import type { Trouble } from './link-error.ts';
import { placeOf, portHint } from './place.ts';

/** Names of a certificate that are told. */
const MOST_NAMES = 6;

type CertificateFailure = Extract<NetworkFailure, 'other name' | 'expired' | 'not yet valid' | 'untrusted'>;

/**
 * What is wrong with the certificate of a receiver, and what to do.
 *
 * @param isGiven whom to trust was said by `--cacert`
 */
export function certificateTrouble(
  url: URL,
  failure: CertificateFailure,
  error: Error,
  isGiven: boolean,
): Trouble {
  const its = `the certificate of ${placeOf(url)}`;
  switch (failure) {
    case 'other name':
      return otherName(url, its, error);
    case 'expired':
      return {
        what: `${its} has expired`,
        advice:
          'Renew it there; where tempo-tui made it, by "tempo-tui tls renew". If that was done, look at the clock here.',
        isHeard: true,
      };
    case 'not yet valid':
      return {
        what: `${its} is not valid yet`,
        advice: 'The clock there or the one here is wrong.',
        isHeard: true,
      };
    case 'untrusted':
      return untrusted(url, its, error, isGiven);
  }
}

function otherName(url: URL, its: string, error: Error): Trouble {
  const { cert } = error as { cert?: { subjectaltname?: string } };
  const names = (cert?.subjectaltname ?? '')
    .split(', ')
    .map((name) => name.replace(/^(DNS|IP Address):/, ''))
    .filter(Boolean);
  const some = names.slice(0, MOST_NAMES).join(', ') + (names.length > MOST_NAMES ? ', …' : '');
  return {
    what: `${its} is not for ${url.hostname}${some === '' ? '' : `, but for ${some}`}`,
    advice: `Start again with a name that it is for. One for this name takes a new CA there, which every sender has to be given then: move the folder tls of its data away, and "tempo-tui tls create --name ${url.hostname}".`,
    isHeard: true,
  };
}

function untrusted(url: URL, its: string, error: NodeJS.ErrnoException, isGiven: boolean): Trouble {
  const fetching =
    'On its machine "tempo-tui tls show > ca.crt" writes the CA that tempo-tui made: bring that file here';
  return isGiven
    ? {
        what: `${its} is not of the authority in the file of --cacert (${error.code})`,
        advice: `It may be of another by now. ${fetching}, and start again with it.`,
        isHeard: true,
      }
    : {
        what: `${its} is of no authority that is trusted here (${error.code})`,
        advice: `${fetching}, and start again with --cacert ca.crt as well.${portHint(url)}`,
        isHeard: true,
      };
}
