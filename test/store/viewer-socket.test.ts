import { closeSync, mkdirSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { viewerSocket } from '../../src/store/viewer-socket.ts';
import { tempDir } from '../support/temp-dir.ts';

it.runIf(process.platform === 'linux')('keeps one descriptor of a folder with a long name open', () => {
  const dir = join(tempDir(), 'd'.repeat(100));
  mkdirSync(dir);
  const openHere = () => readdirSync('/proc/self/fd').filter((fd) => leadsTo(fd) === dir);
  onTestFinished(() => {
    for (const fd of openHere()) closeSync(Number(fd));
  });
  const paths = new Set([1, 2, 3].map(() => viewerSocket(dir)));
  expect([...paths]).toEqual([expect.stringMatching(/^\/proc\/self\/fd\/\d+\/viewers\.sock$/)]);
  expect(openHere()).toHaveLength(1);
});

function leadsTo(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return 'closed by now';
  }
}
