import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { Journal } from '../../src/commands/journal.ts';
import { type Reached, sendersWay } from '../../src/commands/senders-way.ts';
import { tempDir } from '../support/temp-dir.ts';

const OPEN: Reached = {
  port: 7776,
  secure: false,
  loopbackOnly: false,
  restart: 'tempo-tui serve --host 0.0.0.0',
};
const LAN = '192.0.2.7';

/** A receiver that was reached, as the next start finds it. */
async function reachedBefore(reached: Reached, ...addresses: string[]): Promise<string> {
  const dir = tempDir();
  const way = await sendersWay(dir, new Journal());
  way.listening(reached);
  for (const address of addresses) way.came(address);
  await vi.waitFor(() => expect(existsSync(join(dir, 'senders-way.json'))).toBe(true));
  return dir;
}

async function nextIn(dir: string, here: Reached | undefined) {
  const journal = new Journal();
  const way = await sendersWay(dir, journal);
  if (here) way.listening(here);
  return { journal, way };
}

describe('a receiver after one that senders reached', () => {
  it.each([
    ['as before', {}, undefined],
    ['with other options', { restart: 'tempo-tui serve --host 192.0.2.1' }, undefined],
    ['on another port', { port: 8000 }, /^Senders came to port 7776, and .* listens on 8000\.$/],
    ['by HTTPS', { secure: true }, /^Senders came by plain HTTP, and this receiver speaks HTTPS\.$/],
    ['for this machine alone', { loopbackOnly: true }, /^Senders came from other machines, /],
  ])('is started %s', async (_, change, why) => {
    const dir = await reachedBefore(OPEN, LAN);
    const { way } = await nextIn(dir, { ...OPEN, ...change });
    if (why === undefined) expect(way.astray()).toBeUndefined();
    else expect(way.astray()).toEqual({ why: expect.stringMatching(why), restart: OPEN.restart });
  });

  it('of this machine is reached by the same from this machine alone', async () => {
    const dir = await reachedBefore(OPEN, '127.0.0.1', '::1', '::ffff:127.0.0.1');
    expect((await nextIn(dir, { ...OPEN, loopbackOnly: true })).way.astray()).toBeUndefined();
  });

  it('is reached once an event comes from where they came, and not by a trial on this machine', async () => {
    const dir = await reachedBefore(OPEN, LAN);
    const { way, journal } = await nextIn(dir, { ...OPEN, port: 8000 });
    way.came('127.0.0.1');
    expect(way.astray()).toBeDefined();
    way.came(LAN);
    expect(way.astray()).toBeUndefined();
    expect(journal.entries).toMatchObject([{ text: 'Senders reach this receiver now.' }]);
    await vi.waitFor(async () => expect((await nextIn(dir, OPEN)).way.astray()?.why).toMatch('port 8000'));
  });

  it('on a port that the system chose, nobody is known to miss it', async () => {
    const dir = await reachedBefore(OPEN, LAN);
    const { way } = await nextIn(dir, undefined);
    expect(way.astray()).toBeUndefined();
    way.came(LAN);
    expect((await nextIn(dir, { ...OPEN, port: 8000 })).way.astray()?.why).toMatch('port 7776');
  });
});

it('is begun anew where the file is damaged, which is said', async () => {
  const dir = tempDir();
  writeFileSync(join(dir, 'senders-way.json'), '{"way":7}');
  const { way, journal } = await nextIn(dir, OPEN);
  expect(way.astray()).toBeUndefined();
  expect(journal.entries).toMatchObject([{ kind: 'bad', text: expect.stringContaining('is damaged (way)') }]);
  way.came(LAN);
});
