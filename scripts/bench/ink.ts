import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeDir, outputOf } from './workshop.ts';

/** Bundles the smallest Ink program just as ours is bundled; returns its path. */
export function inkSmallest(): Promise<string> {
  return bundle('ink-smallest');
}

/**
 * A minimal Ink program that draws the first of these screens, and the other one with every key.
 *
 * @returns its command line
 */
export async function inkScreens(screens: readonly (readonly string[])[]): Promise<string[]> {
  const program = await bundle('ink-screens');
  const file = `${program}on`;
  writeFileSync(file, JSON.stringify(screens));
  return [process.execPath, program, file];
}

async function bundle(name: string): Promise<string> {
  const build = fileURLToPath(new URL('../build.js', import.meta.url));
  const source = fileURLToPath(new URL(`programs/${name}.tsx`, import.meta.url));
  const dir = makeDir();
  // Without this the modules of a `.js` file outside of the project would be CommonJS.
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
  const out = join(dir, `${name}.js`);
  await outputOf([process.execPath, build, source, out]);
  return out;
}
