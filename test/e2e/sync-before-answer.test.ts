import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { hasTool } from '../../scripts/faults/rig.ts';
import { RECORD_VERSION } from '../../src/store/record.ts';
import { addToken, makeHome, post, proxmoxEvent, serveProgram } from './program.ts';

const here = hasTool('strace') || Boolean(process.env.TEMPO_TUI_CI);

describe.skipIf(!here)(`seen by strace${here ? '' : ' (skipped: strace is not installed)'}`, () => {
  it('the event is written and synced before a byte of its answer is sent', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const trace = join(home.dir, 'trace');
    const calls = 'trace=write,writev,pwrite64,fdatasync';
    const { endpoint } = await serveProgram(home, {
      under: ['strace', '-f', '-qq', '-s', '400', '-e', calls, '-o', trace],
    });
    for (const title of ['first-event', 'second-event']) {
      expect((await post(endpoint, token, proxmoxEvent(title))).status).toBe(202);
    }
    const lines = await vi.waitFor(() => {
      const written = readFileSync(trace, 'utf8').split('\n');
      expect(written.filter((line) => line.includes('HTTP/1.1 202'))).toHaveLength(2);
      return written;
    });
    const order = lines.flatMap((line) => {
      // A call that another thread interrupts is told in two lines; it is done with the second.
      if (line.includes(`{\\"v\\":${RECORD_VERSION},`)) return ['write'];
      if (/fdatasync.*= 0$/.test(line)) return ['sync'];
      return line.includes('HTTP/1.1 202') ? ['answer'] : [];
    });
    expect(order).toEqual(['write', 'sync', 'answer', 'write', 'sync', 'answer']);
  });
});
