import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LinkError } from '../../src/attach/link-error.ts';
import { openStream } from '../../src/attach/receiver-link.ts';
import { unansweredError } from '../../src/attach/unanswered.ts';
import { testAuthority } from '../support/certificates.ts';
import { startProxmoxReceiver } from '../support/receiver.ts';

const TOKEN = `tempo_${'x'.repeat(43)}`;
const authority = testAuthority();
const other = testAuthority();

async function portOf(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    (server as Partial<ReturnType<typeof createServer>>).closeAllConnections?.();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function answering(answer: RequestListener): Promise<number> {
  return portOf(createServer(answer));
}

function talking(talk: (socket: Socket) => void): Promise<number> {
  return portOf(
    createTcpServer((socket) => {
      socket.on('error', () => {});
      talk(socket);
    }),
  );
}

/** Why the stream of a receiver cannot be read, and what to do. */
async function failureOf(url: string, { ca, token = TOKEN }: { ca?: string; token?: string } = {}) {
  const asked = { url: new URL(url), token, ca };
  const error = await openStream(asked, '/stream', { signal: new AbortController().signal }).then(
    () => expect.unreachable('it was opened'),
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(LinkError);
  const { message, advice, isHeard } = error as LinkError;
  expect(`${message} ${advice}`).not.toContain(token);
  return { message, advice, isHeard };
}

/** The same where no connection came about: what listens and is known here is a matter of the machine. */
function unreached(url: string, code: string): LinkError {
  const error = Object.assign(new Error(code), { code });
  return unansweredError(new URL(url), undefined, { error, from: undefined });
}

const UPGRADE = 'HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n';

describe('a receiver that does not answer', () => {
  it.each([
    ['http', /in another protocol than HTTP/],
    ['https', /speaks HTTP, and no HTTPS/],
  ])('but goes on in another protocol is told so, by %s', async (scheme, told) => {
    const port = await talking((socket) => socket.once('data', () => socket.write(UPGRADE)));
    expect((await failureOf(`${scheme}://127.0.0.1:${port}/`)).message).toMatch(told);
  });

  it('names no address in a command that a shell would read otherwise', async () => {
    const location = 'http://mon.lan:7776/$(touch$IFS/x)/';
    const port = await answering((_, response) => response.writeHead(302, { location }).end());
    const failure = await failureOf(`http://127.0.0.1:${port}/`);
    expect(failure.message).toContain('answers with a redirect to http://mon.lan:7776');
    expect(failure.advice).toBeUndefined();
  });

  it('is not there', async () => {
    const port = await talking(() => {});
    // Of all addresses of this machine it listens on one alone.
    const { message, advice, isHeard } = await failureOf(`http://127.0.0.2:${port}/`);
    expect(message).toBe(`nothing listens at 127.0.0.2:${port}`);
    expect(advice).toMatch(/"tempo-tui serve" run there.*--host 0\.0\.0\.0/);
    expect(isHeard).toBe(false);
  });

  it('is looked for at the port of the web, where a URL has none', () => {
    const { message, advice } = unreached('http://127.0.0.3/', 'ECONNREFUSED');
    expect(message).toBe('nothing listens at 127.0.0.3:80');
    expect(advice).toContain(
      'tempo-tui listens on 7776 unless told otherwise: --connect http://127.0.0.3:7776',
    );
  });

  it.each(['ENOTFOUND', 'EAI_AGAIN'])('has a name that is not known (%s)', (code) => {
    const { message } = unreached('http://nowhere.invalid:7776/', code);
    expect(message).toBe(`this machine knows no host nowhere.invalid (${code})`);
  });

  it('hangs up', async () => {
    const port = await talking((socket) => socket.once('data', () => socket.destroy()));
    expect((await failureOf(`http://127.0.0.1:${port}/`)).message).toBe(
      `127.0.0.1:${port} hung up without an answer`,
    );
    const { message, advice } = await failureOf(`https://127.0.0.1:${port}/`);
    expect(message).toBe(`127.0.0.1:${port} hung up before it showed a certificate`);
    expect(advice).toMatch(/may not connect: .*"tempo-tui rejections".*--allow private,ADDRESS/);
  });

  it.each(['http', 'https'])('speaks another language than %s', async (scheme) => {
    const port = await talking((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    const { message, isHeard } = await failureOf(`${scheme}://127.0.0.1:${port}/`);
    expect(message).toContain(`127.0.0.1:${port} speaks no ${scheme.toUpperCase()}`);
    expect(isHeard).toBe(true);
  });

  it('speaks HTTP, and is asked by HTTPS', async () => {
    const { port } = await startProxmoxReceiver();
    expect(await failureOf(`https://127.0.0.1:${port}/`)).toMatchObject({
      message: `port ${port} speaks HTTP, and no HTTPS`,
      advice: expect.stringMatching(
        new RegExp(`--connect http://127\\.0\\.0\\.1:${port} if .* can be read on`),
      ),
      isHeard: true,
    });
  });

  it.each([
    [
      'of an authority that nobody knows',
      {},
      {},
      /of no authority .*\(UNABLE_TO/,
      /show > ca\.crt".*--cacert/,
    ],
    ['of another authority', {}, { ca: other.certificate }, /in the file of --cacert/, /show > ca\.crt"/],
    [
      'for another name',
      { hosts: ['mon.lan', 'localhost'] },
      { ca: authority.certificate },
      /is not for 127\.0\.0\.1, but for mon\.lan, localhost$/,
      /tls create --name 127\.0\.0\.1"/,
    ],
    [
      'that has expired',
      { now: new Date(Date.now() - 40 * 86_400_000) },
      { ca: authority.certificate },
      /has expired$/,
      /"tempo-tui tls renew"/,
    ],
    [
      'that is not valid yet',
      { now: new Date(Date.now() + 10 * 86_400_000) },
      { ca: authority.certificate },
      /is not valid yet$/,
      /clock/,
    ],
  ])('has a certificate %s', async (_, wanted, given, what, advice) => {
    const { certificate, key } = authority.sign(wanted);
    const port = await portOf(createHttpsServer({ cert: certificate, key }));
    const failure = await failureOf(`https://127.0.0.1:${port}/`, given);
    expect(failure).toMatchObject({
      message: expect.stringMatching(what),
      advice: expect.stringMatching(advice),
      isHeard: true,
    });
    // By HTTP it is the same mistake for all of them.
    expect(await failureOf(`http://127.0.0.1:${port}/`)).toMatchObject({
      message: `port ${port} speaks HTTPS, and was asked by HTTP`,
      advice: `Start again with --connect https://127.0.0.1:${port}`,
    });
  });
});

describe('a receiver that answers otherwise', () => {
  it('knows no such token of a viewer, nor lets a sender read', async () => {
    const { port, token } = await startProxmoxReceiver({}, 0, {
      '/stream': { methods: ['GET'], run: async () => expect.unreachable('it was let in') },
    });
    for (const each of [TOKEN, token]) {
      const { message, advice } = await failureOf(`http://127.0.0.1:${port}/`, { token: each });
      expect(message).toBe("this token is not accepted as a viewer's");
      expect(advice).toMatch(
        /"tempo-tui token add NAME --viewer".*"tempo-tui rejections".*"tempo-tui token allow"/,
      );
    }
    const asked = { url: new URL(`http://127.0.0.1:${port}/`), token };
    const signal = new AbortController().signal;
    await expect(openStream(asked, '/stream', { signal, wasLetIn: true })).rejects.toThrow(
      "this viewer's token is no longer accepted",
    );
  });

  it('is older, or lies elsewhere', async () => {
    const { port } = await startProxmoxReceiver();
    expect(await failureOf(`http://127.0.0.1:${port}/`)).toMatchObject({
      message: 'it is a tempo-tui that shows nothing to viewers',
      advice: expect.stringContaining('older'),
    });
    expect(await failureOf(`http://127.0.0.1:${port}/tempo/`)).toMatchObject({
      message: `a tempo-tui answers at 127.0.0.1:${port}, and has nothing under /tempo/`,
      advice: `Start again with --connect http://127.0.0.1:${port}`,
    });
  });

  it('may not be asked from here', async () => {
    const port = await answering((_, response) =>
      response.writeHead(403).end('{"error":"This address may not connect."}'),
    );
    expect(await failureOf(`http://127.0.0.1:${port}/`)).toMatchObject({
      message: 'the address of this machine may not connect there',
      advice: expect.stringContaining('as in --allow private,ADDRESS'),
      isHeard: true,
    });
  });

  it.each([
    [
      200,
      { 'content-type': 'text/html', server: 'pve-api-daemon/3.0' },
      'is no tempo-tui (200, pve-api-daemon/3.0, text/html)',
    ],
    [401, { server: 'nginx' }, 'is no tempo-tui (401, nginx)'],
    [404, {}, 'is no tempo-tui (404)'],
    [302, { location: '/login' }, 'is no tempo-tui (302)'],
    [
      301,
      { location: 'https://mon.lan/tempo/stream' },
      'a redirect to https://mon.lan, which is not followed',
    ],
    [502, { server: 'nginx' }, 'reaches no tempo-tui behind it (502)'],
    [500, { server: `echo ${TOKEN}` }, 'is no tempo-tui (500, echo (a token))'],
  ])('is another program, which answers %i with %j', async (status, headers, text) => {
    const port = await answering((_, response) => response.writeHead(status, headers).end('<html>'));
    expect((await failureOf(`http://127.0.0.1:${port}/`)).message).toContain(text);
  });

  it('leads elsewhere, which is said without what was asked', async () => {
    const location = `https://mon.lan:8443/tempo/stream?for=${TOKEN}`;
    const port = await answering((_, response) => response.writeHead(308, { location }).end());
    expect((await failureOf(`http://127.0.0.1:${port}/`)).advice).toMatch(
      /start again with --connect https:\/\/mon\.lan:8443\/tempo$/,
    );
  });
});
