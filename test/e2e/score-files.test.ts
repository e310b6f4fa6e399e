import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { BAD_SCORE_FILES, makeBadScores } from '../support/bad-score-files.ts';
import { scoreText } from '../support/score-files.ts';
import {
  addToken,
  type Home,
  makeHome,
  post,
  type ServedProgram,
  scoreCommand,
  serveProgram,
  showProgram,
} from './program.ts';
import { describeInTerminal } from './terminal.ts';

const PATIENCE = { timeout: 50_000, interval: 50 };
/** Names that look as if they could do harm, and are names like others. */
const HARMLESS = ['constructor', '__proto__', 'prototype', 'CON', 'toString', '-rf', 'a..b', 'x'.repeat(128)];

/** A home with a scores folder that `--config` finds, and a score in it that is good. */
function homeWithScores(): { home: Home; dir: string; args: string[] } {
  const home = makeHome();
  const dir = join(home.dir, 'scores');
  mkdirSync(dir);
  writeFileSync(join(home.dir, 'config.json'), '{}');
  writeFileSync(join(dir, 'good.json'), scoreText('good', 'Good', { severityDefault: { label: 'Fine' } }));
  return { home, dir, args: ['--config', join(home.dir, 'config.json')] };
}

const shownName = (name: string) => name.replaceAll('\u001B', '\uFFFD');

/** Kilobytes that a process has in memory. */
function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
}

async function healthMs({ endpoint }: ServedProgram): Promise<number> {
  const before = performance.now();
  const answer = await fetch(new URL('/health', endpoint));
  expect(answer.status).toBe(200);
  return performance.now() - before;
}

describe('a file that is no score', () => {
  it('is refused by name and with a reason by score validate, and the others are checked', async () => {
    const { home, dir } = homeWithScores();
    await makeBadScores(dir);
    const { code, stdout, stderr } = await scoreCommand(home, ['validate', 'scores']);
    const lines = stdout.trimEnd().split('\n');
    for (const [name, , reason] of BAD_SCORE_FILES) {
      const start = `scores/${shownName(name)}.json: `;
      const said = lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length));
      expect([name, said[0]]).toEqual([name, expect.stringMatching(withoutTop(reason))]);
    }
    for (const line of lines)
      expect(BAD_SCORE_FILES.some(([name]) => line.startsWith(`scores/${shownName(name)}.json: `))).toBe(
        true,
      );
    expect([code, stderr]).toEqual([1, `1 file is good, ${BAD_SCORE_FILES.length} files are not.`]);
  });

  it('is not installed, and nothing is left behind', async () => {
    const { home, args } = homeWithScores();
    const from = join(home.dir, 'from');
    mkdirSync(from);
    await makeBadScores(from);
    const all = BAD_SCORE_FILES.filter(
      ([name]) => !/^(blank|list|cut-key|id-(dot|number|nothing)|proto-r)/.test(name),
    );
    for (const [name, , reason] of all) {
      const path = join('from', `${name}.json`);
      const { code, stdout, stderr } = await scoreCommand(home, ['install', '--yes', path, ...args]);
      expect([name, code, stderr]).toEqual([name, 1, 'Nothing was installed.']);
      const start = `from/${shownName(name)}.json: `;
      expect(stdout.slice(0, start.length)).toBe(start);
      expect(stdout.trimEnd().slice(start.length)).toMatch(withoutTop(reason));
    }
    writeFileSync(join(from, 'con.json'), scoreText('CON.x'));
    const { code, stderr } = await scoreCommand(home, ['install', '--yes', 'from/con.json', ...args]);
    expect([code, stderr]).toEqual([
      1,
      'from/con.json: CON.x cannot name a file: Windows keeps that name for a device.',
    ]);
    expect(readdirSync(join(home.dir, 'scores'))).toEqual(['good.json']);
    expect(readdirSync(home.dir)).not.toContain('x.json');
  }, 120_000);

  it('does not keep the receiver from answering when it appears, nor other scores from being in force', async () => {
    const { home, dir, args } = homeWithScores();
    const token = await addToken(home, 'all', 'good');
    const served = await serveProgram(home, { args });
    const before = memoryOf(served.child.pid!);
    await makeBadScores(dir);
    writeFileSync(join(dir, 'second.json'), scoreText('good.second', 'Second'));
    writeFileSync(join(dir, 'twin.json'), scoreText('GOOD', 'Twin'));
    await vi.waitFor(async () => {
      expect(await healthMs(served)).toBeLessThan(1000);
      for (const [name, , reason] of BAD_SCORE_FILES) {
        const start = `Score ${shownName(name)}.json: `;
        const line =
          served
            .err()
            .split('\n')
            .find((each) => each.startsWith(start)) ?? `nothing of ${name}`;
        expect(line.slice(start.length)).toMatch(reason);
      }
      expect(served.err()).toContain('Score twin.json: is not used: good.json is about good too');
      expect(served.err()).toContain('Another score is in force for good.second.');
    }, PATIENCE);
    expect(
      (await post(served.endpoint, token, { providerIdentifier: 'good', title: 'An event' })).status,
    ).toBe(202);
    await vi.waitFor(() => expect(served.out()).toMatch(/info \(Fine\) Good .*An event/), PATIENCE);
    // A gigabyte is not read, nor what has no end.
    expect(memoryOf(served.child.pid!) - before).toBeLessThan(64 * 1024);
    expect(served.err()).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/);
  }, 120_000);

  it('is in force as soon as it is whole, however often it was read while it was written', async () => {
    const { home, dir, args } = homeWithScores();
    const token = await addToken(home, 'all', 'busy');
    const served = await serveProgram(home, { args });
    const path = join(dir, 'busy.json');
    const whole = scoreText('busy', 'Busy', { _comment: 'x'.repeat(100_000) });
    // Until the program says that it has seen one of the states, these follow each other without a rest.
    let turn = 0;
    await vi.waitFor(
      () => {
        for (let times = 0; times < 20; times += 1) {
          turn += 1;
          writeFileSync(path, turn % 2 === 0 ? whole : whole.slice(0, (turn * 997) % whole.length));
        }
        expect(served.err()).toContain('Another score is in force for busy.');
      },
      { ...PATIENCE, interval: 1 },
    );
    writeFileSync(path, scoreText('busy', 'At rest'));
    await vi.waitFor(async () => {
      await post(served.endpoint, token, { providerIdentifier: 'busy', title: 'An event' });
      expect(served.out()).toContain('info At rest');
    }, PATIENCE);
    await vi.waitFor(async () => expect(await healthMs(served)).toBeLessThan(1000), PATIENCE);
  }, 120_000);

  it('of 100,000 in the folder keeps nobody from anything, and it is said that they are too many', async () => {
    const { home, dir, args } = homeWithScores();
    const served = await serveProgram(home, { args });
    execFileSync('sh', ['-c', "seq -f 'many-%06.0f.json' 0 99999 | xargs touch"], { cwd: dir });
    await vi.waitFor(async () => {
      expect(await healthMs(served)).toBeLessThan(1000);
      const told = /many-000499\.json: is not read, nor 99500 more: a scores folder has at most 500 files/;
      expect(served.err()).toMatch(told);
    }, PATIENCE);
    expect(memoryOf(served.child.pid!)).toBeLessThan(256 * 1024);
    const { code, stdout, stderr } = await scoreCommand(home, ['validate', 'scores']);
    expect([code, stderr]).toEqual([1, '1 file is good, 100000 files are not.']);
    expect(stdout.split('\n', 1)).toEqual(['scores/many-000000.json: top level: is empty']);
    const list = await scoreCommand(home, ['list', ...args]);
    expect([list.code, /^good /m.test(list.stdout)]).toEqual([0, true]);
  }, 120_000);
});

