import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCertificate } from '../../../src/ingest/tls/certificate.ts';
import { testAuthority } from '../../support/certificates.ts';
import { tempDir } from '../../support/temp-dir.ts';

const HOSTS = ['mon.lan', 'localhost', '192.0.2.2', '127.0.0.1', '::1', 'fd00::2'];
const DAY_MS = 86_400_000;
const hasOpenSsl = spawnSync('openssl', ['version']).status === 0;

/** What OpenSSL says of a certificate that a CA should have signed. */
function verified(ca: string, certificate: string, ...options: string[]): string {
  const dir = tempDir();
  writeFileSync(join(dir, 'ca.crt'), ca);
  writeFileSync(join(dir, 'a.crt'), certificate);
  const args = [
    'verify',
    '-x509_strict',
    '-purpose',
    'sslserver',
    ...options,
    '-CAfile',
    join(dir, 'ca.crt'),
  ];
  const { stdout, stderr } = spawnSync('openssl', [...args, join(dir, 'a.crt')], { encoding: 'utf8' });
  return stdout + stderr;
}

function shown(certificate: string): string {
  return execFileSync('openssl', ['x509', '-noout', '-text'], { input: certificate, encoding: 'utf8' });
}

describe('a certificate that is made', () => {
  it('is signed by its CA, belongs to its key, and is for the names and addresses given', () => {
    const authority = testAuthority(HOSTS);
    const { certificate } = authority.sign({ days: 824 });
    const made = new X509Certificate(certificate);
    const ca = new X509Certificate(authority.certificate);
    expect(made.verify(ca.publicKey)).toBe(true);
    expect(made.checkIssued(ca)).toBe(true);
    expect([ca.ca, made.ca]).toEqual([true, false]);
    expect(readCertificate(certificate).names).toEqual(HOSTS);
    const { validFrom, validTo } = readCertificate(certificate);
    expect((validTo.getTime() - validFrom.getTime()) / DAY_MS).toBe(825);
    expect(validFrom.getTime()).toBeLessThan(Date.now());
  });

  it('holds any names and addresses', () => {
    const label = fc.stringMatching(/^[a-z]([a-z\d-]{0,61}[a-z\d])?$/);
    const host = fc.oneof(
      fc.array(label, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.')),
      fc.ipV4(),
      fc.ipV6(),
    );
    const authority = testAuthority(HOSTS);
    fc.assert(
      fc.property(fc.uniqueArray(host, { minLength: 1, maxLength: 40 }), (hosts) => {
        const { names, covers } = readCertificate(authority.sign({ hosts }).certificate);
        expect(names).toHaveLength(hosts.length);
        for (const each of hosts) expect(covers(each)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it.each(['2049-12-31T23:59:59Z', '2050-01-01T00:00:00Z', '2060-06-01T12:00:00Z'])(
    'bears dates on both sides of 2050: %s',
    (date) => {
      const now = new Date(date);
      const { validTo } = readCertificate(testAuthority(HOSTS).sign({ days: 10, now }).certificate);
      expect(validTo).toEqual(new Date(now.getTime() + 10 * DAY_MS));
    },
  );

  it.runIf(hasOpenSsl)('is what a strict OpenSSL takes, by name and by address', () => {
    const authority = testAuthority(HOSTS);
    const { certificate } = authority.sign();
    expect(verified(authority.certificate, certificate, '-verify_hostname', 'mon.lan')).toContain(': OK');
    expect(verified(authority.certificate, certificate, '-verify_ip', 'fd00::2')).toContain(': OK');
    expect(verified(authority.certificate, certificate, '-verify_hostname', 'pve.lan')).toContain(
      'hostname mismatch',
    );
    expect(verified(testAuthority(HOSTS).certificate, certificate)).toContain('verification failed');
    expect(shown(certificate)).toMatch(/TLS Web Server Authentication[\s\S]*Subject Alternative Name/);
    expect(shown(authority.certificate)).toMatch(/CA:TRUE, pathlen:0[\s\S]*Name Constraints: critical/);
  });

  it.runIf(hasOpenSsl)('is worth nothing for names that its CA may not sign for', () => {
    const authority = testAuthority(HOSTS);
    for (const hosts of [['pve.lan'], ['mon.lan', '192.0.2.3'], ['2001:db8::1']]) {
      const { certificate } = authority.sign({ hosts });
      expect(verified(authority.certificate, certificate)).toContain('permitted subtree violation');
    }
  });
});
