import { expect, it } from 'vitest';
import { HOSTILE } from './hostile.ts';
import { hostileHome, sendHostile } from './hostile-home.ts';
import { runCli, serveProgram } from './program.ts';

/** Controls, and what turns the order of writing around; a line break ends a line. */
const ACTED_ON = /(?!\n)\p{Cc}|[\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/u;

it('is in a pipe, too, without what a terminal acts on, and means what was sent', async () => {
  const { home, options, token } = await hostileHome();
  const { endpoint } = await serveProgram(home, { args: options });
  await sendHostile(endpoint, token);
  const read = async (...args: string[]) => {
    const { stdout } = await runCli(home, ...args, ...options);
    expect([args, ACTED_ON.exec(stdout)?.[0]]).toEqual([args, undefined]);
    return stdout.trimEnd().split('\n');
  };
  const sent = HOSTILE.map(([, text]) => text);
  for (const args of [['list', '--json', '--all'], ['export']]) {
    const events = (await read(...args)).map((line) => JSON.parse(line));
    const texts = events.flatMap(({ metadata }) => metadata?.text ?? []);
    expect(texts).toEqual(sent.flatMap((text) => [text, text]));
  }
  expect(JSON.parse((await read('token', 'list', '--json'))[0]!)).toHaveLength(1);
  expect((await read('rejections', '--json')).map((line) => JSON.parse(line))).not.toEqual([]);
  expect(JSON.parse((await read('score', 'list', '--json'))[0]!)).not.toEqual([]);
  expect(JSON.parse((await read('score', 'show', 'com.hostile')).join('\n'))).toHaveProperty('grouping');
  await read('send', '--dry-run', '--provider', 'x', '--title', sent[1]!);
}, 60_000);
