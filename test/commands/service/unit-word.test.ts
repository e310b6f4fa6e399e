import { describe, expect, it } from 'vitest';
import { unitCommand, unitWord } from '../../../src/commands/service/unit-word.ts';

describe('unitWord', () => {
  it.each([
    ['/usr/bin/node', '/usr/bin/node'],
    ['/srv/a b', '"/srv/a b"'],
    ['/srv/100%h', '/srv/100%%h'],
    ['/srv/a"b', '"/srv/a\\"b"'],
    ['/srv/a\\b', '"/srv/a\\\\b"'],
    ["/srv/a'b", `"/srv/a'b"`],
    ['/srv/a$b', '/srv/a$b'],
    ['/srv/a;b#c', '"/srv/a;b#c"'],
    ['/srv/Überwachung', '"/srv/Überwachung"'],
    ['', '""'],
  ])('writes %j', (text, written) => {
    expect(unitWord(text)).toBe(written);
  });

  it('takes no line break, which would begin a setting of its own', () => {
    expect(() => unitWord('/srv/a\nExecStartPre=/bin/evil')).toThrow('control characters');
  });
});

describe('unitCommand', () => {
  it('keeps variables of arguments from being expanded; of the program there are none', () => {
    expect(unitCommand(['/opt/a$b/node', 'serve', '/srv/$HOME', '${x}'])).toBe(
      '/opt/a$b/node serve /srv/$$HOME "$${x}"',
    );
  });
});
