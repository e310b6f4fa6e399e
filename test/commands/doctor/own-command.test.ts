import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { ownCommand } from '../../../src/commands/doctor/own-command.ts';

const FLAGS = { config: 'my conf.json', port: '7801', tlsCert: 'a.pem', tlsKey: 'a.key' };

it.each([
  ['the environment', {}, { TEMPO_TUI_DATA: 'data dir' }, resolve('data dir')],
  ['an option, which wins', { dataDir: 'mine' }, { TEMPO_TUI_DATA: 'data dir' }, resolve('mine')],
])('writes commands that mean the same in another shell: the data is named by %s', (_, flags, env, dir) => {
  const command = ownCommand({ ...FLAGS, ...flags }, 'tempo-tui', env);
  const named = dir.includes(' ') ? `'${dir}'` : dir;
  const place = `--data-dir ${named} --config '${resolve('my conf.json')}'`;
  expect(command('token', 'list')).toBe(`tempo-tui token list ${place}`);
  expect(command('--host', '0.0.0.0')).toBe(
    `tempo-tui --host 0.0.0.0 ${place} --port 7801 --tls-cert ${resolve('a.pem')} --tls-key ${resolve('a.key')}`,
  );
});

it('names nothing that was not named', () => {
  expect(ownCommand({}, 'tempo-tui', { TEMPO_TUI_DATA: '' })('token', 'list')).toBe('tempo-tui token list');
});
