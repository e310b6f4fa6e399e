import { type Arena, type Case, type Group, inShort } from '../case.ts';
import { bytesOf, event, MARK } from '../requests.ts';

/** Ways to say that a body is chunked which not everybody reads alike. */
const OBFUSCATIONS: readonly string[] = [
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: Chunked',
  'Transfer-Encoding: xchunked',
  'Transfer-Encoding: chunkedx',
  'Transfer-Encoding: chunked, identity',
  'Transfer-Encoding: identity, chunked',
  'Transfer-Encoding: identity',
  'Transfer-Encoding: gzip, chunked',
  'Transfer-Encoding: chunked, chunked',
  'Transfer-Encoding: chunked;q=1',
  'Transfer-Encoding: "chunked"',
  'Transfer-Encoding:chunked',
  'Transfer-Encoding:\tchunked',
  'Transfer-Encoding: \x0bchunked',
  'Transfer-Encoding: chunked\x0b',
  'Transfer-Encoding: chunked\0',
  'Transfer-Encoding: \u00a0chunked',
  'Transfer-Encoding: chun\u212aed',
  'Transfer-Encoding : chunked',
  'Transfer-Encoding\t: chunked',
  ' Transfer-Encoding: chunked',
  'Transfer_Encoding: chunked',
  'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity',
  'Transfer-Encoding: identity\r\nTransfer-Encoding: chunked',
  'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked',
  'Transfer-Encoding: x\r\nTransfer-Encoding: chunked',
  'Transfer-Encoding:\r\n chunked',
  'Transfer-Encoding: x\r\n chunked',
  'X: y\nTransfer-Encoding: chunked',
  'X: y\rTransfer-Encoding: chunked',
  'Foo: bar\r\n\tTransfer-Encoding: chunked',
  'TE: chunked',
  'Content-Encoding: chunked',
];

const hidden = (arena: Arena) => bytesOf({ body: event({ title: `${MARK} smuggled` }) }, arena);

/**
 * Nothing of such a request may be taken: what one reader takes for its body, another would take for the next request.
 * At most one refusal may follow another, and none may be an acknowledgement.
 */
function nothingTaken(name: string, make: (arena: Arena) => Buffer): Case {
  return {
    name,
    run: async (arena) => {
      const heard = await arena.talk([make(arena)], { until: 'closed', half: true });
      const statuses = heard.answers.map(({ status }) => status);
      if (heard.end === 'silent') return ['the connection was left open'];
      return statuses.some((status) => status < 400) ? [`answers ${inShort(statuses)}`] : [];
    },
  };
}

/** A request without a length of its own, these lines and this body. */
function request(arena: Arena, lines: readonly string[], body: Buffer, version = 'HTTP/1.1'): Buffer {
  return Buffer.concat([
    bytesOf({ version, headers: { 'content-length': undefined }, lines, body: '' }, arena),
    body,
  ]);
}

const lengthFirst = OBFUSCATIONS.map((line) =>
  nothingTaken(`length, and ${JSON.stringify(line)}: hidden behind a last chunk`, (arena) => {
    const body = Buffer.concat([Buffer.from('0\r\n\r\n'), hidden(arena)]);
    return request(arena, [`Content-Length: ${body.length}`, line], body);
  }),
);

/** Others than these say nothing of the way, so that the length is all there is. */
const ofTheWay = OBFUSCATIONS.filter((line) => !/^(TE|Content-Encoding|Transfer_Encoding):/.test(line));

const chunksFirst = ofTheWay.map((line) =>
  nothingTaken(`${JSON.stringify(line)}, and a length: hidden in a chunk`, (arena) => {
    const chunk = hidden(arena);
    const size = `${chunk.length.toString(16)}\r\n`;
    const body = Buffer.concat([Buffer.from(size), chunk, Buffer.from('\r\n0\r\n\r\n')]);
    return request(arena, [line, `Content-Length: ${size.length}`], body);
  }),
);

