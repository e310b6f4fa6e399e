// Makes the screens in test/golden from the running program: `npm run golden`, after `npm run build`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GOLDEN_DIR, GoldenProgram, goldenText, LOOKS, SIZES } from './golden-screens.ts';

/** A screen that stayed as it is for this long is drawn, in milliseconds. */
const SETTLED_MS = 700;

mkdirSync(GOLDEN_DIR, { recursive: true });
for (const look of Object.keys(LOOKS)) {
  const program = await GoldenProgram.start(look);
  const screens = new Map<string, string>();
  try {
    for (const size of SIZES) {
      await program.show(size, async (name, see) => {
        screens.set(name, await settled(see));
      });
    }
  } finally {
    await program.close();
  }
  writeFileSync(join(GOLDEN_DIR, `${look}.txt`), goldenText(screens));
  console.log(`${look}: ${screens.size} screens`);
}

async function settled(see: () => Promise<string>): Promise<string> {
  for (let before = ''; ; ) {
    const now = await see();
    if (now === before) return now;
    before = now;
    await new Promise((done) => setTimeout(done, SETTLED_MS));
  }
}
