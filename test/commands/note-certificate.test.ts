import { chmodSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Journal } from '../../src/commands/journal.ts';
import { noteCertificate } from '../../src/commands/note-certificate.ts';
import { followPair } from '../../src/ingest/tls/follow-pair.ts';
import { testAuthority, writePair } from '../support/certificates.ts';
import { tempDir } from '../support/temp-dir.ts';

const DAY_MS = 86_400_000;
const authority = testAuthority();

function start(days: number, mode = 0o600) {
  const files = writePair(tempDir(), authority.sign({ days }));
  chmodSync(files.key, mode);
  const secured = followPair(files);
  const journal = new Journal();
  const noting = noteCertificate(journal, secured, '/elsewhere');
  onTestFinished(() => {
    noting.stop();
    secured.close();
  });
  return {
    warnings: () => journal.entries.filter(({ kind }) => kind === 'bad').map(({ text }) => text),
    journal,
  };
}

describe('the journal on a certificate', () => {
  it('says which is in force, and nothing bad of one that has time', () => {
    const { journal, warnings } = start(30);
    expect(journal.entries[0]?.text).toMatch(/^HTTPS with \S+server\.crt, valid until \d{4}-\d\d-\d\d\.$/);
    expect(warnings()).toEqual([]);
  });

  it('warns day by day of one that ends in less than 14 days, until it is over and after', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const { warnings } = start(15);
    expect(warnings()).toEqual([]);
    vi.advanceTimersByTime(2 * DAY_MS);
    expect(warnings()).toEqual([
      expect.stringMatching(/is valid for 13 more days/),
      expect.stringMatching(
        /is valid for 12 more days, until \S+, after which Proxmox sends nothing here: renew it\.$/,
      ),
    ]);
    vi.advanceTimersByTime(14 * DAY_MS);
    expect(warnings().at(-1)).toMatch(
      /was valid until \S+, after which Proxmox sends nothing here: renew it\.$/,
    );
    expect(warnings()).toHaveLength(16);
  });

  it('warns of a key that every user can read, with the line that mends it', () => {
    expect(start(30, 0o604).warnings()).toEqual([
      expect.stringMatching(/^Every user of this machine can read the key \S+: chmod o-rwx \S+server\.key$/),
    ]);
  });
});
