import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { checkProgram } from '../../../src/commands/doctor/program.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { told } from './facts.ts';

// The bundle has them from the package.
vi.stubGlobal('TEMPO_TUI_VERSION', '0.1.0');
vi.stubGlobal('TEMPO_TUI_NODE', '>=20.19');

it.each([
  ['{}', ['ok config file: CONFIG is read'], true],
  [
    '{"keys": {"ack": ["q"]}}',
    [
      'failure config file: CONFIG, under "keys": ack: "q" is also a key of quit (timeline, inspector); give one of them another. The timeline does not start so → mend it: `tempo-tui keys` lists the commands and the keys they have',
    ],
    true,
  ],
])('of a config file with %s says what becomes of it', (text, lines, known) => {
  const config = join(tempDir(), 'config.json');
  writeFileSync(config, text);
  const { checks, settings } = checkProgram({ config });
  expect(told(checks.slice(1)).map((line) => line.replaceAll(config, 'CONFIG'))).toEqual(lines);
  expect(settings !== undefined).toBe(known);
});
