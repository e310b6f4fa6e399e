import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { FORBIDDEN } from './hostile.ts';
import { hostileHome, sendHostile } from './hostile-home.ts';
import { serveProgram } from './program.ts';
import { describeInTerminal, openTerminal } from './terminal.ts';

const PATIENCE = { timeout: 10_000, interval: 20 };
const CLI = join(import.meta.dirname, '../../dist/cli.js');
const WORD = '\u009B2J\u001B]0;owned\u0007\u202E';

/** Commands that print what others wrote, or the words that they were given. */
const COMMANDS: readonly (readonly string[])[] = [
  ['list'],
  ['list', '--json', '--all'],
  ['list', `hostile-3 ${WORD}:`],
  ['export'],
  ['rejections'],
  ['rejections', '--json'],
  ['token', 'list'],
  ['token', 'list', '--json'],
  ['token', 'revoke', WORD],
  ['token', 'add', WORD, '--provider', 'x'],
  ['score', 'list'],
  ['score', 'list', '--json'],
  ['score', 'show', 'com.hostile'],
  ['score', 'show', WORD],
  ['score', 'validate', 'HOME/config/scores', WORD],
  ['score', 'install', 'HOME/config/scores/com.hostile.json'],
  ['send', '--dry-run', '--provider', 'x', '--title', WORD],
  ['send', '--provider', 'x', '--title', 'x', '--token', WORD],
  ['send', '--provider', 'x', '--title', 'x', '--host', WORD],
  ['setup', 'proxmox', '--server-url', `https://pve.lan/${WORD}`],
  ['doctor'],
  ['doctor', '--template', WORD],
  ['keys', '--theme', WORD],
  ['--port', WORD],
  [`--${WORD}`],
  [WORD],
];

describeInTerminal('what commands print on a terminal', () => {
  it('has no sequence in it, whoever wrote what is printed', async () => {
    const { home, options, token } = await hostileHome();
    const { endpoint } = await serveProgram(home, { args: options });
    await sendHostile(endpoint, token);
    for (const args of COMMANDS) {
      const words = args.map((word) => word.replace('HOME', home.dir));
      const terminal = await openTerminal([process.execPath, CLI, ...words, ...options], {
        columns: 200,
        rows: 50,
        env: home.env,
        record: true,
      });
      if (args[1] === 'install') {
        await terminal.waitFor('Install? y/N');
        await terminal.press('n', 'Enter');
      }
      await terminal.exited();
      const last = (await terminal.screen()).trimEnd().split('\n').at(-1)!;
      const bytes = await vi.waitFor(() => {
        const recorded = terminal.recorded();
        expect(recorded.toString()).toContain(last.slice(-12));
        return recorded;
      }, PATIENCE);
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      expect([args, FORBIDDEN.exec(withoutPrompt(text).replaceAll(/\r+\n/g, ''))]).toEqual([args, null]);
      expect(await terminal.fact('#{pane_title} #{alternate_on}')).not.toMatch(/owned|1$/);
      await terminal.close();
    }
  }, 180_000);
});

/** readline draws its question with sequences of its own. */
function withoutPrompt(text: string): string {
  return text.replaceAll(/\u001B\[(?:1G|0J|\d+G)/g, '');
}
