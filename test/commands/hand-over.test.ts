import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { handOver } from '../../src/commands/hand-over.ts';
import { startProxmoxReceiver } from '../support/receiver.ts';
import { tempDir } from '../support/temp-dir.ts';

/** Hands a receiver over to a program that is `code`; what that says is in its log. */
async function handOverTo(code: string) {
  const dir = tempDir();
  const [program] = process.argv.splice(1, 1, join(dir, 'successor.cjs'));
  onTestFinished(() => void process.argv.splice(1, 1, program!));
  writeFileSync(join(dir, 'successor.cjs'), `${code}\nconsole.log('pid', process.pid);`);
  const { receiver } = await startProxmoxReceiver();
  const close = vi.fn(() => receiver.close());
  const said = () => readFileSync(join(dir, 'serve.log'), 'utf8');
  return { handing: handOver(dir, {}, { receiver, close }), close, said };
}

describe('a receiver that is handed over', () => {
  it('is ended where it does not say that it listens, so that it does not later', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { handing, close, said } = await handOverTo(
      "process.send('waiting'); process.on('message', console.log); process.on('SIGTERM', () => {});",
    );
    const failed = expect(handing).rejects.toThrow('it does not answer');
    await vi.waitFor(() => expect(said()).toMatch(/^pid \d+[\s\S]*your turn/), { interval: 5 });
    const pid = Number(/pid (\d+)/.exec(said())![1]);
    vi.advanceTimersByTime(10_000);
    await failed;
    expect(close).toHaveBeenCalledOnce();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('is let go of where the other ends by itself', async () => {
    const { handing, close } = await handOverTo("process.on('exit', () => { process.exitCode = 3; });");
    await expect(handing).rejects.toThrow('it ended with exit code 3');
    expect(close).toHaveBeenCalledOnce();
  });
});
