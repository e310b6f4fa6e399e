import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keyTable } from '../../src/commands/key-table.ts';
import { EXIT, readSettings, UsageError } from '../../src/config.ts';
import { bindingFor } from '../../src/ui/keys.ts';
import { tempDir } from '../support/temp-dir.ts';

function settingsOf(text: string) {
  const config = join(tempDir(), 'config.json');
  writeFileSync(config, text);
  return readSettings({ config }, {});
}

describe('the keys in force', () => {
  it('come from the config file', () => {
    const keys = keyTable(settingsOf('{"keys": {"ack": ["A"]}}'));
    expect(bindingFor('A', 'timeline', keys)?.command).toBe('ack');
  });

  it('are refused with the file, and all that is wrong', () => {
    const settings = settingsOf('{"keys": {"ack": ["q"], "quti": ["Q"]}}');
    const error = (() => {
      try {
        return keyTable(settings);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).exitCode).toBe(EXIT.usage);
    expect((error as UsageError).message.split('\n')).toEqual([
      `The config file ${settings.configFile}, under "keys":`,
      '  quti: there is no such command; `tempo-tui keys` lists those there are.',
      '  ack: "q" is also a key of quit (timeline, inspector); give one of them another.',
    ]);
  });
});

describe('the page on the config file', () => {
  it('has an example that can be used, with every key that there is', () => {
    const page = readFileSync('docs/config.md', 'utf8');
    const example = /```json\n([\s\S]*?)```/.exec(page)![1]!;
    const settings = settingsOf(example);
    expect(settings).toMatchObject({ host: '0.0.0.0', theme: 'dark', title: true, notify: 'osc9' });
    expect(() => keyTable(settings)).not.toThrow();
    for (const key of Object.keys(JSON.parse(example))) expect(page).toContain(`| \`${key}\` |`);
  });
});
