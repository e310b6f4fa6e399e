import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { type Case, type Expected, type Group, probe } from '../case.ts';
import { event } from '../requests.ts';

function typed(type: string | undefined, expected: Expected): Case {
  return probe(`of the type ${type ?? 'that is not said'}`, { headers: { 'content-type': type } }, expected);
}

function encoded(encoding: string, body: Buffer | string, expected: Expected): Case {
  return probe(
    `encoded as ${JSON.stringify(encoding)}`,
    { headers: { 'content-encoding': encoding }, body },
    expected,
  );
}

const REFUSED = [
  undefined,
  '',
  'text/plain',
  'text/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/jsonp',
  'application/json5',
  'application/problem+json',
  'application/x-ndjson',
  'application/xml',
  'application',
  'json',
  '*/*',
  'application/*',
  'text/plain; application/json',
  'application/json, text/plain',
  'application/json+x',
  'application /json',
  'application/json\u00a0',
  'applic\u0430tion/json',
];
const TAKEN = [
  'application/json',
  'APPLICATION/JSON',
  'application/json; charset=utf-8',
  'application/json;charset="UTF-8"',
  'application/json ; charset=utf-8',
  'application/json;',
  'application/json; boundary=x; x=y',
];
/** Half a megabyte that unpacks to half a gigabyte. */
const bomb = () => gzipSync(Buffer.alloc(64 * 2 ** 20, ' '));
const utf16 = () => Buffer.from(event(), 'utf16le');
const multipart = () =>
  `--x\r\nContent-Disposition: form-data; name="event"\r\nContent-Type: application/json\r\n\r\n${event()}\r\n--x--\r\n`;

export const content: Group = {
  name: 'content',
  cases: [
    ...REFUSED.map((type) => typed(type, 415)),
    ...TAKEN.map((type) => typed(type, 202)),
    typed('application/json; charset=utf-16', [202, 415]),
    probe('two types, the right one first', { lines: ['Content-Type: text/plain'] }, [202, 415]),
    probe(
      'two types, the right one last',
      {
        headers: { 'content-type': undefined },
        lines: ['Content-Type: text/plain', 'Content-Type: application/json'],
      },
      415,
    ),
    probe(
      'UTF-16 that says so',
      () => ({ headers: { 'content-type': 'application/json; charset=utf-16' }, body: utf16() }),
      [415, 422],
    ),
    probe('UTF-16 that does not', () => ({ body: utf16() }), 422, { field: '' }),
    probe(
      'Latin-1 that says so',
      () => ({
        headers: { 'content-type': 'application/json; charset=iso-8859-1' },
        body: Buffer.from(event({ metadata: { a: '\xe4' } }), 'latin1'),
      }),
      [415, 422],
    ),
    probe('a form that says it is JSON', { body: 'title=x&providerIdentifier=com.proxmox' }, 422, {
      field: '',
    }),
    probe('parts that say they are JSON', () => ({ body: multipart() }), 422, { field: '' }),
    probe(
      'parts',
      () => ({ headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: multipart() }),
      415,
    ),
    encoded('gzip', gzipSync(event()), 415),
    encoded('x-gzip', gzipSync(event()), 415),
    encoded('deflate', deflateSync(event()), 415),
    encoded('deflate', deflateRawSync(event()), 415),
    encoded('br', brotliCompressSync(event()), 415),
    encoded('zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), 415),
    encoded('compress', 'x', 415),
    encoded('gzip, gzip', gzipSync(gzipSync(event())), 415),
    encoded('gzip, identity', gzipSync(event()), 415),
    encoded('identity, gzip', gzipSync(event()), 415),
    encoded('gzip', event(), 415),
    encoded('unknown', event(), 415),
    encoded('identity', event(), 202),
    encoded('IDENTITY', event(), 202),
    encoded('', event(), [202, 415]),
    probe('packed and not said', () => ({ body: gzipSync(event()) }), 422, { field: '' }),
    probe(
      'two lines of encodings',
      () => ({ lines: ['Content-Encoding: identity', 'Content-Encoding: gzip'], body: gzipSync(event()) }),
      415,
    ),
    probe('a bomb', () => ({ headers: { 'content-encoding': 'gzip' }, body: bomb() }), 415),
    probe('a bomb that is not said', () => ({ body: bomb() }), 422),
    probe(
      'packed for the way',
      () => ({ headers: { 'transfer-encoding': 'gzip, chunked' }, body: gzipSync(event()), chunks: 64 }),
      [400, 415, 422],
    ),
    probe(
      'said to be packed for the way, and is not',
      () => ({ headers: { 'transfer-encoding': 'gzip, chunked' }, chunks: 64 }),
      [400, 415],
    ),
    probe(
      'packed for the way and not chunked',
      () => ({
        headers: { 'transfer-encoding': 'gzip', 'content-length': undefined },
        body: gzipSync(event()),
      }),
      [400, 415],
    ),
    probe(
      'asks for an answer that is packed',
      { headers: { 'accept-encoding': 'gzip, br', accept: 'text/html' } },
      202,
    ),
  ],
};
