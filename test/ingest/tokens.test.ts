import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { TokenRuleError } from '../../src/ingest/token-rules.ts';
import { TokenFile } from '../../src/ingest/tokens.ts';
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

describe('rotated with an overlap', () => {
  const HOUR = 3_600_000;

  async function rotated() {
    const dir = tempDir();
    const [receiver, other] = [new TokenFile(dir), new TokenFile(dir)];
    const first = await other.add('proxmox', { provider: 'com.proxmox' });
    const second = await other.rotate('proxmox', HOUR);
    return { dir, receiver, other, first, second };
  }

  it('work with both texts, until the time has come on the clock', async () => {
    const { receiver, first, second } = await rotated();
    expect(await receiver.find(first)).toMatchObject({ name: 'proxmox' });
    expect(await receiver.find(second)).toMatchObject({ name: 'proxmox' });
    vi.setSystemTime(Date.now() + HOUR);
    onTestFinished(() => void vi.useRealTimers());
    expect(await receiver.find(first)).toBeUndefined();
    expect(await receiver.find(second)).toMatchObject({ name: 'proxmox' });
  });

  it('lose the oldest text when they are rotated once more', async () => {
    const { receiver, other, first, second } = await rotated();
    const third = await other.rotate('proxmox', HOUR);
    const found = await Promise.all([first, second, third].map((text) => receiver.find(text)));
    expect(found.map((token) => token?.name)).toEqual([undefined, 'proxmox', 'proxmox']);
    const last = await other.rotate('proxmox');
    expect(await receiver.find(third)).toBeUndefined();
    expect(await receiver.find(last)).toMatchObject({ name: 'proxmox' });
  });

  it('lose both texts when they are revoked', async () => {
    const { receiver, other, first, second } = await rotated();
    await other.revoke('proxmox');
    expect(await receiver.find(first)).toBeUndefined();
    expect(await receiver.find(second)).toBeUndefined();
  });
});

it('have names of their own', async () => {
  const tokens = new TokenFile(tempDir());
  await tokens.add('one', { provider: 'a' });
  await expect(tokens.add('one', { provider: 'b' })).rejects.toThrow('already');
  await expect(tokens.revoke('two')).rejects.toThrow('no token of this name');
});

it('are of senders or of viewers, also in a file of before there were viewers', async () => {
  const dir = tempDir();
  const kept = { hash: '0'.repeat(64), createdAt: '2026-04-29T03:14:00Z' };
  const old = { name: 'old', provider: 'com.proxmox', cluster: 'home', ...kept };
  writeFileSync(join(dir, 'tokens.json'), JSON.stringify({ version: 1, tokens: [old] }));
  const tokens = new TokenFile(dir);
  const text = await tokens.add('grafana', { viewer: true });
  expect(await tokens.find(text)).toMatchObject({ name: 'grafana', viewer: true });
  expect(await tokens.list()).toMatchObject([old, { name: 'grafana' }]);
  expect(await tokens.senders()).toEqual([old]);
  const rotated = await tokens.rotate('grafana');
  expect(await tokens.find(text)).toBeUndefined();
  expect(await tokens.find(rotated)).toMatchObject({ name: 'grafana', viewer: true });
  await tokens.revoke('grafana');
  expect(await tokens.find(rotated)).toBeUndefined();
});

it('are never of both, whatever the file says', async () => {
  const dir = tempDir();
  const both = { name: 'x', provider: 'com.proxmox', viewer: true, hash: '0'.repeat(64), createdAt: '' };
  for (const token of [both, { ...both, provider: undefined, viewer: false }]) {
    writeFileSync(join(dir, 'tokens.json'), JSON.stringify({ version: 1, tokens: [token] }));
    await expect(new TokenFile(dir).list()).rejects.toThrow('tokens.json is damaged (tokens.0');
  }
});

const ESC = '\u001B[2J';

it.each([
  ['', {}],
  ['   ', {}],
  ['x'.repeat(65), {}],
  [`a${ESC}`, {}],
  ['two\nlines', {}],
  ['fine', { cluster: '' }],
  ['fine', { cluster: 'x'.repeat(65) }],
  ['fine', { cluster: ESC }],
  ['fine', { provider: 'com proxmox' }],
])('none is made as %j with %j, and the file stays readable', async (name, settings) => {
  const tokens = new TokenFile(tempDir());
  const made = { provider: 'com.proxmox', ...settings };
  await expect(tokens.add(name, made)).rejects.toThrow(TokenRuleError);
  await expect(tokens.addNext(name, made)).rejects.toThrow(TokenRuleError);
  expect(await tokens.list()).toEqual([]);
});

it('are numbered only as far as a name may go', async () => {
  const tokens = new TokenFile(tempDir());
  const long = 'x'.repeat(64);
  await tokens.add(long, { provider: 'a' });
  await expect(tokens.addNext(long, { provider: 'a' })).rejects.toThrow(TokenRuleError);
  expect(await tokens.list()).toHaveLength(1);
});
