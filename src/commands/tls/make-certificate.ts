import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import {
  addressBytes,
  bitString,
  boolean,
  objectId,
  octetString,
  positiveInteger,
  sequence,
  set,
  tagged,
  taggedBytes,
  time,
  utf8String,
} from './der.ts';

const DAY_MS = 86_400_000;
/** Clocks differ: a certificate is valid somewhat before it was made. */
const EARLIER_MS = DAY_MS;
const CA_DAYS = 3650;
/** Of a common name, by RFC 5280. */
const LONGEST_NAME = 64;
const ECDSA_WITH_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'));
const SERVER_AUTH = objectId('1.3.6.1.5.5.7.3.1');
/** Bits of a key's usages, the first one highest, with how many below them are unused. */
const DIGITAL_SIGNATURE = bitString(Buffer.from([0x80]), 7);
const SIGNS_CERTIFICATES = bitString(Buffer.from([0x06]), 1);

/** A certificate with its private key. */
export interface MadePair {
  /** In PEM, both. */
  certificate: string;
  key: string;
}

/** What signs certificates. */
export interface Authority {
  /** The name it has in its own certificate. */
  name: string;
  key: KeyObject;
}

/**
 * Makes an authority that can sign for the given names and addresses and for no others, so that who trusts it trusts it
 * no further.
 */
export function makeAuthority(name: string, hosts: readonly string[], now = new Date()): MadePair {
  const { publicKey, privateKey } = newKeys();
  const own = { name, key: privateKey };
  const extensions = [
    critical('2.5.29.19', sequence(boolean(true), positiveInteger(Buffer.from([0])))),
    critical('2.5.29.15', SIGNS_CERTIFICATES),
    extension('2.5.29.14', octetString(keyId(publicKey))),
    critical('2.5.29.30', sequence(tagged(0, ...hosts.map((host) => sequence(subtree(host)))))),
  ];
  return pair(sign509({ subject: name, publicKey, days: CA_DAYS, now, extensions }, own), privateKey);
}

/**
 * Makes a server's certificate that an authority has signed.
 *
 * @param hosts names and addresses that it is for, the first one also its own name
 */
export function makeServerPair(
  authority: Authority & { publicKey: KeyObject },
  { hosts, days, now = new Date() }: { hosts: readonly string[]; days: number; now?: Date },
): MadePair {
  const { publicKey, privateKey } = newKeys();
  const extensions = [
    critical('2.5.29.19', sequence()),
    critical('2.5.29.15', DIGITAL_SIGNATURE),
    extension('2.5.29.37', sequence(SERVER_AUTH)),
    extension('2.5.29.17', sequence(...hosts.map(alternativeName))),
    extension('2.5.29.14', octetString(keyId(publicKey))),
    extension('2.5.29.35', sequence(taggedBytes(0, keyId(authority.publicKey)))),
  ];
  return pair(
    sign509({ subject: hosts[0]!.slice(0, LONGEST_NAME), publicKey, days, now, extensions }, authority),
    privateKey,
  );
}

interface Unsigned {
  subject: string;
  publicKey: KeyObject;
  days: number;
  now: Date;
  extensions: readonly Buffer[];
}

/** A certificate of X.509 version 3 (RFC 5280, section 4.1), in DER. */
function sign509({ subject, publicKey, days, now, extensions }: Unsigned, issuer: Authority): Buffer {
  const from = now.getTime() - EARLIER_MS;
  const unsigned = sequence(
    tagged(0, positiveInteger(Buffer.from([2]))),
    positiveInteger(serialNumber()),
    ECDSA_WITH_SHA256,
    nameOf(issuer.name),
    sequence(time(new Date(from)), time(new Date(now.getTime() + days * DAY_MS))),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions)),
  );
  return sequence(unsigned, ECDSA_WITH_SHA256, bitString(sign('sha256', unsigned, issuer.key)));
}

/** P-256: what every TLS library there is can verify. */
function newKeys(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

/** Sixteen random bytes, positive and without a zero in front. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes;
}

function nameOf(commonName: string): Buffer {
  const attribute = (oid: string, text: string) => set(sequence(objectId(oid), utf8String(text)));
  return sequence(attribute('2.5.4.10', 'tempo-tui'), attribute('2.5.4.3', commonName));
}

function extension(oid: string, value: Buffer): Buffer {
  return sequence(objectId(oid), octetString(value));
}

function critical(oid: string, value: Buffer): Buffer {
  return sequence(objectId(oid), boolean(true), octetString(value));
}

/** RFC 5280, section 4.2.1.6: a host name is the second of the choices, an address the seventh. */
function alternativeName(host: string): Buffer {
  return isIP(host) === 0 ? taggedBytes(2, Buffer.from(host, 'latin1')) : taggedBytes(7, addressBytes(host));
}

/** The same as a constraint, section 4.2.1.10: an address has its mask behind it. */
function subtree(host: string): Buffer {
  if (isIP(host) === 0) return alternativeName(host);
  const address = addressBytes(host);
  return taggedBytes(7, Buffer.concat([address, Buffer.alloc(address.length, 0xff)]));
}

/** Any digest of the key does that is the same each time. */
function keyId(key: KeyObject): Buffer {
  const spki = key.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest().subarray(0, 20);
}

function pair(der: Buffer, key: KeyObject): MadePair {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
