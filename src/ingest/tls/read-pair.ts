import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { type TlsFiles, UsageError } from '../../config.ts';
import { type Certificate, readCertificate } from './certificate.ts';

/** No file of keys or certificates is as large, in bytes. */
const MOST_BYTES = 1024 * 1024;
const ONE_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** A certificate and its key that TLS can be spoken with now. */
export interface TlsPair {
  files: TlsFiles;
  /** In PEM: the server's own certificate first. */
  chain: string;
  key: string;
  certificate: Certificate;
  /** The key's file can be read by every user of this machine. */
  isKeyOpen: boolean;
}

/**
 * Reads a certificate and its private key, and sees whether they can be used.
 *
 * @throws UsageError naming the file that cannot be used, and what to do
 */
export function readPair(files: TlsFiles, now = Date.now()): TlsPair {
  const chain = certificatesOf(readPem(files.cert, 'certificate'), files.cert);
  const keyText = readPem(files.key, 'key');
  const key = keyOf(keyText, files.key);
  const certificate = readCertificate(chain[0]!);
  checkPair(chain, key, files);
  checkDates(certificate, files.cert, now);
  const pair = { files, chain: chain.join('\n'), key: keyText, certificate, isKeyOpen: isOpen(files.key) };
  try {
    createSecureContext({ cert: pair.chain, key: pair.key });
  } catch (error) {
    throw new UsageError(
      `The certificate ${files.cert} with its key cannot be used: ${(error as Error).message}`,
    );
  }
  return pair;
}

function readPem(path: string, what: 'certificate' | 'key'): string {
  try {
    // What waits for a writer would never be read, and what is no file may never end.
    const stat = statSync(path);
    if (!stat.isFile()) throw new Error('it is not a regular file');
    if (stat.size > MOST_BYTES) throw new Error('it is far too large for one');
    return readFileSync(path, 'latin1');
  } catch (error) {
    throw new UsageError(`The ${what} ${path} cannot be read: ${reasonOf(error as NodeJS.ErrnoException)}`);
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'it is not there.';
    case 'EACCES':
      return 'this user may not. Let tempo-tui have a copy of its own, or run it as a user who may.';
    default:
      return `${message.replace(/\.$/, '')}.`;
  }
}

/** Each certificate of a file, in PEM. */
function certificatesOf(text: string, path: string): string[] {
  const found = text.match(ONE_CERTIFICATE);
  if (!found)
    throw new UsageError(`${path} holds no certificate in PEM. ${insteadOfCertificate(text, path)}`);
  for (const each of found) {
    try {
      new X509Certificate(each);
    } catch {
      throw new UsageError(`The certificate ${path} is damaged: fetch or make it anew.`);
    }
  }
  return found;
}

function insteadOfCertificate(text: string, path: string): string {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text))
    return 'It is a private key: the certificate and the key have changed places, or one was given twice.';
  if (/-----BEGIN (NEW )?CERTIFICATE REQUEST-----/.test(text))
    return 'It is a request for one: what the authority sent back is needed.';
  if (text.charCodeAt(0) === 0x30)
    return `It may be one in DER: openssl x509 -inform DER -in ${path} -out cert.pem`;
  return 'That file begins with -----BEGIN CERTIFICATE-----; acme clients call it fullchain.pem.';
}

function keyOf(text: string, path: string): KeyObject {
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(text))
    throw new UsageError(
      `The key ${path} is encrypted, and there is nobody to ask for its passphrase at a restart. ` +
        `Take it off into a file that you alone may read: (umask 077; openssl pkey -in ${path} -out server.key)`,
    );
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    const isCertificate = /-----BEGIN CERTIFICATE-----/.test(text);
    const instead = isCertificate
      ? 'It is a certificate: the two have changed places, or one was given twice.'
      : 'That file begins with -----BEGIN PRIVATE KEY-----; acme clients call it privkey.pem.';
    throw new UsageError(`${path} holds no private key in PEM. ${instead}`);
  }
  try {
    return createPrivateKey(text);
  } catch {
    throw new UsageError(`The key ${path} is damaged, or of a kind that is not known here.`);
  }
}

function checkPair(chain: readonly string[], key: KeyObject, { cert, key: keyFile }: TlsFiles): void {
  const place = chain.findIndex((each) => new X509Certificate(each).checkPrivateKey(key));
  if (place === 0) return;
  throw new UsageError(
    place < 0
      ? `The key ${keyFile} does not belong to the certificate ${cert}: give the two that were made together.`
      : `The certificates in ${cert} are in the wrong order: that of the server, which the key belongs to, stands first.`,
  );
}

function checkDates({ validFrom, validTo }: Certificate, path: string, now: number): void {
  if (validTo.getTime() <= now)
    throw new UsageError(`The certificate ${path} expired on ${dayOf(validTo)}: renew it.`);
  if (validFrom.getTime() > now)
    throw new UsageError(
      `The certificate ${path} is valid from ${validFrom.toISOString()} on, and this machine has ${new Date(now).toISOString()}: look at its clock.`,
    );
}

/** A date as it stands in texts: `2027-04-29`, in UTC. */
export function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function isOpen(path: string): boolean {
  return process.platform !== 'win32' && (statSync(path).mode & 0o007) !== 0;
}
