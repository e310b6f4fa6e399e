import { createHash } from 'node:crypto';
import { type Case, type Expected, type Group, probe, type Stored, unlike } from '../case.ts';
import { bytesOf, event, type Sent } from '../requests.ts';
import { addToken, tokenCommand } from '../target.ts';

const NONE = { 'x-tempo-token': undefined };

/** A case of one token text, made from the right one. */
function presented(name: string, make: (token: string) => string | undefined, expected: Expected): Case {
  return probe(name, ({ token }) => ({ headers: { 'x-tempo-token': make(token) } }), expected);
}

function headed(name: string, make: (token: string) => Sent['headers'], expected: Expected): Case {
  return probe(name, ({ token }) => ({ headers: { ...NONE, ...make(token) } }), expected);
}

const texts: Case[] = [
  presented('none', () => undefined, 401),
  presented('empty', () => '', 401),
  presented('blanks', () => '   ', 401),
  presented('of the right form, unknown', () => `tempo_${'A'.repeat(43)}`, 401),
  presented('without its prefix', (token) => token.slice('tempo_'.length), 401),
  presented('its prefix alone', () => 'tempo_', 401),
  presented('without its last character', (token) => token.slice(0, -1), 401),
  presented('its first half', (token) => token.slice(0, token.length / 2), 401),
  presented('with one character more', (token) => `${token}A`, 401),
  presented('in upper case', (token) => token.toUpperCase(), 401),
  presented('in lower case', (token) => token.toLowerCase(), 401),
  presented('with its prefix in upper case', (token) => token.replace('tempo_', 'TEMPO_'), 401),
  presented('in quotes', (token) => `"${token}"`, 401),
  presented('with its scheme in the header for the bare one', (token) => `Bearer ${token}`, 401),
  presented('twice in one header', (token) => `${token}, ${token}`, 401),
  presented('with another beside it', (token) => `${token} other`, 401),
  presented('with blanks around it, which are not part of a header', (token) => `  ${token} \t`, 202),
  presented('its hash, as it lies on disk', (token) => createHash('sha256').update(token).digest('hex'), 401),
  presented('its name', () => 'attack', 401),
  presented('a wildcard', () => '*', 401),
  presented('null', () => 'null', 401),
  presented('a path', () => '../../tokens.json', 401),
  presented('a query of a database', () => `' OR '1'='1`, 401),
  presented('of 15 KiB', () => 'A'.repeat(15 * 1024), 401),
  presented('of 20 KiB', () => 'A'.repeat(20 * 1024), 431),
  presented('of 2 MiB', () => 'A'.repeat(2 ** 21), 431),
  presented('with NUL behind it', (token) => `${token}\0`, 400),
  presented('with NUL in it', (token) => `${token.slice(0, 9)}\0${token.slice(9)}`, 400),
  presented('with a bell in it', (token) => `${token.slice(0, 9)}\x07${token.slice(9)}`, [400, 401]),
  presented('with DEL behind it', (token) => `${token}\x7f`, [400, 401]),
  presented('with a no-break space behind it', (token) => `${token}\u00a0`, 401),
  presented('with a zero-width space in it', (token) => token.replace('_', '_\u200b'), 401),
  presented('in letters that look alike', (token) => token.replace('tempo', 't\u0435mp\u043e'), 401),
  presented(
    'in full-width letters',
    (token) => token.replace('tempo', '\uff54\uff45\uff4d\uff50\uff4f'),
    401,
  ),
  presented('percent-encoded', (token) => token.replace('_', '%5F'), 401),
];

