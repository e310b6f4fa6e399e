import { writeFileSync } from 'node:fs';
import { bundle } from './bundle.ts';

/** Bundles the smallest Ink program just as ours is bundled; returns its path. */
export function inkSmallest(): Promise<string> {
  return bundle('ink-smallest.tsx');
}

/**
 * A minimal Ink program that draws the first of these screens, and the other one with every key.
 *
 * @returns its command line
 */
export async function inkScreens(screens: readonly (readonly string[])[]): Promise<string[]> {
  const program = await bundle('ink-screens.tsx');
  const file = `${program}on`;
  writeFileSync(file, JSON.stringify(screens));
  return [process.execPath, program, file];
}
