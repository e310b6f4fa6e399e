import { closeSync, openSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UsageError } from '../../src/config.ts';
import { type HandedSocket, listeningOf } from '../../src/ingest/handed-socket.ts';
import { startReceiver } from '../../src/ingest/receiver.ts';
import { Rejections } from '../../src/ingest/rejections.ts';
import { TokenFile } from '../../src/ingest/tokens.ts';
import { openStore } from '../support/store.ts';
import { tempDir } from '../support/temp-dir.ts';

async function receive(sockets: readonly HandedSocket[]) {
  const dir = tempDir();
  const store = await openStore(dir);
  onTestFinished(() => store.close());
  const receiver = await startReceiver({
    store,
    tokens: new TokenFile(dir),
    rejections: new Rejections(),
    host: '192.0.2.1',
    port: 1,
    rateLimit: 0,
    sockets,
    onFault: (error) => expect.fail(String(error)),
  });
  onTestFinished(() => receiver.close());
  return receiver;
}

function listening(host: string): Promise<Server> {
  const server = createServer();
  return new Promise((done) => server.listen({ host, port: 0 }, () => done(server)));
}

const portOf = (server: Server) => (server.address() as { port: number }).port;

describe('a receiver with sockets of others', () => {
  it('answers on each of them, and opens neither port nor address of its own', async () => {
    const servers = [await listening('127.0.0.1'), await listening('0.0.0.0')];
    const ports = servers.map(portOf);
    const receiver = await receive(servers);
    expect(receiver).toMatchObject({ port: ports[0], host: '0.0.0.0' });
    for (const port of ports) expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
  });

  it('says of a descriptor that is no listening socket which one it is', async () => {
    const fd = openSync('/dev/null', 'r');
    onTestFinished(() => closeSync(fd));
    await expect(receive([{ fd }])).rejects.toThrow(UsageError);
    await expect(receive([{ fd }])).rejects.toThrow(`as descriptor ${fd} `);
  });
});

describe('listeningOf', () => {
  const at = (address: string, port = 7776) => ({ address, port, family: 'IPv4' });
  it.each([
    ['loopback', [at('127.0.0.1'), at('::1')], { port: 7776, host: undefined }],
    ['what lets the most in', [at('127.0.0.1', 1), at('192.168.1.5', 2)], { port: 1, host: '192.168.1.5' }],
  ])('tells %s', (_, addresses, told) => {
    expect(listeningOf(addresses)).toEqual(told);
  });
});
