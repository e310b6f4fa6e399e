import type { WriteStream } from 'node:tty';

/**
 * Settles how many colours Ink draws with, before it is loaded. Its own detection knows nothing of NO_COLOR,
 * and without colours it would leave out bold and inverse too, which then have to carry the meaning.
 *
 * @returns whether colours may be used
 */
export function setColorDepth(stdout: Pick<WriteStream, 'getColorDepth'>, env = process.env): boolean {
  const depth = stdout.getColorDepth();
  env.FORCE_COLOR = depth === 24 ? '3' : depth === 8 ? '2' : '1';
  return depth > 1 && !env.NO_COLOR;
}
