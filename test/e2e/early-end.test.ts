import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { encodeRecord } from '../../src/store/record.ts';
import { storedEvent } from '../support/events.ts';
import { exported, type Home, makeHome, serveProgram, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

const SEGMENTS = 6;
const EACH = 10_000;

/** A history that takes far longer to read than a program to end. */
function homeWithHistory(): { home: Home; args: string[] } {
  const home = makeHome();
  const dir = join(home.dir, 'data');
  mkdirSync(dir, { mode: 0o700 });
  for (let segment = 1; segment <= SEGMENTS; segment += 1) {
    const records = Array.from({ length: EACH }, (_, at) =>
      encodeRecord(storedEvent({ seq: (segment - 1) * EACH + at + 1 }, at / 1000), ''),
    );
    writeFileSync(join(dir, `events-00000${segment}.jsonl`), Buffer.concat(records), { mode: 0o600 });
  }
  home.env.TEMPO_TUI_DATA = dir;
  return { home, args: ['--data-dir', dir] };
}

/** The index of a segment is written when that has been read; this is the last one that gets any. */
function expectUnread({ env }: Home): void {
  expect(existsSync(join(env.TEMPO_TUI_DATA!, `events-00000${SEGMENTS - 1}.index`))).toBe(false);
}

describeInTerminal('a history that is still being read', () => {
  it('is whole after the receiver was stopped', async () => {
    const { home, args } = homeWithHistory();
    const { child } = await serveProgram(home, { args });
    child.kill('SIGTERM');
    await new Promise((done) => child.once('exit', done));
    expectUnread(home);
    expect(await exported(home)).toHaveLength(SEGMENTS * EACH);
  });

  it('is whole after the timeline was quit', async () => {
    const { home, args } = homeWithHistory();
    const { terminal } = await showProgram(home, { args });
    await terminal.press('q', 'y');
    expect(await terminal.exited()).toBe(0);
    expectUnread(home);
    expect(await exported(home)).toHaveLength(SEGMENTS * EACH);
  });
});
