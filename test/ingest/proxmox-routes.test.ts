import { describe, expect, it } from 'vitest';
import type { TokenSettings } from '../../src/ingest/token.ts';
import { startProxmoxReceiver } from '../support/receiver.ts';
import { storedIn } from '../support/store.ts';

const GOTIFY = { title: 'Test notification ', message: '```\nThis is a test.\n\n```', priority: 1 };
const NATIVE = {
  title: "Replication Job: '100-0' failed ",
  message: 'x\n',
  severity: 'error',
  timestamp: 1777456812,
  fields: { type: 'replication', hostname: 'pve-01', 'job-id': '100-0' },
};

async function start(settings: Partial<TokenSettings> = {}, rateLimit = 0) {
  const started = await startProxmoxReceiver(settings, rateLimit);
  const post = (path: string, body: unknown, headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${started.port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { ...started, post };
}

describe('the native shape', () => {
  it.each(['/ingest', '/events'])('is taken at %s, with what the token knows', async (path) => {
    const { post, token, dir } = await start({ serverUrl: 'https://pve-01.lan:8006', cluster: 'home' });
    expect((await post(path, NATIVE, { 'x-tempo-token': token })).status).toBe(202);
    expect(await storedIn(dir)).toMatchObject([
      {
        providerIdentifier: 'com.proxmox',
        metadata: { ServerUrl: 'https://pve-01.lan:8006', Cluster: 'home', NodeName: 'pve-01' },
        derived: { VMID: '100', title: 'Replication of 100 failed' },
      },
    ]);
  });

  it('from a token without an address has none', async () => {
    const { post, token, dir } = await start();
    expect((await post('/ingest', NATIVE, { 'x-tempo-token': token })).status).toBe(202);
    const [event] = await storedIn(dir);
    expect(event?.metadata).not.toHaveProperty('ServerUrl');
    expect(event?.metadata).not.toHaveProperty('Cluster');
  });

  it('from a token for another source is an event of that source', async () => {
    const { post, token, dir } = await start({ provider: 'scripts.pve' });
    expect((await post('/ingest', NATIVE, { 'x-tempo-token': token })).status).toBe(202);
    expect(await storedIn(dir)).toMatchObject([{ providerIdentifier: 'scripts.pve' }]);
  });
});

describe('a Gotify message', () => {
  it.each([
    ['X-Gotify-Key', (token: string) => ['/message', { 'X-Gotify-Key': token }]],
    ['?token=', (token: string) => [`/message?token=${token}`, {}]],
    // Where the server's address was written with a slash at its end.
    ['X-Gotify-Key', (token: string) => ['//message', { 'X-Gotify-Key': token }]],
    ['X-Tempo-Token', (token: string) => ['/message', { 'X-Tempo-Token': token }]],
    ['Bearer', (token: string) => ['/message', { authorization: `Bearer ${token}` }]],
  ] as const)('with its token in %s is stored and gets a number', async (_, sent) => {
    const { post, token, dir } = await start({ serverUrl: 'https://pve-01.lan:8006' });
    const [path, headers] = sent(token) as [string, Record<string, string>];
    const answer = await post(path, GOTIFY, headers);
    const [event] = await storedIn(dir);
    expect([answer.status, await answer.json()]).toEqual([200, { id: event?.seq }]);
    expect(event).toMatchObject({
      title: 'Test notification',
      metadata: { severity: 'info', ServerUrl: 'https://pve-01.lan:8006', Message: 'This is a test.\n' },
    });
  });

  it.each(['/ingest', '/events'])("finds no token at %s in the ways of Gotify's", async (path) => {
    const { post, token, receiver } = await start();
    const inHeader = await post(path, NATIVE, { 'x-gotify-key': token });
    const inAddress = await post(`${path}?token=${token}`, NATIVE, {});
    expect([inHeader.status, inAddress.status]).toEqual([401, 401]);
    expect(receiver.rejections.recent).toMatchObject([{ reason: 'no token was sent', times: 2 }]);
  });

  it.each([
    ['an unknown token', '?token=tempo_secret', GOTIFY, {}, 401],
    ['two tokens, of which the wrong one is its own', '', GOTIFY, { 'x-tempo-token': 'tempo_wrong' }, 401],
    ['a page in a browser', '', GOTIFY, { origin: 'https://evil.example' }, 403],
    ['a form', '', GOTIFY, { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['no JSON', '', '{', {}, 422],
    ['no message', '', { title: 'x' }, {}, 422],
    ['more than is read', '', { ...GOTIFY, message: 'x'.repeat(5 * 1024 * 1024) }, {}, 413],
  ])('that comes with %s is refused, and the token stands nowhere', async (_, query, body, more, status) => {
    const { post, token, receiver, dir } = await start();
    const headers = query === '' ? { 'x-gotify-key': token } : {};
    const answer = await post(`/message${query}`, body, { ...headers, ...(more as object) });
    expect(answer.status).toBe(status);
    expect(receiver.rejections.recent).toMatchObject([{ status, address: '127.0.0.1' }]);
    const told = JSON.stringify(receiver.rejections.recent) + (await answer.text());
    expect(told).not.toMatch(/tempo_/);
    expect(await storedIn(dir)).toEqual([]);
  });

  it('counts among those of its token, and only comes as a POST', async () => {
    const { post, token, receiver } = await start({}, 1);
    const headers = { 'x-gotify-key': token };
    expect((await post('/message', GOTIFY, headers)).status).toBe(200);
    expect((await post('/ingest', NATIVE, { 'x-tempo-token': token })).status).toBe(429);
    const got = await fetch(`http://127.0.0.1:${receiver.port}/message?token=${token}`);
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
