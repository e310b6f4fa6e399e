import { type Case, type Expected, type Group, probe } from '../case.ts';
import { MARK } from '../requests.ts';

const NONE = { 'x-tempo-token': undefined };
const MESSAGE = JSON.stringify({ title: 'Backup', message: 'done', priority: 5 });

function shaped(message: unknown, expected: Expected, field?: string): Case {
  const body = typeof message === 'string' ? message : JSON.stringify(message);
  return probe(
    `the message ${body.slice(0, 60)}`,
    { target: '/message', body },
    expected,
    field === undefined ? {} : { field },
  );
}

function asked(
  name: string,
  make: (token: string) => { target?: string; headers?: Record<string, string | undefined> },
  expected: Expected,
): Case {
  return probe(
    name,
    ({ token }) => {
      const { target = '/message', headers } = make(token);
      return { target, body: MESSAGE, headers: { ...NONE, ...headers } };
    },
    expected,
  );
}

export const gotify: Group = {
  name: 'gotify',
  cases: [
    asked('its own header', (token) => ({ headers: { 'x-gotify-key': token } }), 200),
    asked('the query', (token) => ({ target: `/message?token=${token}` }), 200),
    asked('the query, encoded', (token) => ({ target: `/message?token=${token.replace('_', '%5F')}` }), 200),
    asked('a bearer', (token) => ({ headers: { authorization: `Bearer ${token}` } }), 200),
    asked('the header of the others', (token) => ({ headers: { 'x-tempo-token': token } }), 200),
    asked('behind two slashes', (token) => ({ target: `//message?token=${token}` }), 200),
    asked('no token', () => ({}), 401),
    asked('a wrong one', () => ({ headers: { 'x-gotify-key': 'wrong' } }), 401),
    asked('an empty one in the query', () => ({ target: '/message?token=' }), 401),
    asked(
      'the query twice, the wrong one first',
      (token) => ({ target: `/message?token=x&token=${token}` }),
      401,
    ),
    asked('a list in the query', (token) => ({ target: `/message?token[]=${token}` }), 401),
    asked('another name in the query', (token) => ({ target: `/message?Token=${token}` }), 401),
    asked('behind a fragment', (token) => ({ target: `/message#?token=${token}` }), [400, 401, 404]),
    asked('a second question mark', (token) => ({ target: `/message?x?token=${token}` }), 401),
    asked('a broken escape in the query', () => ({ target: '/message?token=%E0%A4%A' }), 401),
    asked('1000 of them in the query', () => ({ target: `/message?${'token=x&'.repeat(1000)}` }), 401),
    asked('a page', (token) => ({ headers: { 'x-gotify-key': token, origin: 'null' } }), 403),
    asked(
      'a form',
      (token) => ({
        headers: { 'x-gotify-key': token, 'content-type': 'application/x-www-form-urlencoded' },
      }),
      415,
    ),
    asked('other routes of Gotify', (token) => ({ target: `/application?token=${token}` }), 404),
    asked(
      'its stream',
      (token) => ({
        target: `/stream?token=${token}`,
        headers: { upgrade: 'websocket', connection: 'upgrade' },
      }),
      [401, 404, 405],
    ),
    probe('a message to /ingest', { body: MESSAGE }, 422),
    probe('an event to /message', { target: '/message' }, 422, { field: '/message' }),
    shaped({ message: 'alone' }, 200),
    shaped({ title: '', message: 'x' }, [200, 422]),
    shaped({ title: '   ', message: '' }, [200, 422]),
    shaped({ title: 'x', message: '' }, 200),
    shaped({ title: 7, message: 'x' }, 200),
    shaped({ title: null, message: 'x' }, 200),
    shaped({ title: 'x', message: 'y', priority: MARK }, 200),
    shaped('{"title":"x","message":"y","priority":1e999}', 200),
    shaped(
      {
        title: 'x',
        message: 'y',
        priority: -1,
        extras: { 'client::display': { contentType: 'text/markdown' } },
      },
      200,
    ),
    shaped({ title: 'x', message: 'y', extras: MARK }, 200),
    shaped(
      {
        title: 'x',
        message: 'y',
        providerIdentifier: 'org.example',
        metadata: { VMID: '1' },
        eventType: 'party',
      },
      200,
    ),
    shaped('{"title":"x","message":"y","__proto__":{"severity":"critical"},"constructor":1}', 200),
    shaped({ title: 'x', message: `\`\`\`\n${'x\n'.repeat(100_000)}\n\`\`\`` }, 200),
    shaped({ title: MARK }, 422, '/message'),
    shaped({ message: 7 }, 422, '/message'),
    shaped({ message: null }, 422, '/message'),
    shaped({ message: [MARK] }, 422, '/message'),
    shaped({ message: { [MARK]: 1 } }, 422, '/message'),
    shaped('[]', 422, '/message'),
    shaped('null', 422, '/message'),
    shaped('{', 422, ''),
    shaped('', 422, ''),
  ],
};
