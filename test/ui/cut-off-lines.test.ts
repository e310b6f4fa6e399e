import { expect, it } from 'vitest';
import { safe } from '../../src/safe-text.ts';
import { cutOffLines } from '../../src/ui/cut-off-lines.ts';
import { themeNamed } from '../../src/ui/themes.ts';

const attached = { name: () => safe`attached`, restart: () => safe`tempo-tui serve --port 7776` };
const lost = { kind: 'lost', since: Date.parse('2026-04-14T03:14:00Z') } as const;

function textOf(link: ReturnType<Parameters<typeof cutOffLines>[0]['link']>): string {
  const lines = cutOffLines({ ...attached, link: () => link }, 400, themeNamed('plain', 0));
  return lines.map((segments) => segments.map(({ text }) => text).join('')).join('\n');
}

it('says how a receiver is started that may not run', () => {
  expect(textOf({ ...lost, why: 'nothing listens there' })).toMatch(
    /nothing listens there\. Trying again\.\nIf it does not run, .* Start it:\ntempo-tui serve --port 7776$/,
  );
});

it('says what else is to be done where it is there, and no word of starting it', () => {
  const text = textOf({
    ...lost,
    why: 'port 7776 speaks HTTPS',
    todo: 'Start again with \x1b[2J--connect https://mon',
  });
  expect(text).toMatch(
    /port 7776 speaks HTTPS\. Trying again\.\nStart again with �\[2J--connect https:\/\/mon$/,
  );
});
