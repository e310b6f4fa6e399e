import { type Arena, type Case, type Expected, type Group, probe, unexpected, unlike } from '../case.ts';
import { bytesOf, event, inChunks, type Sent } from '../requests.ts';

const MIB = 2 ** 20;
const MOST = 4 * MIB;

/** A good event of exactly so many bytes. */
export function eventOf(bytes: number): string {
  const rest = event({ metadata: { Message: '' } }).length;
  const text = event({ metadata: { Message: 'x'.repeat(bytes - rest) } });
  // Its title may have become one digit longer.
  return text.length === bytes ? text : text.replace('xx', text.length > bytes ? 'x' : 'xxx');
}

/** A request whose framing headers are these lines. */
function framed(arena: Arena, framing: readonly string[], body: string | Buffer, sent: Sent = {}): Buffer {
  const head = bytesOf(
    { ...sent, headers: { 'content-length': undefined, ...sent.headers }, lines: framing, body: '' },
    arena,
  );
  return Buffer.concat([head, Buffer.from(body)]);
}

function length(text: string, expected: Expected, half = false): Case {
  return probe(
    `a length of ${JSON.stringify(text)}`,
    (arena) => framed(arena, [`Content-Length: ${text}`], event()),
    expected,
    { half },
  );
}

/** A chunked body, written by hand. */
function chunked(
  name: string,
  make: (body: Buffer) => string | Buffer,
  expected: Expected,
  half = true,
): Case {
  return probe(
    name,
    (arena) => framed(arena, ['Transfer-Encoding: chunked'], make(Buffer.from(event()))),
    expected,
    { half },
  );
}

const hex = (body: Buffer) => body.length.toString(16);
const END = '\r\n0\r\n\r\n';

const sizes: Case[] = [
  probe('of 4 MiB', () => ({ body: eventOf(MOST) }), 202),
  probe('of 4 MiB in chunks', () => ({ body: eventOf(MOST), chunks: 65_536 }), 202),
  probe('of 4 MiB and a byte', () => ({ body: eventOf(MOST + 1) }), 413),
  probe('of 4 MiB and a byte in chunks', () => ({ body: eventOf(MOST + 1), chunks: 65_536 }), 413),
  probe('of 12 MiB', () => ({ body: eventOf(12 * MIB) }), 413),
  probe('of 12 MiB in one chunk', () => ({ body: eventOf(12 * MIB), chunks: 12 * MIB }), 413),
  probe(
    'of 12 MiB, without a token',
    () => ({ body: eventOf(12 * MIB), headers: { 'x-tempo-token': undefined } }),
    401,
  ),
  probe('of 12 MiB, at a wrong path', () => ({ body: eventOf(12 * MIB), target: '/x' }), 404),
  {
    name: 'in chunks that never end',
    run: async (arena) => {
      const piece = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 'x'), Buffer.from('\r\n')]);
      const heard = await arena.talk(
        [
          framed(arena, ['Transfer-Encoding: chunked'], ''),
          async ({ socket, isClosed }) => {
            for (let sent = 0; sent < 1000 && !isClosed(); sent += 1)
              await new Promise((done) => socket.write(piece, done));
          },
        ],
        { until: 'closed', patience: 10_000 },
      );
      return unexpected(heard, 413);
    },
  },
  probe('in chunks of a byte', () => ({ body: event(), chunks: 1 }), 202),
  {
    name: 'byte by byte',
    run: async (arena) => {
      const bytes = bytesOf({}, arena);
      return unexpected(await arena.talk(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))), 202);
    },
  },
];

const lengths: Case[] = [
  length(`${MOST + 1}`, 413),
  length('10000000000', 413),
  length('9007199254740993', 413),
  length('18446744073709551615', [400, 413]),
  length('18446744073709551616', 400),
  length('99999999999999999999999999', 400),
  ...['-1', '+9', '0x10', '1e3', '10.0', 'ten', '9 9', '9,9', '9;q=1', '\u0669', '1_0', '"9"', '\x0b9'].map(
    (text) => length(text, 400),
  ),
  length('', [400, 422]),
  length('00', [400, 422]),
  length('0', 422),
  length('2', 422),
  length('999', [400, 'closed'], true),
  probe('no length and no chunks', (arena) => framed(arena, [], event()), [400, 422]),
  probe(
    'two lengths, the same',
    (arena) => framed(arena, ['Content-Length: 2', 'Content-Length: 2'], '{}'),
    [400, 422],
  ),
  probe('two lengths', (arena) => framed(arena, ['Content-Length: 2', 'Content-Length: 99'], '{}'), 400),
  {
    name: 'longer than its length, which is that of a good event',
    run: async (arena) => {
      const body = event();
      const heard = await arena.talk(
        [framed(arena, [`Content-Length: ${body.length}`], `${body}and more\r\n\r\n`)],
        { until: 'closed' },
      );
      return unlike(heard, [202, 400]);
    },
  },
  {
    name: 'ends in the middle',
    run: async (arena) => {
      const body = event();
      const heard = await arena.talk([framed(arena, [`Content-Length: ${body.length}`], body.slice(0, -1))], {
        half: true,
      });
      return unexpected(heard, [400, 'closed']);
    },
  },
  {
    name: 'is broken off in the middle',
    run: async (arena) => {
      const body = event();
      await arena.talk([
        framed(arena, [`Content-Length: ${body.length}`], body.slice(0, -1)),
        async ({ reset }) => reset(),
      ]);
      return [];
    },
  },
];

