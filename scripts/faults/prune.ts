import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cli, makeSite, send, startReceiver, storedTitles } from './rig.ts';

/** In the order of the work; a segment is removed only when nothing in it is kept. */
const CALLS = ['pwrite64', 'fsync', 'rename'];
const KEPT = 10;

/** Kills `prune` at each step of its work; what it is to keep is there afterwards, and the next run ends the work. */
export async function killPrune(steps: number): Promise<string[]> {
  const site = await makeSite();
  const config = join(site.dir, 'config.json');
  writeFileSync(config, JSON.stringify({ retention: { events: KEPT } }));
  const sent: string[] = [];
  const wrong: string[] = [];
  const met = new Set<string>();
  const fill = async (name: string): Promise<void> => {
    const receiver = await startReceiver(site.data);
    for (let count = 0; count < KEPT; count += 1) {
      sent.push(`${name} ${count}`);
      await send(receiver.endpoint!, site.token, sent.at(-1)!);
    }
    receiver.kill('SIGTERM');
    await receiver.ended;
  };
  try {
    await fill('before');
    for (const call of CALLS) {
      for (let step = 1; step <= steps; step += 1) {
        await fill(`${call} ${step}`);
        const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${step}`];
        const command = [
          process.execPath,
          resolve('dist/cli.js'),
          'prune',
          '--data-dir',
          site.data,
          '--config',
          config,
        ];
        const { signal } = spawnSync(
          'strace',
          ['-f', '-qq', '-o', '/dev/null', '-P', site.data, ...pathsOf(site.data), ...inject, ...command],
          {
            env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
            stdio: 'ignore',
          },
        );
        if (signal === 'SIGKILL') met.add(call);
        const newest = sent.slice(-KEPT);
        const left = await storedTitles(site.data);
        const lost = newest.filter((title) => !left.includes(title));
        if (lost.length > 0) wrong.push(`killed at ${call} ${step}: ${lost.length} of the newest are gone`);
        if (new Set(left).size !== left.length)
          wrong.push(`killed at ${call} ${step}: something is there twice`);
        await cli(site.data, 'prune', '--config', config);
        const after = await storedTitles(site.data);
        if (after.join() !== newest.join()) wrong.push(`after ${call} ${step}: ${after.length} are left`);
      }
    }
    for (const call of CALLS) if (!met.has(call)) wrong.push(`was never killed at ${call}`);
    return wrong;
  } finally {
    site.remove();
  }
}

function pathsOf(data: string): string[] {
  const names = [1, 2, 3].map((number) => `events-00000${number}.jsonl`);
  return names.flatMap((name) => ['-P', join(data, name), '-P', join(data, `${name}.compact`)]);
}
