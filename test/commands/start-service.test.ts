import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Journal } from '../../src/commands/journal.ts';
import { startService } from '../../src/commands/start-service.ts';
import { readSettings } from '../../src/config.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { ownDataDir } from '../../src/store/lock.ts';
import { testAuthority, writePair } from '../support/certificates.ts';
import { tempDir } from '../support/temp-dir.ts';

function start(dir: string, port = 0) {
  const { cert, key } = writePair(join(dir, 'tls'), testAuthority().sign());
  const dataDir = join(dir, 'data');
  const config = join(dir, 'config.json');
  mkdirSync(dataDir);
  writeFileSync(config, '{}');
  const settings = readSettings({ dataDir, config, port: String(port), tlsCert: cert, tlsKey: key }, {});
  return { dataDir, start: () => startService(settings, { journal: new Journal(), kind: 'serve' }) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

describe('a start that fails', () => {
  it('follows no certificate any more where another process has the data directory', async () => {
    const { dataDir, start: again } = start(tempDir());
    const owner = await ownDataDir(dataDir, { pid: 4711, port: 7776 });
    onTestFinished(() => owner.release());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    await expect(again()).rejects.toThrow('is in use by another tempo-tui (pid 4711');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets go of store, port and data directory', async () => {
    const { start: again } = start(tempDir(), await freePort());
    const closed = vi.spyOn(EventStore.prototype, 'close');
    const failing = vi.spyOn(EventStore.prototype, 'listening').mockRejectedValueOnce(new Error('EIO'));
    onTestFinished(() => void vi.restoreAllMocks());
    await expect(again()).rejects.toThrow('EIO');
    expect(failing).toHaveBeenCalledOnce();
    expect(closed).toHaveBeenCalledOnce();
    const service = await again();
    await service.close();
  });
});