const headers: Case[] = [
  headed('as a bearer', (token) => ({ authorization: `Bearer ${token}` }), 202),
  headed('as a bearer, its scheme in lower case', (token) => ({ authorization: `bearer ${token}` }), 202),
  headed('a bearer of nothing', () => ({ authorization: 'Bearer ' }), 401),
  headed('a bearer of an unknown one', () => ({ authorization: `Bearer tempo_${'B'.repeat(43)}` }), 401),
  headed('a bearer and more', (token) => ({ authorization: `Bearer ${token} more` }), 401),
  headed('a bearer, twice', (token) => ({ authorization: `Bearer ${token}, Bearer ${token}` }), 401),
  headed('without a scheme', (token) => ({ authorization: token }), 401),
  headed('under another scheme', (token) => ({ authorization: `Token ${token}` }), 401),
  headed('as a password', (token) => ({ authorization: `Basic ${btoa(`attack:${token}`)}` }), 401),
  headed('as a user', (token) => ({ authorization: `Basic ${btoa(`${token}:`)}` }), 401),
  headed(
    'both headers, both right',
    (token) => ({ 'x-tempo-token': token, authorization: `Bearer ${token}` }),
    202,
  ),
  headed(
    'its own header wrong, the bearer right',
    (token) => ({ 'x-tempo-token': 'wrong', authorization: `Bearer ${token}` }),
    401,
  ),
  headed(
    'its own header right, the bearer wrong',
    (token) => ({ 'x-tempo-token': token, authorization: 'Bearer wrong' }),
    [202, 401],
  ),
  headed('as a cookie', (token) => ({ cookie: `token=${token}; X-Tempo-Token=${token}` }), 401),
  headed('in the header of Gotify, elsewhere', (token) => ({ 'x-gotify-key': token }), 401),
  headed('in the header of an API key', (token) => ({ 'x-api-key': token }), 401),
  headed('for a proxy', (token) => ({ 'proxy-authorization': `Bearer ${token}` }), 401),
  headed('in a header with an underscore', (token) => ({ x_tempo_token: token }), 401),
  headed(
    'in the user agent and the referrer',
    (token) => ({ 'user-agent': token, referer: `http://x/?${token}` }),
    401,
  ),
  probe(
    'two lines, wrong and right',
    ({ token }) => ({ headers: NONE, lines: ['X-Tempo-Token: wrong', `X-Tempo-Token: ${token}`] }),
    401,
  ),
  probe(
    'two lines, right and wrong',
    ({ token }) => ({ headers: NONE, lines: [`X-Tempo-Token: ${token}`, 'X-Tempo-Token: wrong'] }),
    401,
  ),
  probe(
    'two lines, the same',
    ({ token }) => ({ headers: NONE, lines: [`X-Tempo-Token: ${token}`, `X-Tempo-Token: ${token}`] }),
    401,
  ),
  probe(
    'two bearers, wrong and right',
    ({ token }) => ({
      headers: NONE,
      lines: ['Authorization: Bearer wrong', `Authorization: Bearer ${token}`],
    }),
    401,
  ),
  probe('in the query', ({ token }) => ({ headers: NONE, target: `/ingest?token=${token}` }), 401),
  probe(
    'in the query, under the name of its header',
    ({ token }) => ({ headers: NONE, target: `/events?X-Tempo-Token=${token}` }),
    401,
  ),
  probe('in the path', ({ token }) => ({ headers: NONE, target: `/ingest/${token}` }), 404),
  probe(
    'as the user of the address',
    ({ host, port, token }) => ({ headers: NONE, target: `http://${token}@${host}:${port}/ingest` }),
    [400, 401, 404],
  ),
  probe(
    'in the body',
    ({ token }) => ({ headers: NONE, body: event({ token, 'X-Tempo-Token': token }) }),
    401,
  ),
  probe(
    'behind the body, as a trailer',
    ({ token }) => {
      const [head, body = ''] = bytesOf({ headers: NONE, chunks: 9999 }, { host: 'x', port: 1, token })
        .toString()
        .split('\r\n\r\n');
      return `${head}\r\nTrailer: X-Tempo-Token\r\n\r\n${body}\r\nX-Tempo-Token: ${token}\r\n\r\n`;
    },
    401,
  ),
];

/** A case of the provider that an event says it is from. */
function from(name: string, providerIdentifier: unknown, expected: Expected): Case {
  return probe(`from ${name}`, () => ({ body: event({ providerIdentifier }) }), expected);
}

