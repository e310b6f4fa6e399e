import { readFileSync } from 'node:fs';
import type { Settings } from '../config.ts';
import type { Trust } from '../ingest/fetch-trusting.ts';
import { type Certificate, readCertificate } from '../ingest/tls/certificate.ts';
import type { OwnerInfo } from '../store/lock.ts';

/**
 * The certificate of the receiver of a data directory: that of the process which has it, or else that by which one would
 * start with these settings; undefined for plain HTTP, and for files that cannot be read.
 */
export function certificateInForce(
  { tls }: Pick<Settings, 'tls'>,
  owner: OwnerInfo | 'silent' | undefined,
): Certificate | undefined {
  try {
    if (typeof owner === 'object') return owner.certificate ? readCertificate(owner.certificate) : undefined;
    return tls && readCertificate(readFileSync(tls.cert, 'latin1'));
  } catch {
    return undefined;
  }
}

/** How this machine asks its own receiver: by the certificate itself, as its addresses need not be in there. */
export function trustIn(certificate: Certificate | undefined): Trust | undefined {
  return certificate && { fingerprint: certificate.fingerprint };
}
