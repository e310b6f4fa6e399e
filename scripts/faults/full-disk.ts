import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setInterval as ticks } from 'node:timers/promises';
import { type Answer, judge, makeSite, send, startReceiver, storedTitles } from './rig.ts';

/** A namespace in which an ordinary user may mount. */
export const MOUNTS = ['unshare', '-Urm', '--propagation', 'private'];

export function canMount(): boolean {
  try {
    execFileSync(MOUNTS[0]!, [...MOUNTS.slice(1), 'mount', '-t', 'tmpfs', 'none', '/mnt'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

/**
 * Fills the disk under a running receiver, makes room, makes it read-only and writable again. To be run inside
 * {@link MOUNTS}: the mounts are seen by this process and what it starts alone.
 *
 * @returns what is wrong
 */
export async function fillDisk(): Promise<string[]> {
  const site = await makeSite();
  const wrong: string[] = [];
  const tokens = join(site.data, 'tokens.json');
  const text = execFileSync('cat', [tokens]);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', site.data]);
  writeFileSync(tokens, text, { mode: 0o600 });
  const filler = join(site.data, 'filler');
  writeFileSync(filler, Buffer.alloc(700 * 1024));
  const answers: Answer[] = [];
  let receiver = await startReceiver(site.data);
  const endpoint = (): string => receiver.endpoint ?? '';
  const post = async (): Promise<Answer> => {
    // Long titles fill the disk in the middle of a record too.
    const answer = await send(endpoint(), site.token, `${answers.length} ${'x'.repeat(150)}`);
    answers.push(answer);
    return answer;
  };
  const health = async (): Promise<number> => (await fetch(endpoint().replace('/ingest', '/health'))).status;
  const recovered = async (what: string): Promise<void> => {
    const started = performance.now();
    for await (const _ of ticks(50)) {
      if ((await health()) === 200) break;
      if (performance.now() - started > 15_000) {
        wrong.push(`${what}: /health does not recover by itself`);
        break;
      }
    }
    if ((await post()).status !== 202) wrong.push(`${what}: refuses although there is room`);
  };
  const stop = async (): Promise<void> => {
    receiver.kill('SIGTERM');
    const code = await receiver.ended;
    if (code !== 0) wrong.push(`ended with ${code}: ${receiver.err()}`);
  };
  try {
    while ((await post()).status === 202);
    if ((await health()) !== 503) wrong.push('/health is well although the disk is full');
    for (let more = 0; more < 40; more += 1) await post();
    rmSync(filler);
    await recovered('after the full disk');
    await stop();
    execFileSync('mount', ['-o', 'remount,ro', site.data]);
    receiver = await startReceiver(site.data);
    if (receiver.endpoint === undefined)
      return [...wrong, `does not start on a read-only disk: ${receiver.err()}`];
    if ((await post()).status !== 503) wrong.push('acknowledges on a read-only disk');
    if ((await health()) !== 503) wrong.push('/health is well although the disk is read-only');
    execFileSync('mount', ['-o', 'remount,rw', site.data]);
    await recovered('after the read-only disk');
    await stop();
    const segments = [1, 2, 3, 4, 5].filter((number) =>
      existsSync(join(site.data, `events-00000${number}.jsonl`)),
    );
    if (segments.length > 3)
      wrong.push(
        `${segments.length} segments were begun on a disk of ${statfsSync(site.data).blocks} blocks`,
      );
    return [...wrong, ...judge(answers, await storedTitles(site.data))];
  } finally {
    receiver.kill('SIGKILL');
    await receiver.ended;
    execFileSync('umount', ['-l', site.data]);
    site.remove();
  }
}
