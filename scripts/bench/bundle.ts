import { writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeDir, outputOf } from './workshop.ts';

/** Bundles one of the programs just as ours is bundled; returns its path. */
export async function bundle(file: string): Promise<string> {
  const build = fileURLToPath(new URL('../build.js', import.meta.url));
  const source = fileURLToPath(new URL(`programs/${file}`, import.meta.url));
  const dir = makeDir();
  // Without this the modules of a `.js` file outside of the project would be CommonJS.
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
  const out = join(dir, `${parse(file).name}.js`);
  await outputOf([process.execPath, build, source, out]);
  return out;
}
