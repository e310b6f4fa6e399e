import { describe, onTestFinished } from 'vitest';
import { hasTool } from '../../scripts/faults/rig.ts';
import { Terminal, type TerminalOptions } from '../../scripts/terminal.ts';

/** Starts a program in a terminal that is closed when the test ends. */
export async function openTerminal(command: readonly string[], options: TerminalOptions): Promise<Terminal> {
  const terminal = await Terminal.start(command, options);
  onTestFinished(() => terminal.close());
  return terminal;
}

/**
 * Tests that need a real terminal. Where tmux is missing, or something else that is not of this repository,
 * they are skipped, and their name says so.
 *
 * @param missing what else is not here
 */
export function describeInTerminal(name: string, tests: () => void, missing?: string): void {
  const lacks =
    missing ?? (hasTool('tmux') || process.env.TEMPO_TUI_CI ? undefined : 'tmux is not installed');
  if (lacks === undefined) describe(name, tests);
  else describe.skipIf(true)(`${name} (skipped: ${lacks})`, tests);
}
