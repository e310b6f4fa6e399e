import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { coversProvider, TokenFile } from '../../src/ingest/tokens.ts';
import { tempDir } from '../support/temp-dir.ts';

it('are kept as hashes in a file for their owner alone', async () => {
  const dir = tempDir();
  const text = await new TokenFile(dir).add('proxmox', { provider: 'com.proxmox' });
  expect(text).toMatch(/^tempo_[\w-]{43}$/);
  const path = join(dir, 'tokens.json');
  expect(readFileSync(path, 'utf8')).not.toContain(text.slice(6));
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('stop working with the next request after another process revoked or rotated them', async () => {
  const dir = tempDir();
  const [receiver, other] = [new TokenFile(dir), new TokenFile(dir)];
  const first = await other.add('proxmox', { provider: 'com.proxmox' });
  expect(await receiver.find(first)).toMatchObject({ name: 'proxmox' });
  const second = await other.rotate('proxmox');
  expect(await receiver.find(first)).toBeUndefined();
  expect(await receiver.find(second)).toMatchObject({ name: 'proxmox' });
  await other.revoke('proxmox');
  expect(await receiver.find(second)).toBeUndefined();
});

it('have names of their own', async () => {
  const tokens = new TokenFile(tempDir());
  await tokens.add('one', { provider: 'a' });
  await expect(tokens.add('one', { provider: 'b' })).rejects.toThrow('already');
  await expect(tokens.revoke('two')).rejects.toThrow('no token of this name');
});

it.each([
  ['com.proxmox', 'com.proxmox', true],
  ['com.proxmox', 'com.proxmox.backup', true],
  ['com.proxmox', 'com.proxmoxx', false],
  ['com.proxmox.backup', 'com.proxmox', false],
  ['', 'com.proxmox', false],
])('bound to %j: %s is covered: %s', (bound, provider, covered) => {
  expect(coversProvider(bound, provider)).toBe(covered);
});
