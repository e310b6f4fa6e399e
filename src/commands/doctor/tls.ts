import type { Settings } from '../../config.ts';
import { readCertificate } from '../../ingest/tls/certificate.ts';
import { dayOf, readPair, type TlsPair } from '../../ingest/tls/read-pair.ts';
import type { OwnerInfo } from '../../store/lock.ts';
import { endText, openKeyText } from '../note-certificate.ts';
import { type Check, failure, ok, warning } from './check.ts';

const NAME = 'tls';
const MENDS = 'tempo-tui does not start with it, and one that runs keeps the certificate of before';

/** Whether HTTPS is spoken, and until when the certificate is good for it. */
export function judgeTls(
  { tls, dataDir }: Pick<Settings, 'tls' | 'dataDir'>,
  owner: OwnerInfo | 'silent' | undefined,
): Check {
  if (!tls) return judgeRunning(owner);
  let pair: TlsPair;
  try {
    pair = readPair(tls);
  } catch (error) {
    return failure(NAME, (error as Error).message, MENDS);
  }
  const found = `HTTPS with ${tls.cert}, valid till ${dayOf(pair.certificate.validTo)}, for ${pair.certificate.names.join(', ')}`;
  const end = endText(pair, dataDir);
  if (end !== undefined) return warning(NAME, found, end);
  return pair.isKeyOpen ? warning(NAME, found, openKeyText(tls.key)) : ok(NAME, found);
}

/** What runs may have been given its certificate on the command line. */
function judgeRunning(owner: OwnerInfo | 'silent' | undefined): Check {
  if (typeof owner !== 'object' || owner.certificate === undefined)
    return ok(
      NAME,
      'plain HTTP: who can read along on the way sees the token ("tempo-tui tls create" makes a certificate)',
    );
  const { validTo, names } = readCertificate(owner.certificate);
  return ok(
    NAME,
    `the tempo-tui that runs speaks HTTPS, with a certificate valid till ${dayOf(validTo)}, for ${names.join(', ')}`,
  );
}
