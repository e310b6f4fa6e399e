import type { FileHandle } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { scanFacts } from '../../src/store/scan.ts';

it('tells whoever reads that a disk failed, and nobody else, while they are at what came before', async () => {
  const strays: unknown[] = [];
  const note = (error: unknown) => strays.push(error);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  const line = Buffer.from('{"x":1}\n');
  let reads = 0;
  async function read(buffer: Buffer) {
    reads += 1;
    if (reads > 1) throw new Error('EIO: i/o error, read');
    const bytesRead = buffer.length - (buffer.length % line.length);
    buffer.fill(line, 0, bytesRead);
    return { bytesRead, buffer };
  }
  let batches = 0;
  async function scan() {
    for await (const _ of scanFacts({ read } as unknown as FileHandle, () => ({ seq: 1 }))) {
      batches += 1;
      await turn();
    }
  }
  await expect(scan()).rejects.toThrow('EIO');
  expect(batches).toBeGreaterThan(2);
  expect(strays).toEqual([]);
});
