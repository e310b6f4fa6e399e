import { expect, onTestFinished } from 'vitest';
import type { ReadingRoutes } from '../../src/ingest/reading-route.ts';
import { startReceiver } from '../../src/ingest/receiver.ts';
import { Rejections } from '../../src/ingest/rejections.ts';
import type { TokenSettings } from '../../src/ingest/token.ts';
import { TokenFile } from '../../src/ingest/tokens.ts';
import { openStore } from './store.ts';
import { tempDir } from './temp-dir.ts';

/** A receiver on a free port with a store and one token of its own, gone when the test ends. */
export async function startProxmoxReceiver(
  settings: Partial<TokenSettings> = {},
  rateLimit = 0,
  reading: ReadingRoutes = {},
) {
  const dir = tempDir();
  const store = await openStore(dir);
  const tokens = new TokenFile(dir);
  const token = await tokens.add('proxmox', { provider: 'com.proxmox', ...settings });
  const faults: unknown[] = [];
  const onFault = (fault: unknown) => faults.push(fault);
  const rejections = new Rejections();
  const listening = { host: '127.0.0.1', port: 0, rateLimit };
  const receiver = await startReceiver({ ...listening, store, tokens, rejections, reading, onFault });
  onTestFinished(async () => {
    await receiver.close();
    expect(faults).toEqual([]);
  });
  const url = `http://127.0.0.1:${receiver.port}`;
  const headers = { 'content-type': 'application/json', 'x-tempo-token': token };
  const post = (body: object | string, more: Record<string, string> = {}, path = '/ingest') =>
    fetch(url + path, {
      method: 'POST',
      headers: { ...headers, ...more },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { dir, receiver, port: receiver.port, token, tokens, store, url, headers, post };
}
