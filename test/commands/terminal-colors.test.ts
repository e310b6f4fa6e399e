import { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { colorBits } from '../../src/commands/terminal-colors.ts';

/** Asks Node itself, as the program does. */
const terminal = { getColorDepth: WriteStream.prototype.getColorDepth };

describe('the bits of colour', () => {
  it.each([
    [{ TERM: 'xterm-256color' }, 8],
    [{ TERM: 'xterm', COLORTERM: 'truecolor' }, 24],
    [{ TERM: 'tmux-256color', TMUX: '/tmp/tmux' }, 8],
    [{ TERM: 'tmux-256color', TMUX: '/tmp/tmux', COLORTERM: 'truecolor' }, 24],
    [{ TERM: 'tmux-256color', TMUX: '/tmp/tmux', COLORTERM: 'truecolor', FORCE_COLOR: '2' }, 8],
    [{ TERM: 'dumb' }, 1],
    [{ TERM: 'xterm-256color', NO_COLOR: '1' }, 1],
    [{ TERM: 'xterm-256color', NO_COLOR: '' }, 8],
    [{ TERM: 'xterm-256color', FORCE_COLOR: '3' }, 24],
    [{ TERM: 'xterm-256color', FORCE_COLOR: '1' }, 4],
    [{ TERM: 'xterm-256color', FORCE_COLOR: '0' }, 1],
    [{ TERM: 'dumb', FORCE_COLOR: '2' }, 8],
    [{ TERM: 'xterm-256color', FORCE_COLOR: '3', NO_COLOR: '1' }, 1],
  ])('with %j are %i', (env: NodeJS.ProcessEnv, bits) => {
    expect(colorBits(terminal, { ...env })).toBe(bits);
  });

  it('leave Node no two orders to write a warning about', () => {
    const env: NodeJS.ProcessEnv = { FORCE_COLOR: '3', NO_COLOR: '1' };
    colorBits(terminal, env);
    expect(env).toEqual({ NO_COLOR: '1' });
  });
});
