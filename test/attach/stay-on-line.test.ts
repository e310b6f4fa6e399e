import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { TokenFile } from '../../src/ingest/tokens.ts';
import { startHere, view } from '../support/attached.ts';
import { incoming } from '../support/events.ts';
import { tempDir } from '../support/temp-dir.ts';

const TITLES = Array.from({ length: 150 }, (_, at) => `event ${at}`);

/** What goes to a receiver through here is cut off in the middle of what it tells, as often as said. */
async function cutting(port: number, times: number): Promise<{ port: number; cuts(): number }> {
  let cuts = 0;
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    const isCut = cuts < times;
    if (isCut) cuts += 1;
    for (const socket of [near, far]) socket.on('error', () => {});
    near.pipe(far);
    far.on('data', (bytes) => {
      if (!isCut) near.write(bytes);
      // Half of what has come: a record lies there, and is torn.
      else if (bytes.includes('event 100'))
        near.write(bytes.subarray(0, bytes.indexOf('event 100')), () => near.destroy());
      else near.write(bytes);
    });
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, cuts: () => cuts };
}

async function receiving() {
  const dir = tempDir();
  const service = await startHere(dir);
  await Promise.all(TITLES.map((title) => service.store.append(incoming({ title }))));
  const token = await new TokenFile(dir).add('laptop', { viewer: true });
  return { port: service.receiver.port, token };
}

it('takes a line up again that breaks before all was told, and has every event once', async () => {
  const { port, token } = await receiving();
  const way = await cutting(port, 3);
  const viewing = await view({ port: way.port, token });
  expect(way.cuts()).toBe(3);
  expect(viewing.titles().toSorted()).toEqual(TITLES.toSorted());
  expect(viewing.arrived).toEqual([]);
});

it('gives up on one that breaks so each time, and says that it was reached', async () => {
  const { port, token } = await receiving();
  const way = await cutting(port, Number.POSITIVE_INFINITY);
  await expect(view({ port: way.port, token })).rejects.toThrow(
    'it was reached, but before all was told the line broke, in 5 tries; the last time: it hung up',
  );
  expect(way.cuts()).toBe(5);
});