const chunks: Case[] = [
  chunked('chunks, as they should be', (body) => inChunks(body, 9), 202),
  chunked(
    'a size in capitals, with zeros before it',
    (body) => `0000${hex(body).toUpperCase()}\r\n${body}${END}`,
    202,
  ),
  chunked('an extension', (body) => `${hex(body)};name=value;other="x;y"\r\n${body}${END}`, 202),
  chunked(
    'an extension that looks like a header',
    (body) => `${hex(body)};Content-Length=0\r\n${body}${END}`,
    202,
  ),
  chunked(
    'an extension of 20 KiB',
    (body) => `${hex(body)};x=${'y'.repeat(20_480)}\r\n${body}${END}`,
    [400, 413, 431],
  ),
  chunked(
    'many extensions',
    (body) =>
      `${[...body].map((byte) => `1;${'x'.repeat(500)}\r\n${String.fromCharCode(byte)}`).join('\r\n')}${END}`,
    [202, 400, 413],
  ),
  chunked('a line feed in an extension', (body) => `${hex(body)};a\nb\r\n${body}${END}`, 400),
  chunked('a trailer', (body) => `${hex(body)}\r\n${body}\r\n0\r\nX-Trailer: y\r\n\r\n`, 202),
  chunked(
    'a trailer that is a length',
    (body) => `${hex(body)}\r\n${body}\r\n0\r\nContent-Length: 5\r\n\r\n`,
    [202, 400],
  ),
  chunked(
    'trailers of 1 MiB',
    (body) => `${hex(body)}\r\n${body}\r\n0\r\n${`X: ${'y'.repeat(1000)}\r\n`.repeat(1000)}\r\n`,
    [400, 413, 431, 'closed'],
  ),
  ...[
    'g',
    '-1',
    '+5',
    '0x5',
    ' ',
    '',
    '5 5',
    '1_0',
    'FFFFFFFFFFFFFFFFF',
    '10000000000000000',
    '\u0665',
    '5.0',
    '\0',
  ].map((size) =>
    chunked(`a chunk size of ${JSON.stringify(size)}`, (body) => `${size}\r\n${body}${END}`, [400, 413]),
  ),
  chunked('a chunk of 2^60 bytes', (body) => `1000000000000000\r\n${body}`, [400, 413, 'closed']),
  chunked('blanks behind a size', (body) => `${hex(body)}   \r\n${body}${END}`, [202, 400]),
  chunked('line feeds alone', (body) => `${hex(body)}\n${body}\n0\n\n`, [202, 400]),
  chunked(
    'a chunk that is longer than its size',
    (body) => `${(body.length - 5).toString(16)}\r\n${body}${END}`,
    400,
  ),
  chunked(
    'a chunk that is shorter than its size',
    (body) => `${(body.length + 3).toString(16)}\r\n${body}${END}`,
    [400, 'closed'],
  ),
  chunked('no last chunk', (body) => `${hex(body)}\r\n${body}\r\n`, [400, 'closed']),
  chunked('half a last chunk', (body) => `${hex(body)}\r\n${body}\r\n0\r\n`, [400, 'closed']),
  chunked('the last chunk alone', () => '0\r\n\r\n', 422),
  chunked('no chunks at all', (body) => body, [400, 413]),
];

const bytes: Case[] = [
  ...Object.entries({
    'an overlong slash': [0xc0, 0xaf],
    'an overlong NUL': [0xc0, 0x80],
    'a surrogate': [0xed, 0xa0, 0x80],
    'beyond Unicode': [0xf4, 0x90, 0x80, 0x80],
    'a byte that never is': [0xff],
    'a lone second byte': [0x80],
    'a character that breaks off': [0xe2, 0x82],
    'Latin-1': [0xe4],
  }).map(([name, wrong]) =>
    probe(
      `UTF-8 with ${name}`,
      () => {
        const [head = '', tail = ''] = event({ metadata: { a: '%' } }).split('%');
        return { body: Buffer.concat([Buffer.from(head), Buffer.from(wrong), Buffer.from(tail)]) };
      },
      422,
      { field: '' },
    ),
  ),
  probe('a byte order mark', () => ({ body: `\ufeff${event()}` }), 202),
  probe('two of them', () => ({ body: `\ufeff\ufeff${event()}` }), 422, { field: '' }),
  probe(
    'one of UTF-16',
    () => ({ body: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(event(), 'utf16le')]) }),
    422,
    { field: '' },
  ),
  probe(
    'characters cut by chunks',
    () => ({ body: event({ metadata: { a: '\u{1f600}\u20ac' } }), chunks: 1 }),
    202,
    {
      kept: ({ metadata }) => metadata.a === '\u{1f600}\u20ac',
    },
  ),
];

export const bodies: Group = { name: 'bodies', cases: [...sizes, ...lengths, ...chunks, ...bytes] };
