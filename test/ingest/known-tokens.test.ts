import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TokenFile } from '../../src/ingest/tokens.ts';
import { tempDir } from '../support/temp-dir.ts';

describe('a file that is damaged while they are in use', () => {
  async function damaged() {
    const dir = tempDir();
    const told: string[] = [];
    const running = new TokenFile(dir, ({ message }) => told.push(message));
    const text = await new TokenFile(dir).add('proxmox', { provider: 'com.proxmox' });
    await running.load();
    const path = join(dir, 'tokens.json');
    const whole = readFileSync(path, 'utf8');
    writeFileSync(path, '{"version":1,"tokens":[{"name":""}]}');
    return { dir, told, running, text, path, whole };
  }

  it('revokes none of them, and is told once', async () => {
    const { running, text, told } = await damaged();
    expect(await running.find(text)).toMatchObject({ name: 'proxmox' });
    await new Promise((done) => setImmediate(done));
    expect(await running.find(text)).toMatchObject({ name: 'proxmox' });
    expect(await running.find('tempo_other')).toBeUndefined();
    expect(told).toEqual([expect.stringMatching(/tokens\.json is damaged \(tokens\.0/)]);
  });

  it('is read again when it is mended, so that what is revoked then fails', async () => {
    const { dir, running, text, path, whole } = await damaged();
    await running.find(text);
    writeFileSync(path, whole);
    await new TokenFile(dir).revoke('proxmox');
    expect(await running.find(text)).toBeUndefined();
  });

  it('is an error for a program that begins', async () => {
    const { dir } = await damaged();
    await expect(new TokenFile(dir).load()).rejects.toThrow('is damaged');
    await expect(new TokenFile(dir).find('tempo_x')).rejects.toThrow('is damaged');
  });
});
