import type { WriteStream } from 'node:tty';

/**
 * How many colours may be used on a terminal. NO_COLOR wins over everything; then FORCE_COLOR says how many there are
 * (0 none, 1 sixteen, 2 256, 3 all), or else the terminal does.
 *
 * @param env loses FORCE_COLOR where NO_COLOR wins: Node would write a warning of its own about the two onto the screen
 * @returns bits of colour: 24, 8, 4, or 1 for none
 */
export function colorBits(stdout: Pick<WriteStream, 'getColorDepth'>, env = process.env): number {
  const { NO_COLOR: without, ...others } = env;
  // An empty one says nothing (no-color.org), but not to Node.
  if (!without) return stdout.getColorDepth(hasAllInTmux(env) ? { ...others, TMUX: '' } : others);
  delete env.FORCE_COLOR;
  return 1;
}

/** Node takes tmux to have 256 colours at most; it has all of them, and fewer only for terminals that have fewer. */
function hasAllInTmux({ TMUX, COLORTERM }: NodeJS.ProcessEnv): boolean {
  return Boolean(TMUX) && (COLORTERM === 'truecolor' || COLORTERM === '24bit');
}
