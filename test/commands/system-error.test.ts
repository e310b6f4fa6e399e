import { expect, it } from 'vitest';
import { systemErrorText } from '../../src/commands/system-error.ts';

function refused(code: string): Error {
  return Object.assign(new Error(`${code}: refused, open '/data/x'`), { code });
}

it.each([
  ['ENOSPC', 'The disk is full: give it room, or name'],
  ['EROFS', 'The file system takes no writes: mount it for writing, or name'],
  ['EACCES', 'This user may not do that there: run it as'],
])('says what to do about %s, and keeps what the system said', (code, advice) => {
  const text = systemErrorText(refused(code));
  expect(text).toContain(advice);
  expect(text).toContain(`(${code}: refused, open '/data/x')`);
});

it('gives another error of the system as it is, and none that is no such error', () => {
  expect(systemErrorText(refused('ENOENT'))).toBe("ENOENT: refused, open '/data/x'");
  expect(systemErrorText(new Error('a fault of ours'))).toBeUndefined();
});
