import { expect, it } from 'vitest';
import { programLine } from '../../src/commands/program-line.ts';

it.each([
  [{}, ['/usr/bin/tempo-tui'], 'tempo-tui'],
  [{ npm_lifecycle_event: 'start' }, ['dist/cli.js', '--port', '9'], 'npm start -- --port 9'],
  [{}, ['/my app/cli.js', '--data-dir', "it's"], `node '/my app/cli.js' --data-dir 'it'\\''s'`],
])('tells how it was started, with the options: %j %j', (env, words, line) => {
  expect(programLine(env, ['node', ...words])).toBe(line);
});
