import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { senderTrust } from '../../../src/commands/send/sender-trust.ts';
import { testAuthority } from '../../support/certificates.ts';
import { tempDir } from '../../support/temp-dir.ts';

const HTTPS = new URL('https://mon.lan:7776/ingest');
const { certificate } = testAuthority();

function file(text: string): string {
  const path = join(tempDir(), 'ca.crt');
  writeFileSync(path, text);
  return path;
}

it('trusts nobody more than it was told to', async () => {
  expect(await senderTrust({}, HTTPS, {})).toBeUndefined();
  expect(await senderTrust({ insecure: true }, HTTPS, {})).toEqual({ anyone: true });
  expect(await senderTrust({ cacert: file(certificate) }, HTTPS, {})).toEqual({ ca: certificate });
  const TEMPO_CACERT = file(certificate);
  expect(await senderTrust({}, HTTPS, { TEMPO_CACERT })).toEqual({ ca: certificate });
  expect(await senderTrust({}, new URL('http://mon.lan'), { TEMPO_CACERT })).toBeUndefined();
});

it.each([
  [{ insecure: true, cacert: 'x' }, HTTPS.href, 'Either --cacert or --insecure'],
  [{ insecure: true }, 'http://mon.lan:7776/', '--insecure is for HTTPS'],
  [{ cacert: 'x' }, 'http://mon.lan:7776/', 'give --host https://mon.lan:7776'],
  [{ cacert: '/none' }, HTTPS.href, '--cacert: /none is not there'],
])('refuses %j at %s', async (flags, url, text) => {
  await expect(senderTrust(flags, new URL(url), {})).rejects.toThrow(text);
});

it('refuses a file without a certificate', async () => {
  const path = file('hello');
  await expect(senderTrust({ cacert: path }, HTTPS, {})).rejects.toThrow(
    `--cacert: ${path} holds no certificate`,
  );
});
