import { connect, createServer } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { networkFailure } from '../../src/ingest/network-failure.ts';

async function listening(answer: string): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(answer));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

describe('networkFailure', () => {
  it.each([
    ['EAI_AGAIN', 'no host'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ETIMEDOUT', 'silent'],
    ['UND_ERR_SOCKET', 'hung up'],
    ['HPE_INVALID_CONSTANT', 'no HTTP'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'no TLS'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'untrusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'untrusted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'other name'],
    ['CERT_HAS_EXPIRED', 'expired'],
    ['EWHATEVER', undefined],
    ['toString', undefined],
  ])('takes %s for %s', (code, failure) => {
    expect(networkFailure({ code, message: 'something' })).toBe(failure);
  });

  it('knows what Node says of a port on which nothing listens', async () => {
    const port = await listening('');
    const refused = await new Promise<NodeJS.ErrnoException>((done) => {
      // Of all addresses of this machine it listens on one alone.
      connect(port, '127.0.0.2').once('error', done);
    });
    expect(networkFailure(refused)).toBe('nobody');
  });

  it('knows what Node says of a port that speaks no TLS', async () => {
    const port = await listening('HTTP/1.1 400 Bad Request\r\n\r\n');
    const failed = await new Promise<NodeJS.ErrnoException>((done) => {
      connectTls({ port, host: '127.0.0.1' }).once('error', done);
    });
    expect(networkFailure(failed)).toBe('plain');
  });
});
