import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it, vi } from 'vitest';
import { makeHome, runCli } from './program.ts';
import { describeInTerminal, openTerminal } from './terminal.ts';

const CLI = resolve('dist/cli.js');
const MODES =
  '#{alternate_on} #{cursor_flag} #{wrap_flag} #{mouse_any_flag} #{insert_flag} #{origin_flag} #{keypad_flag} #{keypad_cursor_flag} #{scroll_region_upper}-#{scroll_region_lower} #{pane_title}';

/** The shell of the system, which keeps no settings of the terminal to give them back, as others do. */
async function openShell() {
  const home = makeHome();
  mkdirSync(join(home.dir, '.config', 'tempo-tui'), { recursive: true });
  writeFileSync(join(home.dir, '.config', 'tempo-tui', 'config.json'), '{"title":true}');
  const env = { ...home.env, PS1: '$ ', ENV: '' };
  const terminal = await openTerminal(['sh', '-i'], { columns: 100, rows: 30, env });
  await terminal.waitFor(/^\$ *$/m);
  await terminal.press('printf "\\033]2;mine\\007"; echo before', 'Enter');
  await terminal.waitFor(/^before$/m);
  const tty = await terminal.fact('#{pane_tty}');
  const state = async () => ({
    modes: await terminal.fact(MODES),
    line: execFileSync('stty', ['-F', tty, '-g'], { encoding: 'utf8' }),
  });
  const run = (...args: string[]) => [process.execPath, CLI, ...args].join(' ');
  return { terminal, state, run, home };
}

describeInTerminal('reset', () => {
  it('gives back the terminal of a timeline that was killed by kill -9, typed blind', async () => {
    const { terminal, state, run } = await openShell();
    const before = await state();
    expect(before.modes).toContain('mine');
    await terminal.press(run('--port', '0', '--mouse'), 'Enter');
    await terminal.waitFor('No events yet', /q quit/);
    await vi.waitFor(async () => expect(await terminal.fact('#{pane_title}')).toBe('tempo-tui'));
    const shown = await state();
    expect(shown).not.toEqual(before);
    expect(shown.modes).toMatch(/^1 0 0 1 .* tempo-tui$/);
    const ofShell = ['-o', 'pid=', '--ppid', String(await terminal.pid())];
    process.kill(Number(execFileSync('ps', ofShell, { encoding: 'utf8' })), 'SIGKILL');
    await terminal.waitFor(/Killed/);
    expect((await state()).line).toBe(shown.line);
    await terminal.type(`${run('reset')}\n`);
    await vi.waitFor(async () => expect(await state()).toEqual(before), { timeout: 10_000 });
    const screen = await terminal.waitFor(/^before$/m);
    expect(screen).not.toContain('No events yet');
    // Marks of a paste would be written out.
    await terminal.press('cat -v', 'Enter');
    await terminal.paste('pasted');
    expect(await terminal.waitFor(/pasted/)).not.toContain('200~');
  });

  it('undoes also what other programs leave', async () => {
    const { terminal, state, run } = await openShell();
    const before = await state();
    await terminal.press(
      'stty -icanon -echo -isig -icrnl; printf "\\033[3;9r\\033[4h\\033[?1h\\033=\\033[?1003h\\033[31m\\033(0"',
      'Enter',
    );
    await vi.waitFor(async () => expect((await state()).modes).not.toBe(before.modes));
    await terminal.type(`${run('reset')}\n`);
    await vi.waitFor(async () => expect(await state()).toEqual(before), { timeout: 10_000 });
  });

  it('changes nothing on a terminal that is in order', async () => {
    const { terminal, state, run } = await openShell();
    const before = await state();
    await terminal.press(`${run('reset')}; echo "th""en"`, 'Enter');
    const screen = await terminal.waitFor(/^then$/m);
    expect(screen).toMatch(/^before\n\$ .*reset.*\n?.*\nthen$/m);
    expect(await state()).toEqual(before);
  });
});

it('says nothing and does nothing where there is no terminal', async () => {
  expect(await runCli(makeHome(), 'reset')).toEqual({ stdout: '', stderr: '' });
});
