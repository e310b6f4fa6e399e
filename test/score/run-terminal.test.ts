import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { terminalLaunch } from '../../src/score/run-terminal.ts';
import { tempDir } from '../support/temp-dir.ts';

const COMMAND = "ping 'nas'";
const all = () => true;

describe('the terminal for a command', () => {
  it('is a new window of tmux, also where there is a desktop', () => {
    const launch = terminalLaunch(
      COMMAND,
      { env: { TMUX: '/tmp/x', DISPLAY: ':0' }, platform: 'linux' },
      all,
    )!;
    expect(launch.file).toBe('tmux');
    expect(launch.args.slice(0, 4)).toEqual(['new-window', '--', 'sh', '-c']);
    expect(launch.args[4]).toMatch(/^ping 'nas'; /);
  });

  it('is the first that is installed on a desktop, and none without one', () => {
    const has = (name: string) => name === 'konsole' || name === 'xterm';
    const on = (env: NodeJS.ProcessEnv) => terminalLaunch(COMMAND, { env, platform: 'linux' }, has);
    expect(on({ DISPLAY: ':0' })).toMatchObject({
      file: 'konsole',
      args: ['-e', 'sh', '-c', expect.anything()],
    });
    expect(on({ WAYLAND_DISPLAY: 'wayland-0' })?.file).toBe('konsole');
    expect(on({})).toBeUndefined();
    expect(
      terminalLaunch(COMMAND, { env: { DISPLAY: ':0' }, platform: 'linux' }, () => false),
    ).toBeUndefined();
  });

  it('is Terminal on macOS, where the command is no part of the script', () => {
    const launch = terminalLaunch('say "hi"', { env: {}, platform: 'darwin' }, all)!;
    expect(launch.file).toBe('osascript');
    expect(launch.args.at(-1)).toContain(Buffer.from('say "hi"').toString('base64'));
    expect(launch.args.slice(0, -1).join(' ')).not.toContain('hi');
  });

  it('is typed there in a form that every shell reads alike, and sh then reads as it was written', () => {
    const command = "printf '%s|' 'it'\\''s' 'a\\' ''\\''; touch broken; '\\''' '$(id)' '!x'\nprintf two";
    const typed = terminalLaunch(command, { env: {}, platform: 'darwin' }, all)!.args.at(-1)!;
    // Nothing in it, between the two quotes, is read differently by bash, zsh, fish or csh.
    expect(typed).toMatch(/^sh -c '[^'\\!\n]+'$/);
    const dir = tempDir();
    for (const shell of ['sh', 'bash']) {
      const out = execFileSync(shell, ['-c', typed], { encoding: 'utf8', cwd: dir });
      expect(out).toBe(`${command}\nit's|a\\|'; touch broken; '|$(id)|!x|two`);
    }
    expect(readdirSync(dir)).toEqual([]);
  });

  it('is Windows Terminal under WSL', () => {
    const launch = terminalLaunch(COMMAND, { env: { WSL_DISTRO_NAME: 'Debian' }, platform: 'linux' }, all)!;
    expect(launch).toMatchObject({
      file: 'wt.exe',
      args: expect.arrayContaining(['wsl.exe', '-d', 'Debian']),
    });
  });
});
