import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startProxmoxReceiver } from '../support/receiver.ts';
import { storedIn } from '../support/store.ts';

const EVENT = { title: 'Backup done', providerIdentifier: 'com.proxmox' };
const MIB = 1024 * 1024;

describe('the receiver', () => {
  it('keeps by which token an event came, whatever the sender says of that', async () => {
    const { dir, store, tokens, post } = await startProxmoxReceiver();
    const other = await tokens.add('other', { provider: 'com.proxmox' });
    await post(EVENT);
    await post({ ...EVENT, token: 'forged' }, { 'x-tempo-token': other });
    await post({ message: 'done' }, { 'x-tempo-token': other }, '/message');
    await store.close();
    expect(await storedIn(dir)).toMatchObject([
      { token: 'proxmox' },
      { token: 'other', extra: { token: 'forged' } },
      { token: 'other', title: expect.anything() },
    ]);
  });

  it('tells its health to anyone, and nothing more', async () => {
    const { url } = await startProxmoxReceiver();
    const health = await fetch(`${url}/health`);
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
    expect((await fetch(`${url}/health`, { method: 'HEAD' })).status).toBe(200);
  });

  it.each(['/ingest', '/events', '/ingest?x=1'])(
    'stores what is posted to %s before it answers',
    async (path) => {
      const { post, dir } = await startProxmoxReceiver();
      const answer = await post(EVENT, {}, path);
      const { id, status } = (await answer.json()) as Record<string, string>;
      expect([answer.status, status]).toEqual([202, 'accepted']);
      expect(await storedIn(dir)).toMatchObject([{ id, title: 'Backup done' }]);
    },
  );

  it('takes a bearer token, a chunked body, and a provider below the bound one', async () => {
    const { url, token } = await startProxmoxReceiver();
    const sent = request(`${url}/ingest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` },
    });
    sent.write(JSON.stringify({ ...EVENT, providerIdentifier: 'com.proxmox.backup' }).slice(0, 20));
    sent.end(JSON.stringify({ ...EVENT, providerIdentifier: 'com.proxmox.backup' }).slice(20));
    expect(await new Promise((done) => sent.on('response', ({ statusCode }) => done(statusCode)))).toBe(202);
  });

  it('answers 200 to a new version of an event', async () => {
    const { post } = await startProxmoxReceiver();
    await post({ ...EVENT, externalID: 'a' });
    const answer = await post({ ...EVENT, externalID: 'a' });
    expect([answer.status, await answer.json()]).toMatchObject([200, { status: 'updated' }]);
  });

  it('gives one answer for every reason a token is refused, and keeps the true one', async () => {
    const { post, receiver, url, token } = await startProxmoxReceiver();
    const unsigned = await fetch(`${url}/ingest`, { method: 'POST', body: '{}' });
    const unknown = await post(EVENT, { 'x-tempo-token': 'tempo_wrong' });
    const elsewhere = await post({ ...EVENT, providerIdentifier: 'com.proxmoxx' });
    expect([unsigned.status, unknown.status, elsewhere.status]).toEqual([401, 401, 401]);
    const bodies = await Promise.all([unsigned, unknown, elsewhere].map((each) => each.text()));
    expect(new Set(bodies).size).toBe(1);
    expect(receiver.rejections.recent.map(({ reason }) => reason)).toEqual([
      'no token was sent',
      'the token is unknown or revoked',
      'the token is bound to com.proxmox, the event is from com.proxmoxx',
    ]);
    expect(JSON.stringify(receiver.rejections.recent)).not.toContain(token);
  });

  it.each([
    ['a page in a browser', { origin: 'https://evil.example' }, {}, 403],
    ['a form of a browser', { 'sec-fetch-site': 'cross-site' }, {}, 403],
    ['another content type', { 'content-type': 'text/plain' }, {}, 415],
    ['a compressed body', { 'content-encoding': 'gzip' }, {}, 415],
    ['a schema violation', {}, { title: '' }, 422],
  ])('refuses %s', async (_, headers, fields, status) => {
    const { post, receiver, store } = await startProxmoxReceiver();
    expect((await post({ ...EVENT, ...fields }, headers)).status).toBe(status);
    expect(receiver.rejections.recent).toMatchObject([{ status, address: '127.0.0.1' }]);
    expect(store.table.size).toBe(0);
  });

  it('names the field that breaks the rules, quoting nothing', async () => {
    const { post } = await startProxmoxReceiver();
    const answer = await post({ ...EVENT, startDate: 'yesterday-ish' });
    const body = await answer.text();
    expect(JSON.parse(body)).toMatchObject({ field: '/startDate' });
    expect(body).not.toContain('ish');
  });

  it('knows no other path and no other method', async () => {
    const { url, headers, receiver } = await startProxmoxReceiver();
    const told: string[] = [];
    receiver.rejections.subscribe(({ reason }) => told.push(reason));
    expect((await fetch(`${url}/`, { headers })).status).toBe(404);
    expect((await fetch(`${url}/constructor`, { headers })).status).toBe(404);
    for (const path of [
      '/ingset?token=hid',
      `/ingest/tempo_${'h'.repeat(43)}`,
      `/a%1b${'b/'.repeat(40)}`,
      '//ingest/',
    ])
      expect((await fetch(url + path, { headers })).status).toBe(404);
    expect(told).toEqual([
      ...[
        '/',
        '/constructor',
        '/ingset',
        '/ingest/(long)',
        `/a?1b${'b/'.repeat(40)}`.slice(0, 40),
        '/ingest/',
      ].map((path) => `there is nothing at ${path}: events go to /ingest, those of Gotify to /message`),
    ]);
    const put = await fetch(`${url}/ingest`, { method: 'PUT', headers, body: '{}' });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('answers a body that is too large, announced or not, and the sender sees it', async () => {
    const { post, url, headers, store } = await startProxmoxReceiver();
    expect((await post('x'.repeat(5 * MIB))).status).toBe(413);
    const chunked = request(`${url}/ingest`, { method: 'POST', headers });
    const answered = new Promise((done) => chunked.on('response', ({ statusCode }) => done(statusCode)));
    for (let sent = 0; sent < 5; sent += 1) chunked.write('x'.repeat(MIB));
    chunked.end();
    expect(await answered).toBe(413);
    expect((await post({ ...EVENT, metadata: { Message: 'x'.repeat(3 * MIB) } })).status).toBe(202);
    expect(store.table.size).toBe(1);
  });

  it('limits each token, and never a valid one for the failures of others', async () => {
    const { post, tokens } = await startProxmoxReceiver({}, 2);
    const statuses = [];
    for (let sent = 0; sent < 3; sent += 1) statuses.push((await post(EVENT)).status);
    expect(statuses).toEqual([202, 202, 429]);
    const other = await tokens.add('other', { provider: 'com.proxmox' });
    const failures = Array.from({ length: 70 }, () => post(EVENT, { 'x-tempo-token': 'wrong' }));
    const failed = (await Promise.all(failures)).map(({ status }) => status);
    expect([failed.filter((each) => each === 401), failed.filter((each) => each === 429)]).toMatchObject({
      0: { length: 60 },
      1: { length: 10 },
    });
    const answer = await post(EVENT, { 'x-tempo-token': other });
    expect(answer.status).toBe(202);
  });

  it('names the token of what it refuses as soon as that is recognised, and never of one that is unknown', async () => {
    const { receiver, post, tokens, url, token } = await startProxmoxReceiver({}, 1);
    const { rejections } = receiver;
    const viewer = await tokens.add('laptop', { viewer: true });
    const pinned = await tokens.add('pin', { provider: 'com.proxmox', from: ['192.0.2.0/24'] });
    const revoked = await tokens.add('old', { provider: 'com.proxmox' });
    await tokens.revoke('old');
    const told = async (text: string, body: object | string = EVENT) => {
      const known = rejections.recent.length;
      await post(body, { 'x-tempo-token': text });
      return rejections.recent.slice(known);
    };
    expect(await told(pinned)).toMatchObject([{ status: 401, token: 'pin' }]);
    expect(await told(viewer)).toMatchObject([{ status: 401, token: 'laptop' }]);
    for (const unknown of [revoked, 'tempo_wrong']) {
      const [refused] = await told(unknown);
      expect(refused?.token ?? 'none').toBe('none');
    }
    expect(rejections.recent.at(-1)).not.toHaveProperty('token');
    expect(await told(token, '{')).toMatchObject([{ status: 422, token: 'proxmox' }]);
    // It knocks again and again, which is told as one.
    expect(await told(token)).toMatchObject([{ status: 429, token: 'proxmox', times: 1 }]);
    expect(await told(token)).toEqual([]);
    expect(rejections.recent.at(-1)).toMatchObject({ status: 429, token: 'proxmox', times: 2 });
    await fetch(`${url}/nothing`, { headers: { 'x-tempo-token': token } });
    expect(rejections.recent.at(-1)).toMatchObject({ status: 404 });
    expect(rejections.recent.at(-1)).not.toHaveProperty('token');
  });

  it('names the token of a request that breaks off, and not for what follows a whole one', async () => {
    const { receiver, token } = await startProxmoxReceiver();
    const head = `POST /ingest HTTP/1.1\r\nHost: x\r\nX-Tempo-Token: ${token}\r\nContent-Type: application/json\r\n`;
    const body = JSON.stringify(EVENT);
    const send = async (first: string, then: string) => {
      const known = receiver.rejections.recent.length;
      const socket = connect(receiver.port, '127.0.0.1');
      socket.write(first);
      // Asked to go on, or answered, it is certain that the token is known.
      await new Promise((done) => socket.once('data', done));
      socket.write(then);
      await new Promise((done) => socket.once('data', done));
      socket.destroy();
      return vi.waitFor(() => {
        const fresh = receiver.rejections.recent.slice(known);
        expect(fresh).toHaveLength(1);
        return fresh[0];
      });
    };
    const broken = await send(
      `${head}Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n`,
      '5\r\n{"tit\r\nnone\r\n',
    );
    expect(broken).toMatchObject({ status: 400, reason: 'it is not HTTP', token: 'proxmox' });
    const after = await send(`${head}Content-Length: ${body.length}\r\n\r\n${body}`, 'none\r\n\r\n');
    expect(after).toMatchObject({ status: 400, reason: 'it is not HTTP' });
    expect(after).not.toHaveProperty('token');
  });

  it('refuses a revoked token on a connection that is open', async () => {
    const { url, headers, tokens } = await startProxmoxReceiver();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const send = () =>
      new Promise<[number | undefined, boolean]>((done, fail) => {
        const sent = request(`${url}/ingest`, { method: 'POST', headers, agent });
        sent.on('error', fail).on('response', (response) => {
          response.resume().on('end', () => done([response.statusCode, sent.reusedSocket]));
        });
        sent.end(JSON.stringify(EVENT));
      });
    expect(await send()).toEqual([202, false]);
    expect(await send()).toEqual([202, true]);
    await tokens.revoke('proxmox');
    expect(await send()).toEqual([401, true]);
  });

  it('keeps nothing of a sender that hangs up in the middle of its body, but that it did', async () => {
    const { receiver, token, store, post } = await startProxmoxReceiver();
    const socket = connect(receiver.port, '127.0.0.1');
    socket.write(
      `POST /ingest HTTP/1.1\r\nHost: x\r\nX-Tempo-Token: ${token}\r\nContent-Type: application/json\r\n` +
        'Expect: 100-continue\r\nContent-Length: 100\r\n\r\n{"title":',
    );
    // The receiver has begun to wait for the body.
    await new Promise((done) => socket.once('data', done));
    socket.destroy();
    expect((await post(EVENT)).status).toBe(202);
    expect(store.table.size).toBe(1);
    await vi.waitFor(() =>
      expect(receiver.rejections.recent).toMatchObject([
        { reason: 'it hung up before its request was whole', token: 'proxmox' },
      ]),
    );
    await receiver.close();
  });

  it('answers 503 with a time to retry while the disk refuses, and its health says so', async () => {
    const { post, store, url } = await startProxmoxReceiver();
    const spy = vi.spyOn(store, 'append').mockRejectedValue(new Error('ENOSPC: no space left'));
    vi.spyOn(store, 'trouble', 'get').mockReturnValue({ code: 'ENOSPC', message: 'no space left' });
    const answer = await post(EVENT);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await answer.text()).not.toContain('ENOSPC');
    expect((await fetch(`${url}/health`)).status).toBe(503);
    spy.mockRestore();
  });
});