const providers: Case[] = [
  from('the bound one', 'com.proxmox', 202),
  from('below the bound one', 'com.proxmox.backup', 202),
  from('one letter more', 'com.proxmoxx', 401),
  from('a dash more', 'com.proxmox-evil', 401),
  from('an underscore more', 'com.proxmox_evil', 401),
  from('one letter less', 'com.proxmo', 401),
  from('above the bound one', 'com', 401),
  from('a letter before', 'xcom.proxmox', 401),
  from('in upper case', 'COM.PROXMOX', 401),
  from('another', 'org.example', 401),
  from('one named __proto__', '__proto__', 401),
  from('one named constructor', 'constructor', 401),
  from('dots alone', '..', 401),
  from('letters that look alike', 'com.pr\u043exmox', 422),
  from('a full-width dot', 'com\uff0eproxmox', 422),
  from('a line break behind', 'com.proxmox\n', 422),
  from('NUL behind', 'com.proxmox\0', 422),
  from('a path', 'com.proxmox/../org.example', 422),
  from('a list', ['com.proxmox'], 422),
];

let made = 0;
const newName = () => `attack-${process.pid}-${++made}`;

/** A token of its own, which is gone afterwards. */
function withToken(
  name: string,
  provider: string,
  run: (arena: Parameters<Case['run']>[0], token: string, tokenName: string) => Promise<readonly string[]>,
): Case {
  return {
    name,
    needsTokens: true,
    run: async (arena) => {
      const tokenName = newName();
      const dir = arena.dataDir!;
      const token = await addToken(dir, tokenName, provider);
      const wrong = await run(arena, token, tokenName);
      await tokenCommand(dir, 'revoke', tokenName).catch(() => {});
      return wrong;
    },
  };
}

const bound: Case[] = [
  withToken('bound to another provider', 'org.example', async (arena, token) => {
    const statuses = [];
    for (const sent of [{}, { body: event({ providerIdentifier: 'org.example' }) }]) {
      const { answers } = await arena.ask({ ...sent, headers: { 'x-tempo-token': token } });
      statuses.push(...answers);
    }
    return unlike({ answers: statuses, interim: 0, end: 'answered', tookMs: 0 }, [401, 202]);
  }),
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map((provider) =>
    withToken(`bound to a provider named ${provider}`, provider, async (arena, token) => {
      const heard = await arena.ask({
        headers: { 'x-tempo-token': token },
        body: event({ providerIdentifier: provider, externalID: provider }),
      });
      if (heard.answers[0])
        arena.ledger.check(
          heard.answers[0],
          provider,
          (kept: Stored) => kept.providerIdentifier === provider,
        );
      return unlike(heard, [202]);
    }),
  ),
  withToken('names no provider: gets the one of its token', 'org.example', async (arena, token) => {
    const body = JSON.stringify({
      title: 'native',
      message: 'x',
      severity: 'info',
      fields: { providerIdentifier: 'com.proxmox' },
    });
    const heard = await arena.ask({ headers: { 'x-tempo-token': token }, body });
    if (heard.answers[0])
      arena.ledger.check(
        heard.answers[0],
        'native',
        (kept: Stored) => kept.providerIdentifier === 'org.example',
      );
    return unlike(heard, [202]);
  }),
  ...(['revoke', 'rotate'] as const).map((command) =>
    withToken(
      `${command === 'revoke' ? 'revoked' : 'rotated'} on a connection that is open`,
      'com.proxmox',
      async (arena, token, tokenName) => {
        const post = () => bytesOf({ headers: { 'x-tempo-token': token } }, arena);
        const heard = await arena.talk(
          [
            post(),
            async (line) => {
              await line.heard(1);
              await tokenCommand(arena.dataDir!, command, tokenName);
            },
            post(),
          ],
          { until: 2 },
        );
        return unlike(heard, [202, 401]);
      },
    ),
  ),
];

/** Making a token takes a process; the shorter run has one of those that are alike. */
const isLike = ({ name }: Case) => /named (constructor|toString|hasOwnProperty)|rotated/.test(name);

export const tokens: Group = {
  name: 'tokens',
  cases: [...texts, ...headers, ...providers, ...bound.map((each) => ({ ...each, long: isLike(each) }))],
};
