import { type Case, type Expected, type Group, probe, unexpected } from '../case.ts';
import { bytesOf, event, type Sent } from '../requests.ts';

const GONE: Expected = [400, 'closed'];

/** What is no HTTP, or none that is spoken here; the sender hangs up when it has said it. */
function foreign(name: string, bytes: string | Buffer): Case {
  return probe(name, bytes, GONE, { half: true });
}

/** The beginning of a TLS 1.2 or 1.3 handshake. */
const clientHello = Buffer.from(
  `16030100a5010000a10303${'5a'.repeat(32)}20${'a5'.repeat(32)}0002130100${'00'.repeat(60)}`,
  'hex',
);
const FIELDS = { host: '127.0.0.1', port: 1 };
const versions = [
  'HTTP/0.9',
  'HTTP/1.2',
  'HTTP/2.0',
  'HTTP/3',
  'HTTP/1.10',
  'HTTP/1',
  'HTTP/01.1',
  'http/1.1',
  'HTTPS/1.1',
  'HTTP 1.1',
  'HTTP/1.1 x',
  'ICY/1.0',
  'RTSP/1.0',
  'SIP/2.0',
  'XHTTP/1.1',
  '',
];

const expecting: Case[] = [
  ...['100-continue', '100-Continue', '100-CONTINUE'].map(
    (expect): Case => ({
      name: `waits for leave to send its body: ${expect}`,
      run: async (arena) => {
        const body = event();
        const head = bytesOf({ headers: { expect, 'content-length': String(body.length) }, body: '' }, arena);
        const heard = await arena.talk([head, (line) => line.heard(1), body]);
        return [
          ...unexpected(heard, 202),
          ...(heard.interim === 1 ? [] : [`${heard.interim} interim answers`]),
        ];
      },
    }),
  ),
  ...(
    [
      ['without a token', { headers: { 'x-tempo-token': undefined } }, 401],
      ['for too much', { headers: { 'content-length': '99999999' } }, 413],
      ['at a wrong path', { target: '/x' }, 404],
      ['with a wrong type', { headers: { 'content-type': 'text/plain' } }, 415],
    ] as [string, Sent, number][]
  ).map(
    ([name, sent, status]): Case => ({
      name: `asks for leave ${name} and does not get it`,
      run: async (arena) => {
        const headers = { expect: '100-continue', 'content-length': '99', ...sent.headers };
        const heard = await arena.talk([bytesOf({ ...sent, headers, body: '' }, arena)]);
        return [...unexpected(heard, status), ...(heard.interim === 0 ? [] : ['was given leave'])];
      },
    }),
  ),
  probe('asks for leave and does not wait for it', { headers: { expect: '100-continue' } }, 202),
  {
    name: 'asks for leave by HTTP/1.0, which has no such thing',
    run: async (arena) => {
      const heard = await arena.talk([
        bytesOf({ version: 'HTTP/1.0', headers: { expect: '100-continue' } }, arena),
      ]);
      return [...unexpected(heard, 202), ...(heard.interim === 0 ? [] : ['was told to go on'])];
    },
  },
  ...['200-ok', '', 'x', '100-continue, x', '101-continue'].map((expect) =>
    probe(`expects ${JSON.stringify(expect)}`, { headers: { expect } }, [202, 417]),
  ),
];

const upgrades: Case[] = ['websocket', 'h2c', 'TLS/1.2', 'HTTP/2.0', 'x, y', ''].flatMap((upgrade) => {
  const headers = {
    connection: 'Upgrade, HTTP2-Settings',
    upgrade,
    'http2-settings': 'AAMAAABkAAQAAP__',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-version': '13',
  };
  return [
    probe(`GET /ingest to become ${JSON.stringify(upgrade)}`, { method: 'GET', headers }, 405),
    probe(`an event to become ${JSON.stringify(upgrade)}`, { headers }, 202),
  ];
});

export const protocols: Group = {
  name: 'protocols',
  cases: [
    foreign('HTTP/0.9', 'GET /health\r\n'),
    foreign('HTTP/0.9 with a token in it', 'POST /ingest\r\n\r\n'),
    ...versions.map((version) =>
      probe(
        `the version ${JSON.stringify(version)}`,
        { version, method: 'GET', target: '/health' },
        // The parser takes this for HTTP, and frames it as that.
        version === 'RTSP/1.0' ? [200, 400] : [400, 'closed'],
        { half: true },
      ),
    ),
    probe('HTTP/1.0', { version: 'HTTP/1.0', method: 'GET', target: '/health' }, 200, { until: 'closed' }),
    probe(
      'HTTP/1.0 without a host',
      { version: 'HTTP/1.0', method: 'GET', target: '/health', headers: { host: undefined } },
      200,
      { until: 'closed' },
    ),
    probe('HTTP/1.0 with an event', { version: 'HTTP/1.0' }, 202, { until: 'closed' }),
    {
      name: 'HTTP/1.0 on a connection that is kept',
      run: async (arena) => {
        const post = () => bytesOf({ version: 'HTTP/1.0', headers: { connection: 'keep-alive' } }, arena);
        const heard = await arena.talk([post(), (line) => line.heard(1), post()], { until: 2 });
        return heard.answers.every(({ status }) => status === 202) && heard.answers.length === 2
          ? []
          : [`${heard.answers.length} answers (${heard.end})`];
      },
    },
    foreign('the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0'),
    foreign('TLS', clientHello),
    foreign('TLS, and much of it', Buffer.concat([clientHello, Buffer.alloc(200_000, 0x16)])),
    foreign('SSLv2', Buffer.from([0x80, 0x2e, 0x01, 0x00, 0x02])),
    foreign('SSH', 'SSH-2.0-OpenSSH_9.6\r\n'),
    foreign('SMTP', 'EHLO x\r\nMAIL FROM:<x>\r\n'),
    foreign('Redis', '*1\r\n$4\r\nPING\r\n'),
    foreign('memcached', 'stats\r\n'),
    foreign('SOCKS', Buffer.from([5, 1, 0])),
    foreign('remote desktop', Buffer.from('030000130ee000000000000100080003000000', 'hex')),
    foreign('a database', Buffer.from('0000000804d2162f', 'hex')),
    foreign(
      'HAProxy, version 1',
      'PROXY TCP4 203.0.113.9 127.0.0.1 1 2\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n',
    ),
    foreign('HAProxy, version 2', Buffer.from('0d0a0d0a000d0a515549540a21110000', 'hex')),
    foreign('NUL', Buffer.alloc(4096)),
    foreign('a megabyte of nothing', Buffer.alloc(2 ** 20, 'x')),
    foreign('every byte', Buffer.from(Array.from({ length: 256 }, (_, at) => at))),
    foreign('an escape sequence', '\x1b[2J\x1b]0;pwned\x07\r\n\r\n'),
    foreign('nothing', ''),
    foreign('a line end', '\r\n'),
    foreign('line ends without an end', '\r\n'.repeat(100_000)),
    foreign('an answer', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
    probe(
      'line ends before the request',
      ({ token }) => `\r\n\r\n${bytesOf({}, { ...FIELDS, token })}`,
      [202, 400],
    ),
    ...upgrades,
    ...expecting,
  ],
};
