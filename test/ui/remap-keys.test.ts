import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KEY_PAGE, keyPage } from '../../scripts/key-page.ts';
import { safe } from '../../src/safe-text.ts';
import { NAMED_KEYS, readKey, writeKey } from '../../src/ui/key-names.ts';
import { bindingFor, KEYS, keyHint, keysOf } from '../../src/ui/keys.ts';
import { type KeyWishes, remapKeys } from '../../src/ui/remap-keys.ts';

describe('a key in the config file', () => {
  it.each([
    ['A', 'A'],
    ['ä', 'ä'],
    ['?', '?'],
    ['^', '^'],
    ['ctrl+k', '^k'],
    ['Ctrl+K', '^k'],
    ['^k', '^k'],
    ['PgUp', undefined],
    ['pageup', 'pageUp'],
    ['ESC', 'esc'],
    [' ', 'space'],
    ['space', 'space'],
    ['', undefined],
    ['ab', undefined],
    ['f1', undefined],
    ['alt+a', undefined],
    ['ctrl+ä', undefined],
    ['\u001B', undefined],
    ['\u202E', undefined],
  ])('%j is the key %j', (text, key) => {
    const read = readKey(text);
    expect('key' in read ? read.key : undefined).toBe(key);
  });

  it.each([
    ['ctrl+i', 'tab'],
    ['ctrl+m', 'enter'],
    ['^H', 'backspace'],
  ])('%s is told to be %s', (text, same) => {
    expect(readKey(text)).toEqual({ reason: `is the same as "${same}" to a terminal: write that` });
  });

  it('is read as it is written, for all there are', () => {
    for (const key of [...NAMED_KEYS, ...KEYS.flatMap(({ keys }) => keys)])
      expect(readKey(writeKey(key))).toEqual({ key });
  });
});

describe('other keys', () => {
  it('take the place of those there were, and of no others', () => {
    const { keys, problems } = remapKeys({ ack: ['A', 'ctrl+k'], why: [] });
    expect(problems).toEqual([]);
    expect(bindingFor('A', 'timeline', keys)?.command).toBe('ack');
    expect(bindingFor('^k', 'inspector', keys)?.command).toBe('ack');
    expect(bindingFor('a', 'timeline', keys)).toBeUndefined();
    expect(bindingFor('w', 'timeline', keys)).toBeUndefined();
    expect(bindingFor('a', 'setup', keys)?.command).toBe('nextAddress');
    expect(keysOf('dismiss', keys)).toEqual(['x']);
    expect(remapKeys({}).keys).toEqual(KEYS);
  });

  it('may change places', () => {
    const { keys, problems } = remapKeys({ ack: ['x'], dismiss: ['a'] });
    expect(problems).toEqual([]);
    expect(bindingFor('x', 'timeline', keys)?.command).toBe('ack');
  });

  it('are what the texts name', () => {
    const { keys } = remapKeys({ undo: ['ctrl+z', 'Z'], suspend: ['ctrl+t'], log: [] });
    const words = (command: 'undo' | 'log') => keyHint(command, keys, (key) => safe` (${key} does)`);
    expect(words('undo')).toBe(' (^z does)');
    expect(words('log')).toBe('');
  });

  it.each<[KeyWishes, string[]]>([
    [
      { acknowledge: ['A'] },
      ['acknowledge: there is no such command; `tempo-tui keys` lists those there are.'],
    ],
    [{ ack: ['q'] }, ['ack: "q" is also a key of quit (timeline, inspector); give one of them another.']],
    [
      { quit: ['?'] },
      ['quit: "?" is also a key of help (timeline, inspector, setup, demo, log); give one of them another.'],
    ],
    [
      { ack: ['ctrl+k'], copyNode: ['^K'] },
      ['copyNode: "ctrl+k" is also a key of ack (timeline, inspector); give one of them another.'],
    ],
    [{ quit: [] }, ['quit: must have a key, and has none.']],
    [{ interrupt: [] }, ['interrupt: must have a key, and has none.']],
    [{ back: [] }, ['back: must have a key, and has none.']],
    [{ back: ['B'] }, ['back: must have a key that writes nothing in a search, such as "esc" or "ctrl+g".']],
    [
      { keep: ['ctrl+w'] },
      ['keep: must have a key that writes nothing in a search, such as "esc" or "ctrl+g".'],
    ],
    [{ interrupt: ['ctrl+c', 'C'] }, ['interrupt: works at any time, and "C" writes text in a search.']],
    [{ interrupt: ['ctrl+i'] }, ['interrupt: "ctrl+i" is the same as "tab" to a terminal: write that.']],
  ])('%j are not taken', (wishes, problems) => {
    expect(remapKeys(wishes).problems).toEqual(problems);
  });

  it('are told with all that is wrong at once', () => {
    const { problems } = remapKeys({ hlep: ['h'], help: ['F1'], quit: [], ack: ['x'] });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['hlep', 'help', 'quit', 'ack']);
  });

  it('are free of trouble as they are without a config file', () => {
    expect(remapKeys({}).problems).toEqual([]);
  });
});

it('are on a page of the documentation as they are: npm run keys makes it anew', () => {
  expect(readFileSync(KEY_PAGE, 'utf8')).toBe(keyPage());
});
