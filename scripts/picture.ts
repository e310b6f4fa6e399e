// Makes the pictures in docs/pictures from the running program: `npm run picture`, after `npm run build`.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import stringWidth from 'string-width';
import { screenToSvg } from './ansi-svg.ts';
import { frozenClock } from './frozen-clock.ts';
import { Terminal } from './terminal.ts';

const OUT = 'docs/pictures';
const SIZE = { columns: 120, rows: 34 };

/** At an hour at which the made-up day has something of everything. */
const NOON = '2026-04-29T12:34:56Z';

const home = mkdtempSync(join(tmpdir(), 'tempo-tui-picture-'));
const env = { HOME: home, TZ: 'UTC', COLORTERM: 'truecolor', PATH: process.env.PATH ?? '' };
// Under the name it has when installed: the screen says how it was started.
const program = join(home, 'tempo-tui');
symlinkSync(resolve('dist/cli.js'), program);
// And without options, which it would say too.
const config = join(home, '.config', 'tempo-tui');
mkdirSync(config, { recursive: true });
writeFileSync(join(config, 'config.json'), '{"port": 0}');
mkdirSync(OUT, { recursive: true });
try {
  await inTerminal([], {}, async (terminal) => {
    await terminal.waitFor('No events yet', /tempo_\S+/);
    await save(
      terminal,
      'first-run',
      'tempo-tui on its first run: endpoint, token, and a command that sends a probe',
    );
  });
  await inTerminal(['demo'], { NODE_OPTIONS: frozenClock(NOON) }, async (terminal) => {
    await terminal.waitFor('made up, in memory', /▸ .*Backup/);
    await terminal.press('e');
    await terminal.waitFor('✗ Error');
    await terminal.press('Right');
    await terminal.waitFor(/▾ /);
    await save(
      terminal,
      'timeline',
      'tempo-tui: stacks with severity badges on the left, details and actions on the right',
    );
  });
} finally {
  rmSync(home, { recursive: true, force: true, maxRetries: 20 });
}

async function inTerminal(
  args: readonly string[],
  more: Record<string, string>,
  show: (terminal: Terminal) => Promise<void>,
): Promise<void> {
  const terminal = await Terminal.start([process.execPath, program, ...args], {
    ...SIZE,
    env: { ...env, ...more },
  });
  try {
    await show(terminal);
  } finally {
    await terminal.close();
  }
}

async function save(terminal: Terminal, name: string, title: string): Promise<void> {
  const screen = (await terminal.styledScreen()).replaceAll(/tempo_[\w-]{43}/g, `tempo_${'x'.repeat(43)}`);
  writeFileSync(join(OUT, `${name}.svg`), screenToSvg(screen, { ...SIZE, title }, stringWidth));
}
