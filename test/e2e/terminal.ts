import { execFileSync } from 'node:child_process';
import { describe, onTestFinished } from 'vitest';
import { Terminal, type TerminalOptions } from '../../scripts/terminal.ts';

/** Starts a program in a terminal that is closed when the test ends. */
export async function openTerminal(command: readonly string[], options: TerminalOptions): Promise<Terminal> {
  const terminal = await Terminal.start(command, options);
  onTestFinished(() => terminal.close());
  return terminal;
}

/** Tests that need a real terminal; without tmux they are skipped, and their name says so. */
export function describeInTerminal(name: string, tests: () => void): void {
  if (hasTmux() || process.env.TEMPO_TUI_CI) describe(name, tests);
  else describe.skipIf(true)(`${name} (skipped: tmux is not installed)`, tests);
}

function hasTmux(): boolean {
  try {
    execFileSync('tmux', ['-V']);
    return true;
  } catch {
    return false;
  }
}
