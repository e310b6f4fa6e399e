import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { MOST_CONNECTIONS } from '../../../src/ingest/connections.ts';
import { fetchTrusting } from '../../../src/ingest/fetch-trusting.ts';
import { startReceiver } from '../../../src/ingest/receiver.ts';
import { Rejections } from '../../../src/ingest/rejections.ts';
import { followPair } from '../../../src/ingest/tls/follow-pair.ts';
import { TokenFile } from '../../../src/ingest/tokens.ts';
import { TOO_MANY } from '../../../src/rejection.ts';
import { testAuthority, writePair } from '../../support/certificates.ts';
import { openStore } from '../../support/store.ts';
import { tempDir } from '../../support/temp-dir.ts';

const authority = testAuthority();
const IN_TIME = { timeout: 10_000 };

/** The alert (RFC 8446, section 6) of OpenSSL where nobody it trusts has signed; Node's own client hangs up without. */
const UNKNOWN_CA = Buffer.from([0x15, 3, 3, 0, 2, 2, 48]);

/** On loopback, IPv4 and IPv6 where there is one. */
async function start() {
  const dir = tempDir();
  const files = writePair(dir, authority.sign());
  const secured = followPair(files);
  const store = await openStore(dir);
  const tokens = new TokenFile(dir);
  const token = await tokens.add('proxmox', { provider: 'com.proxmox' });
  const faults: unknown[] = [];
  const rejections = new Rejections();
  const onFault = (fault: unknown) => faults.push(fault);
  const receiver = await startReceiver({
    store,
    tokens,
    port: 0,
    rateLimit: 0,
    rejections,
    secured,
    onFault,
  });
  onTestFinished(async () => {
    secured.close();
    await receiver.close();
    await store.close();
    expect(faults).toEqual([]);
  });
  const { port } = receiver;
  return { dir, files, secured, store, token, rejections, receiver, port, url: `https://localhost:${port}` };
}

/** The first that a client of TLS 1.2 says, in which an alert in the middle is not encrypted yet. */
async function clientHello(): Promise<Buffer> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const client = open((server.address() as AddressInfo).port, { maxVersion: 'TLSv1.2' });
  const [socket] = (await once(server, 'connection')) as [Socket];
  const [hello] = (await once(socket, 'data')) as [Buffer];
  client.destroy();
  socket.destroy();
  return hello;
}

function closed(socket: Socket): Promise<unknown> {
  return new Promise((done) => socket.once('close', done).resume());
}

function open(port: number, options: object = {}, host = '127.0.0.1'): TLSSocket {
  const socket = connectTls({ host, port, servername: 'localhost', ca: authority.certificate, ...options });
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
}

