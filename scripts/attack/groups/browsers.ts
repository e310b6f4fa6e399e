import { type Case, type Group, probe } from '../case.ts';

const PATHS = ['/ingest', '/events', '/message', '/health'] as const;
const ORIGINS = [
  'https://evil.example',
  'null',
  '',
  'http://127.0.0.1:7776',
  'file://',
  'chrome-extension://abc',
];
const SITES = ['cross-site', 'same-site', 'same-origin', 'NONE', '', 'other', 'none, cross-site'];

function methodOf(path: string): string {
  return path === '/health' ? 'GET' : 'POST';
}

const pages: Case[] = PATHS.flatMap((target) => [
  ...ORIGINS.map((origin) =>
    probe(
      `${target} with the origin ${JSON.stringify(origin)}`,
      { target, method: methodOf(target), headers: { origin } },
      403,
    ),
  ),
  ...SITES.map((site) =>
    probe(
      `${target} with Sec-Fetch-Site ${JSON.stringify(site)}`,
      { target, method: methodOf(target), headers: { 'sec-fetch-site': site } },
      403,
    ),
  ),
]);

const preflight = {
  method: 'OPTIONS',
  headers: {
    origin: 'https://evil.example',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'x-tempo-token, content-type',
    'access-control-request-private-network': 'true',
  },
};

export const browsers: Group = {
  name: 'browsers',
  cases: [
    ...pages,
    ...PATHS.map((target) => probe(`a preflight to ${target}`, { ...preflight, target }, [403, 405])),
    probe('a preflight to nowhere', { ...preflight, target: '/x' }, [403, 404]),
    probe('a preflight to *', { ...preflight, target: '*' }, [400, 403, 404]),
    probe('OPTIONS of no page', { method: 'OPTIONS' }, 405),
    probe(
      'without a token',
      { headers: { origin: 'https://evil.example', 'x-tempo-token': undefined } },
      403,
    ),
    probe('the origin twice', { lines: ['Origin: null', 'Origin: null'] }, 403),
    probe(
      'what the user opens himself',
      {
        method: 'GET',
        target: '/health',
        headers: { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
      },
      200,
    ),
    probe('no page, which says so', { headers: { 'sec-fetch-site': 'none' } }, 202),
    probe('a form of a page, as text', { headers: { origin: 'null', 'content-type': 'text/plain' } }, 403),
    probe('a form of an old browser, which says nothing', { headers: { 'content-type': 'text/plain' } }, 415),
    probe(
      'a beacon',
      { headers: { origin: 'https://evil.example', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'empty' } },
      403,
    ),
    probe(
      'an image of a page',
      { method: 'GET', headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' } },
      [403, 405],
    ),
    probe(
      'a rebound name, without a token',
      { headers: { host: 'evil.example', 'x-tempo-token': undefined } },
      401,
    ),
    probe('a name that only the admin knows', { headers: { host: 'tempo.home.arpa' } }, 202),
    probe('a referrer alone', { headers: { referer: 'https://pve-01.lan:8006/' } }, 202),
  ],
};
