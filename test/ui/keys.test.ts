import type { Key } from 'ink';
import { describe, expect, it } from 'vitest';
import { decodeKeys } from '../../src/ui/decode-keys.ts';
import { bindingFor, type Focus, KEYS } from '../../src/ui/keys.ts';

const PLACES: Focus[] = ['timeline', 'inspector', 'setup', 'help', 'question'];

describe('the key table', () => {
  it.each(PLACES)('binds no key twice in %s', (focus) => {
    const keys = KEYS.filter((binding) => binding.in.includes(focus)).flatMap((binding) => binding.keys);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  it('keeps off keys that many keyboards and terminals cannot give', () => {
    const keys = KEYS.flatMap((binding) => binding.keys);
    for (const key of ['[', ']', '{', '}', '^h', '^s', '^q']) expect(keys).not.toContain(key);
  });

  it('lets Esc go back and never quit, and Ctrl-C and Ctrl-Z work everywhere', () => {
    for (const focus of PLACES) {
      expect([undefined, 'back']).toContain(bindingFor('esc', focus, KEYS)?.command);
      expect(bindingFor('^c', focus, KEYS)?.command).toBe('interrupt');
      expect(bindingFor('^z', focus, KEYS)?.command).toBe('suspend');
    }
  });

  it.each([
    ['o', 'openUi'],
    ['d', 'openDatacenter'],
    ['u', 'copyServerUrl'],
    ['n', 'copyNode'],
    ['v', 'copyVmid'],
    ['5', 'action'],
  ])('runs with %s the command %s, on the timeline and in the details', (key, command) => {
    expect(bindingFor(key, 'timeline', KEYS)?.command).toBe(command);
    expect(bindingFor(key, 'inspector', KEYS)?.command).toBe(command);
  });
});

describe('input', () => {
  const none = {} as Key;

  it.each([
    ['jj', {}, ['j', 'j']],
    ['j\u0003', {}, ['j', '^c']],
    ['c', { ctrl: true }, ['^c']],
    ['', { upArrow: true }, ['up']],
    ['\r', { return: true }, ['enter']],
    [' \t\r', {}, ['space', 'tab', 'enter']],
    ['\u007F', {}, ['backspace']],
    ['', { delete: true }, ['backspace']],
    ['q', { meta: true }, ['esc', 'q']],
    ['', { downArrow: true, meta: true }, ['esc', 'down']],
    ['', { escape: true, meta: true }, ['esc']],
    ['[25~', {}, []],
    ['[?62;4;5c', {}, []],
    ['[<0;15;5M', {}, []],
  ])('%j with %j is the keys %j', (input, key, keys) => {
    expect(decodeKeys(input, { ...none, ...key })).toEqual(keys);
  });
});