const LENGTHS: readonly (readonly string[])[] = [
  ['Content-Length: 0', 'Content-Length: LENGTH'],
  ['Content-Length: LENGTH', 'Content-Length: 0'],
  ['Content-Length: 0, LENGTH'],
  ['Content-Length: LENGTH, 0'],
  ['Content-Length: 0\r\n LENGTH'],
  ['Content-Length : LENGTH'],
  ['Content-Length: 0', 'Content-Length : LENGTH'],
  ['Content-Length: +LENGTH'],
  ['Content-Length: -0'],
  ['Content-Length: 0x0'],
  ['Content-Length: 0;x'],
  ['Content-Length: LENGTH LENGTH'],
  ['Content-Length:\x0b0'],
  ['Content-Length: \u00a00'],
  ['X: y\nContent-Length: LENGTH'],
];

const lengths = LENGTHS.map((lines) =>
  nothingTaken(`lengths ${JSON.stringify(lines.join('; '))}`, (arena) => {
    const body = hidden(arena);
    return request(
      arena,
      lines.map((line) => line.replaceAll('LENGTH', String(body.length))),
      body,
    );
  }),
);

const others: Case[] = [
  nothingTaken('HTTP/1.0 in chunks', (arena) =>
    request(
      arena,
      ['Transfer-Encoding: chunked'],
      Buffer.concat([Buffer.from('0\r\n\r\n'), hidden(arena)]),
      'HTTP/1.0',
    ),
  ),
  nothingTaken('a request in the body of GET, in two ways', (arena) => {
    const body = hidden(arena);
    return Buffer.concat([
      bytesOf({ method: 'GET', lines: [`Content-Length: ${body.length}`] }, arena),
      body,
    ]);
  }),
  nothingTaken('a request in the body of one that is refused', (arena) =>
    bytesOf({ headers: { 'x-tempo-token': undefined }, body: hidden(arena) }, arena),
  ),
  nothingTaken('a request in the body of one at a wrong path', (arena) =>
    bytesOf({ target: '/x', body: hidden(arena) }, arena),
  ),
  nothingTaken('a request in a body that is no JSON', (arena) => bytesOf({ body: hidden(arena) }, arena)),
  nothingTaken('a request in the query', (arena) =>
    bytesOf(
      { method: 'GET', target: `/x?%0d%0a%0d%0a${encodeURIComponent(hidden(arena).toString())}` },
      arena,
    ),
  ),
  nothingTaken('a request behind an Upgrade', (arena) =>
    Buffer.concat([
      bytesOf(
        {
          method: 'GET',
          headers: {
            connection: 'Upgrade',
            upgrade: 'websocket',
            'content-length': String(hidden(arena).length),
          },
        },
        arena,
      ),
      hidden(arena),
    ]),
  ),
  nothingTaken('a chunk size that overflows to a small one', (arena) =>
    request(
      arena,
      ['Transfer-Encoding: chunked'],
      Buffer.concat([Buffer.from('10000000000000002\r\n{}\r\n0\r\n\r\n'), hidden(arena)]),
    ),
  ),
  nothingTaken('a chunk that ends otherwise than it says', (arena) =>
    request(
      arena,
      ['Transfer-Encoding: chunked'],
      Buffer.concat([Buffer.from('2\r\n{}xx0\r\n\r\n'), hidden(arena)]),
    ),
  ),
  nothingTaken('a chunk extension with a carriage return', (arena) =>
    request(
      arena,
      ['Transfer-Encoding: chunked'],
      Buffer.concat([Buffer.from('2;\rxx\r\n{}\r\n0\r\n\r\n'), hidden(arena)]),
    ),
  ),
  nothingTaken('line feeds that end a chunk size', (arena) =>
    request(
      arena,
      ['Transfer-Encoding: chunked'],
      Buffer.concat([Buffer.from('2\n{}\r\n0\r\n\r\n'), hidden(arena)]),
    ),
  ),
];

export const smuggling: Group = {
  name: 'smuggling',
  cases: [...lengthFirst, ...chunksFirst, ...lengths, ...others],
};
