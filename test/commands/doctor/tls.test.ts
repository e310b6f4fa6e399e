import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeTls } from '../../../src/commands/doctor/tls.ts';
import { testAuthority, writePair } from '../../support/certificates.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { told } from './facts.ts';

const authority = testAuthority();

function judged(days: number, dataDir = '/elsewhere', mode = 0o600): string {
  const tls = writePair(
    dataDir === '/elsewhere' ? tempDir() : join(dataDir, 'tls'),
    authority.sign({ days }),
  );
  chmodSync(tls.key, mode);
  return told(judgeTls({ tls, dataDir }, undefined))[0]!;
}

describe('doctor on HTTPS', () => {
  it('says until when the certificate is valid, and for which names', () => {
    expect(judged(30)).toMatch(
      /^ok tls: HTTPS with \S+server\.crt, valid till \d{4}-\d\d-\d\d, for mon\.lan, localhost/,
    );
  });

  it('warns of one that ends soon, and says how the next is had where tempo-tui made it', () => {
    expect(judged(13)).toMatch(/^warning tls: .* is valid for 12 more days, until \S+, .*: renew it\.$/);
    expect(judged(2, tempDir())).toMatch(
      /^warning tls: .* is valid for 1 more day, .*"tempo-tui tls renew" makes the next/,
    );
  });

  it('warns of a key that everybody reads', () => {
    expect(judged(30, '/elsewhere', 0o644)).toMatch(/^warning tls: .*chmod o-rwx \S+server\.key$/);
  });

  it('fails for a pair that cannot be used', () => {
    const tls = writePair(tempDir(), { ...authority.sign(), key: authority.sign().key });
    expect(told(judgeTls({ tls, dataDir: '/x' }, undefined))[0]).toMatch(
      /^failure tls: .*does not belong to the certificate/,
    );
  });

  it('says what the tempo-tui that runs speaks, whatever these settings say', () => {
    const { certificate } = authority.sign();
    expect(told(judgeTls({ dataDir: '/x' }, { pid: 1, port: 2, certificate }))[0]).toMatch(
      /^ok tls: the tempo-tui that runs speaks HTTPS, with a certificate valid till/,
    );
    expect(told(judgeTls({ dataDir: '/x' }, { pid: 1, port: 2 }))[0]).toMatch(/^ok tls: plain HTTP: /);
  });
});
