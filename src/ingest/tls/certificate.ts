import { X509Certificate } from 'node:crypto';
import { isIP, isIPv6 } from 'node:net';

/** What is to be known of a server's certificate. */
export interface Certificate {
  /** In PEM, without those it was signed by. */
  pem: string;
  /** SHA-256 of it, as OpenSSL prints it. */
  fingerprint: string;
  validFrom: Date;
  validTo: Date;
  /** Host names and addresses that it is for. */
  names: readonly string[];
  /** Whether it is for a host name or an address. */
  covers(host: string): boolean;
}

/** @throws Error where the text holds no certificate */
export function readCertificate(pem: string): Certificate {
  const certificate = new X509Certificate(pem);
  return {
    pem: certificate.toString(),
    fingerprint: certificate.fingerprint256,
    validFrom: new Date(certificate.validFrom),
    validTo: new Date(certificate.validTo),
    names: namesIn(certificate.subjectAltName ?? ''),
    covers: (host) =>
      (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined,
  };
}

/** OpenSSL's text for the names: `DNS:mon.lan, IP Address:192.0.2.2`. */
function namesIn(text: string): string[] {
  return [...text.matchAll(/(?:DNS|IP Address):([^,\s"]+)/g)].map(([, name = '']) => shortened(name));
}

/** OpenSSL writes all eight groups of an address. */
function shortened(name: string): string {
  return isIPv6(name) ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name;
}