describe('a score of a strange name', () => {
  it('is a score like any other', async () => {
    const { home, dir, args } = homeWithScores();
    for (const [at, identifier] of HARMLESS.entries())
      writeFileSync(
        join(dir, `name-${at}.json`),
        scoreText(identifier, `Name ${at}`, {
          severityRules: [
            { match: { constructor: '*' }, severity: 'error', label: 'Bad' },
            { match: { 'toString.length': '*' }, severity: 'error', label: 'Bad' },
          ],
        }),
      );
    const served = await serveProgram(home, { args });
    for (const [at, identifier] of HARMLESS.entries()) {
      const token = await addToken(home, `token-${at}`, identifier);
      const event = { providerIdentifier: identifier, title: `Event ${at}`, metadata: { a: 'x' } };
      expect((await post(served.endpoint, token, event)).status).toBe(202);
      await vi.waitFor(
        () => expect(served.out()).toMatch(new RegExp(`info Name ${at} .*Event ${at}`)),
        PATIENCE,
      );
    }
  }, 120_000);
});

describeInTerminal('the timeline', () => {
  it('says of bad score files which is the first and how many there are, and names all of them in its log', async () => {
    const { home, dir, args } = homeWithScores();
    await makeBadScores(dir);
    const { terminal } = await showProgram(home, { args, rows: 60 });
    await terminal.waitFor(
      /▲ Score \S+\.json: /,
      `and ${BAD_SCORE_FILES.length - 1} more files of the scores folder; L tells`,
    );
    await terminal.press('L');
    await terminal.waitFor(/▲ Score \S+\.json: /, 'Log, the newest first');
    const seen = new Set<string>();
    await vi.waitFor(async () => {
      for (const [, name] of (await terminal.screen()).matchAll(/▲ Score (\S+)\.json: /g)) seen.add(name!);
      await terminal.press('PageDown');
      expect([...seen].sort()).toEqual(BAD_SCORE_FILES.map(([name]) => shownName(name)).sort());
    }, PATIENCE);
  }, 120_000);
});

/** \`validate\` names the top level too, where the timeline has the reason alone. */
function withoutTop(reason: RegExp): RegExp {
  return new RegExp(reason.source.replace(/^\^/, '^(?:top level: )?'));
}
