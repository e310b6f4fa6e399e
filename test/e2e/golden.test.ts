import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { GOLDEN_DIR, GoldenProgram, goldenScreens, LOOKS, SIZES } from '../../scripts/golden-screens.ts';
import { describeInTerminal } from './terminal.ts';

const PATIENCE = { timeout: 10_000, interval: 15 };

/** After a change that is meant, `npm run golden` makes them anew. */
describeInTerminal('the screens as they are kept', () => {
  it.each(Object.keys(LOOKS))(
    'are those of the program, at every size, in %s',
    async (look) => {
      const kept = goldenScreens(readFileSync(join(GOLDEN_DIR, `${look}.txt`), 'utf8'));
      const program = await GoldenProgram.start(look);
      onTestFinished(() => program.close());
      const seen: string[] = [];
      for (const size of SIZES) {
        await program.show(size, async (name, see) => {
          await vi.waitFor(
            async () => expect(`${name}\n${await see()}`).toBe(`${name}\n${kept.get(name)}`),
            PATIENCE,
          );
          seen.push(name);
        });
      }
      expect(seen).toEqual([...kept.keys()]);
    },
    180_000,
  );

  it('are without colour where none is wanted, and differ between themes', () => {
    const [dark, light, plain] = ['dark', 'light', 'no-color'].map((look) =>
      readFileSync(join(GOLDEN_DIR, `${look}.txt`), 'utf8'),
    );
    expect(plain).not.toMatch(/\u001B\[[\d;]*(?:3[0-9]|4[0-8]|9\d|10\d)[;m]/);
    expect(dark).not.toBe(light);
    const texts = [dark, light, plain].map((text) => text!.replaceAll(/\u001B\[[\d;]*m/g, ''));
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).toBe(texts[2]);
  });
});