describe('the receiver by HTTPS', () => {
  it('takes an event from who trusts its CA', async () => {
    const { url, token, store } = await start();
    const headers = { 'content-type': 'application/json', 'x-tempo-token': token };
    const body = JSON.stringify({ title: 'Backup done', providerIdentifier: 'com.proxmox' });
    const trust = { ca: authority.certificate };
    const answer = await fetchTrusting(new URL(`${url}/ingest`), { method: 'POST', headers, body }, trust);
    expect(answer.status).toBe(202);
    expect(store.table.size).toBe(1);
  });

  it('sends nothing to a receiver whose certificate is not trusted, or another', async () => {
    const { url, secured } = await start();
    const health = (trust: Parameters<typeof fetchTrusting>[2], at = url) =>
      fetchTrusting(new URL(`${at}/health`), {}, trust).then(
        ({ status }) => status,
        ({ cause }: Error) => (cause as NodeJS.ErrnoException).code,
      );
    const { fingerprint } = secured.inForce.certificate;
    expect(await health({ fingerprint })).toBe(200);
    expect(await health({ fingerprint: fingerprint.replace(/../, 'ZZ') })).toBe('ERR_TLS_CERT_OTHER');
    expect(await health({ ca: testAuthority().certificate })).toMatch(
      /UNABLE_TO_VERIFY|SELF_SIGNED|SIGNATURE/,
    );
    expect(await health({ anyone: true })).toBe(200);
  });

  it('tells plain HTTP, TLS that is too old, and a sender that does not trust it in words', async () => {
    const { port, rejections } = await start();
    const plain = connect(port, '127.0.0.1');
    plain.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    await text(plain).catch(() => '');
    await closed(open(port, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }));
    const untrusting = connect(port, '127.0.0.1').on('error', () => {});
    untrusting.write(await clientHello());
    await once(untrusting, 'data');
    untrusting.write(UNKNOWN_CA);
    await closed(untrusting);
    await vi.waitFor(() => expect(rejections.recent).toHaveLength(3));
    expect(rejections.recent.map(({ status, reason }) => `${status} ${reason}`)).toEqual([
      '400 it came by plain HTTP, which is not spoken here: its address must begin with https://',
      '400 it speaks no TLS of version 1.2 or later',
      expect.stringMatching(/^400 it does not trust the certificate of this receiver/),
    ]);
    expect(rejections.recent.every(({ address }) => address === '127.0.0.1')).toBe(true);
  });

  it('is not bothered by who only looks whether the port is open', async () => {
    const { port, rejections, url } = await start();
    const looking = connect(port, '127.0.0.1');
    await once(looking, 'connect');
    looking.resetAndDestroy();
    const answer = await fetchTrusting(new URL(`${url}/health`), {}, { ca: authority.certificate });
    expect(answer.status).toBe(200);
    expect(rejections.recent).toEqual([]);
  });

  it('gives new connections the new pair, and leaves those that are open alone', async () => {
    const { port, files, dir, secured, receiver } = await start();
    const before = open(port);
    await once(before, 'secureConnect');
    writePair(dir, authority.sign());
    const { fingerprint } = secured.inForce.certificate;
    await vi.waitFor(() => expect(secured.inForce.certificate.fingerprint).not.toBe(fingerprint), IN_TIME);
    expect(secured.inForce.files).toEqual(files);
    for (const server of receiver.sockets) {
      const after = open(port, {}, (server.address() as AddressInfo).address);
      await once(after, 'secureConnect');
      expect(after.getPeerX509Certificate()?.fingerprint256).toBe(secured.inForce.certificate.fingerprint);
    }
    before.write('GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(await text(before)).toContain('200 OK');
  });

  it('leaves a request that is under way alone when there are too many connections', async () => {
    const { port, token, rejections } = await start();
    const socket = open(port);
    await once(socket, 'secureConnect');
    const headers = { 'x-tempo-token': token, 'content-type': 'application/json' };
    const sent = request({ method: 'POST', path: '/ingest', headers, createConnection: () => socket });
    sent.write('{"title":"Backup done",');
    const idle = Array.from({ length: MOST_CONNECTIONS + 20 }, () => connect(port, '127.0.0.1'));
    for (const each of idle) {
      each.on('error', () => {});
      onTestFinished(() => void each.destroy());
    }
    await vi.waitFor(
      () => {
        const late = connect(port, '127.0.0.1').on('error', () => {});
        onTestFinished(() => void late.destroy());
        expect(rejections.recent).toMatchObject([{ status: 429, reason: TOO_MANY.connections }]);
      },
      { timeout: 10_000, interval: 200 },
    );
    sent.end('"providerIdentifier":"com.proxmox"}');
    const [answer] = (await once(sent, 'response')) as [{ statusCode: number }];
    expect(answer.statusCode).toBe(202);
  });

  it('closes in time though somebody never goes on with a handshake', async () => {
    const { port, receiver } = await start();
    const stalled = connect(port, '127.0.0.1').on('error', () => {});
    await once(stalled, 'connect');
    const begun = performance.now();
    await receiver.close();
    // Long before the handshake has lasted too long.
    expect(performance.now() - begun).toBeLessThan(8000);
  });
});
