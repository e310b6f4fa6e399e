import { expect, it, vi } from 'vitest';
import { showProgress } from '../../src/commands/progress.ts';

type Streams = NonNullable<Parameters<typeof showProgress>[1]>;

function work(stdoutTTY: boolean, stderrTTY: boolean): string {
  let clock = 0;
  const now = vi.spyOn(performance, 'now').mockImplementation(() => clock);
  let written = '';
  const stderr = { isTTY: stderrTTY, write: (text: string) => (written += text) };
  const progress = showProgress('events', { stdout: { isTTY: stdoutTTY }, stderr } as unknown as Streams);
  for (let step = 0; step < 1024; step += 1) {
    clock += 1;
    progress.step();
  }
  progress.end();
  now.mockRestore();
  return written;
}

it('counts on a line of its own, now and then, and takes it away', () => {
  expect(work(false, true)).toBe(
    ['256 events', '512 events', '768 events', '1,024 events', '']
      .map((text) => `\r\u001B[K${text}`)
      .join(''),
  );
});

it.each([
  [true, true],
  [false, false],
])('says nothing where the result is on the same terminal, or nobody looks', (stdout, stderr) => {
  expect(work(stdout, stderr)).toBe('');
});
