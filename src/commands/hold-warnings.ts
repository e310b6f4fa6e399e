import { say } from './output.ts';

/** More than these say nothing new. */
const KEPT = 20;

/**
 * Node writes its warnings to stderr by itself: as they are, and over the picture. From now on they are kept.
 *
 * @returns says what was kept, for when the terminal is given back
 */
export function holdWarnings(): () => void {
  const kept: string[] = [];
  process.removeAllListeners('warning').on('warning', ({ name, message }) => {
    if (kept.length < KEPT) kept.push(`${name}: ${message}`);
  });
  return () => {
    for (const text of kept.splice(0)) say(text);
  };
}
