import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startProxmoxReceiver } from '../support/receiver.ts';

const EVENT = { title: 'Backup done', providerIdentifier: 'com.proxmox' };

async function start(from?: string[]) {
  const started = await startProxmoxReceiver(from ? { from } : {});
  const post = (token: string) =>
    fetch(`http://127.0.0.1:${started.port}/ingest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tempo-token': token, 'x-forwarded-for': '10.0.0.11' },
      body: JSON.stringify(EVENT),
    });
  return { ...started, post };
}

describe('whence a token may be sent', () => {
  it('is looked at with each request, and refused like an unknown token, with the reason told', async () => {
    const { post, token, receiver } = await start(['10.0.0.0/8']);
    const [refused, unknown] = await Promise.all([post(token), post('tempo_none')]);
    expect(refused.status).toBe(401);
    expect(await refused.text()).toBe(await unknown.text());
    const headersOf = ({ headers }: Response) => [...headers].filter(([name]) => name !== 'date');
    expect(headersOf(refused)).toEqual(headersOf(unknown));
    expect(receiver.rejections.recent).toContainEqual(
      expect.objectContaining({
        status: 401,
        address: '127.0.0.1',
        reason: 'the token proxmox may not come from this address (tempo-tui token allow)',
      }),
    );
  });

  it('is in force with the next request when it is changed', async () => {
    const { post, token, tokens } = await start();
    const statuses: number[] = [];
    for (const from of [['10.0.0.11'], ['10.0.0.11', '127.0.0.0/8'], ['any'], undefined]) {
      await tokens.allow('proxmox', from);
      statuses.push((await post(token)).status);
    }
    expect(statuses).toEqual([401, 202, 202, 202]);
    expect((await tokens.list())[0]).not.toHaveProperty('from');
  });

  it('is damage of the token file where it is none', async () => {
    const { dir, tokens } = await start(['10.0.0.11']);
    const [token] = await tokens.list();
    const file = { version: 1, tokens: [{ ...token, from: ['10.0.0.300'] }] };
    writeFileSync(join(dir, 'tokens.json'), JSON.stringify(file));
    await expect(tokens.list()).rejects.toThrow(/tokens\.json is damaged \(tokens\.0\.from\.0\)/);
    await expect(tokens.allow('none', undefined)).rejects.toThrow();
  });
});
