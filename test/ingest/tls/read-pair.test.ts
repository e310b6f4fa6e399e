import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/config.ts';
import { readPair } from '../../../src/ingest/tls/read-pair.ts';
import { HOSTS, testAuthority, writePair } from '../../support/certificates.ts';
import { tempDir } from '../../support/temp-dir.ts';

const authority = testAuthority();
const made = authority.sign();
const DAY_MS = 86_400_000;

function inFiles(certificate: string | Buffer, key: string | Buffer) {
  const dir = tempDir();
  const files = { cert: join(dir, 'a.crt'), key: join(dir, 'a.key') };
  writeFileSync(files.cert, certificate);
  writeFileSync(files.key, key, { mode: 0o600 });
  return files;
}

function encrypted(): string {
  const options = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const;
  return createPrivateKey(made.key).export(options).toString();
}

describe('the files of a certificate and its key', () => {
  it('are read with what the certificate is for', () => {
    const pair = readPair(writePair(tempDir(), made));
    expect(pair.certificate.names).toEqual(HOSTS);
    const covered = ['mon.lan', '::1', '0:0:0:0:0:0:0:1', 'pve.lan', '10.0.0.1'].map(pair.certificate.covers);
    expect(covered).toEqual([true, true, true, false, false]);
    expect(pair.isKeyOpen).toBe(false);
  });

  it('may have those it was signed by behind the certificate', () => {
    const { chain } = readPair(inFiles(`${made.certificate}\n${authority.certificate}`, made.key));
    expect(chain.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  });

  it('may have a key of other kinds and forms', () => {
    const legacy = createPrivateKey(made.key).export({ type: 'sec1', format: 'pem' });
    expect(readPair(inFiles(made.certificate, legacy)).certificate.names).toEqual(HOSTS);
  });

  it('say when every user can read the key', () => {
    const files = writePair(tempDir(), made);
    chmodSync(files.key, 0o644);
    expect(readPair(files).isKeyOpen).toBe(true);
    chmodSync(files.key, 0o640);
    expect(readPair(files).isKeyOpen).toBe(false);
  });

  const der = new X509Certificate(made.certificate).raw;
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  });
  const past = authority.sign({ days: 1, now: new Date(Date.now() - 9 * DAY_MS) });
  const future = authority.sign({ now: new Date(Date.now() + 9 * DAY_MS) });
  it.each([
    [
      'a key in its place',
      made.key,
      made.key,
      /a\.crt holds no certificate in PEM\. It is a private key: .*changed places/,
    ],
    [
      'a request',
      '-----BEGIN CERTIFICATE REQUEST-----\nAA==\n-----END CERTIFICATE REQUEST-----',
      made.key,
      /a\.crt .*It is a request/,
    ],
    ['DER', der, made.key, /a\.crt .*openssl x509 -inform DER -in \S+a\.crt/],
    ['another text', 'hello', made.key, /a\.crt holds no certificate in PEM\. .*fullchain\.pem/],
    ['damage', made.certificate.replace(/\n.{20}/, '\nAAAA'), made.key, /a\.crt is damaged/],
    [
      'a certificate for the key',
      made.certificate,
      made.certificate,
      /a\.key holds no private key in PEM\. It is a certificate/,
    ],
    ['a text for the key', made.certificate, 'hello', /a\.key holds no private key in PEM\. .*privkey\.pem/],
    ['a damaged key', made.certificate, made.key.replace(/\n.{20}/, '\nAAAA'), /a\.key is damaged/],
    ['an encrypted key', made.certificate, encrypted(), /a\.key is encrypted.*openssl pkey -in/],
    ['a key of another', made.certificate, other, /a\.key does not belong to the certificate \S+a\.crt/],
    ['the wrong order', authority.certificate + made.certificate, made.key, /a\.crt are in the wrong order/],
    ['one that is over', past.certificate, past.key, /a\.crt expired on \d{4}-\d\d-\d\d: renew it/],
    ['one of the future', future.certificate, future.key, /a\.crt is valid from .* look at its clock/],
  ])('are refused with the file and what to do: %s', (_, certificate, key, text) => {
    const files = inFiles(certificate, key);
    expect(() => readPair(files)).toThrow(UsageError);
    expect(() => readPair(files)).toThrow(text);
  });

  it('are refused when they are not there, or no files', () => {
    const dir = tempDir();
    const files = writePair(dir, made);
    expect(() => readPair({ ...files, key: join(dir, 'none.key') })).toThrow(
      /key \S+none\.key .*it is not there/,
    );
    mkdirSync(join(dir, 'folder'));
    expect(() => readPair({ ...files, cert: join(dir, 'folder') })).toThrow(
      /folder cannot be read: it is not a regular/,
    );
  });
});
