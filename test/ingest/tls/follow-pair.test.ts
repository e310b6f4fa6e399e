import { renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { followPair } from '../../../src/ingest/tls/follow-pair.ts';
import { testAuthority, writePair } from '../../support/certificates.ts';
import { tempDir } from '../../support/temp-dir.ts';

const authority = testAuthority();
const IN_TIME = { timeout: 10_000 };

function follow(files: { cert: string; key: string }) {
  const followed = followPair(files);
  onTestFinished(() => followed.close());
  const changes: string[] = [];
  const troubles: string[] = [];
  followed.onChange(({ certificate }) => changes.push(certificate.fingerprint));
  followed.onTrouble(({ message }) => troubles.push(message));
  return { followed, changes, troubles };
}

describe('a pair that is followed', () => {
  it('changes with its files, told once, also where one is written long before the other', async () => {
    const dir = tempDir();
    const files = writePair(dir, authority.sign());
    const { followed, changes, troubles } = follow(files);
    const before = followed.inForce.certificate.fingerprint;
    const next = authority.sign();
    writeFileSync(files.key, next.key);
    await vi.waitFor(() => expect(troubles).toEqual([expect.stringContaining('does not belong')]), IN_TIME);
    expect(followed.inForce.certificate.fingerprint).toBe(before);
    writeFileSync(files.cert, next.certificate);
    await vi.waitFor(() => expect(changes).toHaveLength(1), IN_TIME);
    expect(followed.inForce.certificate.fingerprint).toBe(changes[0]);
    expect(changes[0]).not.toBe(before);
  });

  it('changes when links are set anew, as certbot does', async () => {
    const dir = tempDir();
    const live = { cert: join(dir, 'fullchain.pem'), key: join(dir, 'privkey.pem') };
    const point = (name: string) => {
      const made = writePair(join(dir, name), authority.sign());
      for (const which of ['cert', 'key'] as const) {
        symlinkSync(made[which], `${live[which]}.new`);
        renameSync(`${live[which]}.new`, live[which]);
      }
    };
    point('one');
    const { changes, troubles } = follow(live);
    point('two');
    await vi.waitFor(() => expect(changes).toHaveLength(1), IN_TIME);
    expect(troubles).toEqual([]);
  });

  it('stays as it was, told once, while its files are broken', async () => {
    const files = writePair(tempDir(), authority.sign());
    const { changes, troubles, followed } = follow(files);
    writeFileSync(files.cert, 'broken');
    await vi.waitFor(() => expect(troubles).toHaveLength(1), IN_TIME);
    const next = authority.sign();
    writePair(join(files.cert, '..'), next);
    await vi.waitFor(() => expect(changes).toHaveLength(1), IN_TIME);
    expect(troubles).toHaveLength(1);
    expect(followed.inForce.key).toBe(next.key);
  });
});
