import { expect, it, vi } from 'vitest';
import { PATHS } from '../../src/attach/wire.ts';
import { parseExposition, sampleOf } from '../support/exposition.ts';
import { addToken, exported, makeHome, proxmoxEvent, runCli, serveProgram } from './program.ts';

const READING = [
  ['GET', PATHS.stream],
  ['GET', PATHS.history],
  ['POST', PATHS.marks],
  ['POST', PATHS.visit],
  ['GET', '/metrics'],
] as const;
const INGESTING = [
  ['POST', '/ingest'],
  ['POST', '/events'],
  ['POST', '/message'],
] as const;
/** Every way in which any route takes a token. */
const CARRIERS: Readonly<
  Record<string, (token: string) => { headers: Record<string, string>; query: string }>
> = {
  'X-Tempo-Token': (token) => ({ headers: { 'x-tempo-token': token }, query: '' }),
  Authorization: (token) => ({ headers: { authorization: `Bearer ${token}` }, query: '' }),
  'X-Gotify-Key': (token) => ({ headers: { 'x-gotify-key': token }, query: '' }),
  '?token=': (token) => ({ headers: {}, query: `?token=${token}` }),
};
const BODIES: Readonly<Record<string, object>> = {
  [PATHS.marks]: { seqs: [1], flag: 'acked', on: true },
  [PATHS.visit]: { seq: 1 },
  '/message': { title: 'x', message: 'y' },
};

async function start() {
  const home = makeHome();
  const token = await addToken(home);
  const viewer = (await runCli(home, 'token', 'add', 'desk', '--viewer')).stdout.trim();
  const { endpoint } = await serveProgram(home);
  /** Asks a route with a token in one of the ways; the status, when the answer has begun. */
  async function ask(method: string, path: string, carrier: string, text: string) {
    const { headers, query } = CARRIERS[carrier]!(text);
    const stop = new AbortController();
    const answer = await fetch(new URL(path + query, endpoint), {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: method === 'POST' ? JSON.stringify(BODIES[path] ?? proxmoxEvent('x')) : null,
      signal: stop.signal,
    });
    stop.abort();
    return answer.status;
  }
  return { home, token, viewer, endpoint, ask };
}

it('knows every route that reads', () => {
  expect(READING.map(([, path]) => path)).toEqual(expect.arrayContaining(Object.values(PATHS)));
});

it('lets a viewer read by its headers alone, and never send', async () => {
  const { home, viewer, ask } = await start();
  for (const carrier of Object.keys(CARRIERS)) {
    const isTaken = carrier === 'X-Tempo-Token' || carrier === 'Authorization';
    for (const [method, path] of READING)
      expect([carrier, path, await ask(method, path, carrier, viewer)]).toEqual([
        carrier,
        path,
        isTaken ? 200 : 401,
      ]);
    for (const [method, path] of INGESTING)
      expect([carrier, path, await ask(method, path, carrier, viewer)]).toEqual([carrier, path, 401]);
  }
  expect(await exported(home)).toEqual([]);
});

it('lets a sender send, and never read', async () => {
  const { home, token, ask } = await start();
  for (const carrier of Object.keys(CARRIERS)) {
    for (const [method, path] of READING)
      expect([carrier, path, await ask(method, path, carrier, token)]).toEqual([carrier, path, 401]);
    const isTaken = carrier === 'X-Tempo-Token' || carrier === 'Authorization';
    for (const [method, path] of INGESTING) {
      const taken = path === '/message' ? 200 : 202;
      const expected = isTaken || path === '/message' ? taken : 401;
      expect([carrier, path, await ask(method, path, carrier, token)]).toEqual([carrier, path, expected]);
    }
  }
  const events = await exported(home);
  expect(events).toHaveLength(8);
  expect(JSON.stringify(events)).not.toContain('"acked":true');
});

it('counts the viewers that are attached', async () => {
  const { endpoint, viewer } = await start();
  const headers = { authorization: `Bearer ${viewer}` };
  const viewers = async () => {
    const answer = await fetch(new URL('/metrics', endpoint), { headers });
    return sampleOf(parseExposition(await answer.text()), 'tempo_viewers');
  };
  const stop = new AbortController();
  await fetch(new URL(PATHS.stream, endpoint), { headers, signal: stop.signal });
  await vi.waitFor(async () => expect(await viewers()).toBe(1));
  stop.abort();
  await vi.waitFor(async () => expect(await viewers()).toBe(0));
});
