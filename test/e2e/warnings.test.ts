import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { makeHome, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

/** Loaded before the program: warns when it is told to, and then makes a file. */
const WARNER = `
import { writeFileSync } from 'node:fs';
process.on('SIGUSR2', () => {
  process.emitWarning('of something \\u001B]0;owned\\u0007\\u001B[2J');
  process.nextTick(() => setImmediate(() => writeFileSync(process.env.WARNED, '')));
});`;

describeInTerminal('a warning of Node', () => {
  it('is not written over the timeline, and is said, made safe, when the terminal is given back', async () => {
    const home = makeHome();
    const preload = join(home.dir, 'warner.mjs');
    const warned = join(home.dir, 'warned');
    writeFileSync(preload, WARNER);
    const env = { NODE_OPTIONS: `--import=${preload}`, WARNED: warned };
    const { terminal } = await showProgram(home, { env, record: true });
    process.kill(await terminal.pid(), 'SIGUSR2');
    await vi.waitFor(() => expect(existsSync(warned)).toBe(true), { timeout: 10_000 });
    await terminal.press('?');
    const screen = await terminal.waitFor('find:');
    expect(screen).not.toContain('of something');
    await terminal.press('C-c');
    expect(await terminal.exited()).toBe(0);
    await terminal.waitFor('Warning: of something \uFFFD]0;owned\uFFFD\uFFFD[2J');
    expect(await terminal.fact('#{pane_title}')).not.toBe('owned');
  });
});
