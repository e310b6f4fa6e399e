import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { failureText, isAccepted } from '../../../src/commands/send/outcome-text.ts';
import { type Posted, postEvent } from '../../../src/commands/send/post-event.ts';
import { startProxmoxReceiver } from '../../support/receiver.ts';

const EVENT = { title: 'Backup done', providerIdentifier: 'com.proxmox', metadata: {} };

/** Why a posted event was not taken. */
function failure(posted: Posted, url: URL): string {
  expect(isAccepted(posted)).toBe(false);
  return failureText(posted, url, EVENT.providerIdentifier);
}

async function started(rateLimit = 0) {
  const receiver = await startProxmoxReceiver({}, rateLimit);
  const url = new URL(`http://127.0.0.1:${receiver.port}/ingest`);
  return {
    ...receiver,
    url,
    send: (event: object = EVENT, token = receiver.token) => postEvent(url, token, event),
  };
}

/** A server of another kind, on a free port. */
async function serverOf(answer: RequestListener): Promise<URL> {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ingest`);
}

describe('what the receiver answers', () => {
  it('has taken an event, and its new version', async () => {
    const { send, store } = await started();
    const first = await send({ ...EVENT, externalID: 'x' });
    expect(first).toMatchObject({ status: 202, body: { status: 'accepted' } });
    expect(isAccepted(first)).toBe(true);
    const second = await send({ ...EVENT, externalID: 'x', title: 'again' });
    expect(second).toMatchObject({ status: 200, body: { status: 'updated' } });
    expect(isAccepted(second)).toBe(true);
    expect(store.table.size).toBe(1);
  });

  it('refuses a token that it does not know, and the token is in no text', async () => {
    const { send, url } = await started();
    const text = failure(await send(EVENT, 'tempo_of_another_place'), url);
    expect(text).toMatch(/^Refused \(401\): The token is missing, unknown, or not bound to this provider\. /);
    expect(text).toContain('This event is from com.proxmox');
    expect(text).not.toContain('tempo_of');
  });

  it('names the option of a field that breaks a rule', async () => {
    const { send, url } = await started();
    expect(failure(await send({ ...EVENT, startDate: 'soon' }), url)).toMatch(
      /^Refused \(422\): \/startDate must be an ISO 8601 date .*\. That is --start\.$/,
    );
    expect(failure(await send({ ...EVENT, providerIdentifier: 'a b' }), url)).toContain(
      'That is --provider.',
    );
  });

  it('refuses what is too large, and the sender hears it', async () => {
    const { send, url } = await started();
    const Message = 'x'.repeat(5 * 1024 * 1024);
    expect(failure(await send({ ...EVENT, metadata: { Message } }), url)).toBe(
      'Refused (413): The body is larger than 4 MiB. Shorten --message.',
    );
  });

  it('says when there is room again for a token that sends too much', async () => {
    const { send, url } = await started(1);
    expect(isAccepted(await send())).toBe(true);
    expect(failure(await send(), url)).toMatch(
      /^Refused \(429\): This token sends too many events a minute\. Send it again in \d+ seconds\. /,
    );
  });

  it('says when to try again while the disk refuses', async () => {
    const { send, url, store } = await started();
    vi.spyOn(store, 'append').mockRejectedValue(new Error('ENOSPC: no space left'));
    expect(failure(await send(), url)).toMatch(
      /^Refused \(503\): The event could not be stored\. Send it again in 5 seconds\. /,
    );
  });
});

describe('what no receiver answers', () => {
  it('says that nothing listens, and to send it again', async () => {
    const closed = createTcpServer();
    await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done));
    const { port } = closed.address() as AddressInfo;
    await new Promise((done) => closed.close(done));
    const url = new URL(`http://127.0.0.1:${port}/ingest`);
    const text = failure(await postEvent(url, 'x', EVENT), url);
    expect(text).toContain(`Nothing listens at ${url}.`);
    expect(text).toContain('Nothing was stored: send it again');
  });

  it.each(['ENOTFOUND', 'EAI_AGAIN'])('says that a host is not known (%s)', (code) => {
    const url = new URL('http://nowhere.invalid:7776/ingest');
    const reason = `getaddrinfo ${code} ${url.hostname}`;
    expect(failure({ kind: 'unreachable', code, reason }, url)).toContain('There is no host nowhere.invalid');
  });

  it('says that no browser would speak to a port', async () => {
    const url = new URL('http://127.0.0.1:1/ingest');
    expect(failure(await postEvent(url, 'x', EVENT), url)).toContain('to port 1 fetch does not speak');
  });

  it('waits for no answer longer than it may, also not for the end of one', async () => {
    for (const answer of [
      () => {},
      (_, response) => response.writeHead(202).write('{"id":'),
    ] as RequestListener[]) {
      const url = await serverOf(answer);
      const posted = await postEvent(url, 'x', EVENT, { limitMs: 200 });
      expect(posted).toEqual({ kind: 'silent' });
      expect(failure(posted, url)).toContain(`No answer from ${url} within 10 seconds.`);
    }
  });

  it('follows no redirect, with the token on it', async () => {
    const asked: (string | undefined)[] = [];
    const url = await serverOf((request, response) => {
      asked.push(request.url);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect(failure(await postEvent(url, 'x', EVENT), url)).toContain('A redirect is not followed');
    expect(asked).toEqual(['/ingest']);
  });

  it.each([
    [200, '<html>Welcome</html>', 'answered 200. Is a receiver of events there?'],
    [200, '{"ok":true}', 'answered 200. Is a receiver of events there?'],
    [404, 'not here', 'answered 404. Is a receiver of events there?'],
    [
      403,
      '{"error":"token bound to another provider"}',
      'Refused (403): token bound to another provider. This',
    ],
    [502, '', 'answered 502. Send it again later.'],
    [400, `{"error":"${'x'.repeat(2000)}"}`, `Refused (400): ${'x'.repeat(300)}. Is`],
  ])('is not taken in by a server that answers %i %s', async (status, body, text) => {
    const url = await serverOf((_, response) => response.writeHead(status).end(body));
    expect(failure(await postEvent(url, 'x', EVENT), url)).toContain(text);
  });

  it('tells no token that an answer gives back, whether its own or another', async () => {
    const own = 'secret"of\\mine';
    const other = `tempo_${'x'.repeat(43)}`;
    const url = await serverOf((request, response) => {
      const given = request.headers['x-tempo-token'];
      response
        .writeHead(401)
        .end(JSON.stringify({ error: `no ${given}, no ${other}`, [other]: [{ given }] }));
    });
    const posted = await postEvent(url, own, EVENT);
    expect(posted).toMatchObject({ body: { '(a token)': [{ given: '(a token)' }] } });
    expect(failure(posted, url)).toContain('Refused (401): no (a token), no (a token). ');
    // A short one is in the words of every answer.
    expect(await postEvent(url, 'given', EVENT)).toMatchObject({
      body: { '(a token)': [{ given: 'given' }] },
    });
  });

  it('says that a port does not speak TLS', async () => {
    const plain = await serverOf((_, response) => response.end());
    const url = new URL(`https://${plain.host}/ingest`);
    const text = failure(await postEvent(url, 'x', EVENT), url);
    expect(text).toMatch(/^Port \d+ of .* does not speak TLS, so nothing was sent/);
  });

  it('reads no more of an endless answer than it may need', async () => {
    let isClosed = false;
    const url = await serverOf((_, response) => {
      response.writeHead(200);
      response.on('close', () => {
        isClosed = true;
      });
      const write = () => {
        while (!isClosed && response.write('x'.repeat(4096)));
        if (!isClosed) response.once('drain', write);
      };
      write();
    });
    expect(await postEvent(url, 'x', EVENT)).toEqual({ kind: 'answered', status: 200 });
    await vi.waitFor(() => expect(isClosed).toBe(true));
  });

  it('says that a port speaks no HTTP', async () => {
    const server = createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ingest`);
    expect(failure(await postEvent(url, 'x', EVENT), url)).toContain(`${url} could not be reached: `);
  });
});
