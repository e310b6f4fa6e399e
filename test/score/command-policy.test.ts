import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandFor, fillCommand } from '../../src/score/command-policy.ts';
import { incoming } from '../support/events.ts';
import { hostileText } from '../support/hostile-texts.ts';
import { tempDir } from '../support/temp-dir.ts';

function filled(template: string, metadata: Record<string, unknown>) {
  return fillCommand(template, incoming({ metadata }));
}

function textOf(template: string, metadata: Record<string, unknown>): string {
  const command = filled(template, metadata);
  if ('reason' in command) throw new Error(command.reason);
  return command.text;
}

/** What a shell makes of a command. */
function run(command: string, cwd: string): string {
  return execFileSync('sh', ['-c', command], { encoding: 'utf8', cwd });
}

/** Whole characters, none of them a control; the shell's own are frequent. */
const character = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...'\'"`$\\;&|<>(){}[]*?!#~%=^ -') },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme-composite', minLength: 1, maxLength: 1 }) },
);
const hostile = fc.constantFrom(
  "'; touch broken; '",
  '$(touch broken)',
  '`touch broken`',
  "'\\''; touch broken #",
  '" ; touch broken ; "',
  '${IFS}touch${IFS}broken',
  "\\'; touch broken; \\'",
  '${metadata.b}',
);
const value = fc
  .oneof(
    hostile,
    fc.array(character, { minLength: 1, maxLength: 24 }).map((each) => each.join('')),
  )
  .filter((text) => !text.startsWith('-') && !/[\p{C}\u2028\u2029]/u.test(text));

describe('a command of values', () => {
  it('hands each value to the program as it is, and runs nothing that stands in one', () => {
    const dir = tempDir();
    mkdirSync(join(dir, 'here'));
    fc.assert(
      fc.property(value, value, (a, b) => {
        const text = textOf("printf '%s\\0' ${metadata.a} --name=${metadata.b}/x${metadata.a}", { a, b });
        expect(run(text, dir).split('\0')).toEqual([a, `--name=${b}/x${a}`, '']);
        expect(readdirSync(dir)).toEqual(['here']);
      }),
      { numRuns: 400 },
    );
  });

  it('does so after quotes, comments and escapes that are over', () => {
    const dir = tempDir();
    const templates = [
      "printf '%s\\0' 'a b' \"c'd\" ${metadata.a}",
      "printf '%s\\0' \\\" ${metadata.a}",
      "printf '%s\\0' a#b ${metadata.a}",
      'printf \'%s\\0\' "a\\"b" ${metadata.a}',
      "printf '%s\\0' 'a\\' ${metadata.a}",
      "true # it's\nprintf '%s\\0' ${metadata.a}",
    ];
    fc.assert(
      fc.property(fc.constantFrom(...templates), value, (template, a) => {
        expect(run(textOf(template, { a }), dir).split('\0').at(-2)).toBe(a);
        expect(readdirSync(dir)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('is there for every value but those of a kind that is refused by name, and gives it back', () => {
    const dir = tempDir();
    const text = fc.oneof(
      hostileText,
      hostileText.map((each) => `-${each}`),
    );
    fc.assert(
      fc.property(text, (a) => {
        const command = filled("printf '%s\\0' ${metadata.a}", { a });
        if ('text' in command) {
          expect(run(command.text, dir)).toBe(`${a}\0`);
          expect(a).toMatch(/^(?!-)[^\p{C}\u2028\u2029]+$/u);
        } else if (a === '') expect(command.reason).toBe('the event has no a');
        else if (a.startsWith('-')) expect(command.reason).toContain('begins with a dash');
        else {
          expect(command.reason).toContain('characters that do not belong');
          expect(a).toMatch(/[\p{C}\u2028\u2029]/u);
        }
      }),
      { numRuns: 400 },
    );
    expect(readdirSync(dir)).toEqual([]);
  });

  it.each([
    ['ssh root@pve qm status ${metadata.a}', 'ssh'],
    ['sudo ssh root@pve qm status ${metadata.a}', 'ssh'],
    ['sh -c ${metadata.a}', 'sh'],
    ['cd /tmp; eval ${metadata.a}', 'eval'],
    ['/usr/bin/ssh pve ${metadata.a}', 'ssh'],
    ['su - backup -c ${metadata.a}', 'su'],
  ])('of %s takes no value that means something to a shell there', (template, name) => {
    expect(filled(template, { a: '100; touch broken' })).toEqual({
      reason: `a holds characters that ${name} would give a shell to read`,
    });
    expect(filled(template, { a: 'pve-01.lan:8006/x_y@z' })).toHaveProperty('text');
  });

  it('takes such a value for a program that only has ssh in its name', () => {
    expect(textOf('ssh-keygen -R ${metadata.a}', { a: 'a b' })).toBe("ssh-keygen -R 'a b'");
    expect(textOf('cat push.sh ${metadata.a}', { a: 'a b' })).toBe("cat push.sh 'a b'");
  });

  it('is shown whole before it runs: nothing in it is without end, or cannot be shown', () => {
    expect(filled('echo ${metadata.a}', { a: 'x'.repeat(40_000) })).toEqual({
      reason: 'a is too long for a command',
    });
    expect(filled('echo ${metadata.a}${metadata.a}', { a: 'x'.repeat(20_000) })).toEqual({
      reason: 'the command would be too long',
    });
    for (const hidden of ['\r', '\u001B[2K', '\u202E', '\u2028', '\0'])
      expect(filled(`echo a${hidden}b`, {})).toEqual({
        reason: 'the command has characters in it that cannot be shown',
      });
    expect(textOf('echo a\n\techo 👩‍👧', {})).toBe('echo a\n\techo 👩‍👧');
  });

  it('runs from a score of the user’s own alone, and is shown from others', () => {
    const event = incoming({ metadata: { a: 'x' } });
    expect(commandFor('ping ${metadata.a}', event, true)).toEqual({ text: "ping 'x'" });
    expect(commandFor('ping ${metadata.a}', event, false)).toEqual({
      text: "ping 'x'",
      disabled: 'commands run only from a score you wrote into the scores folder yourself',
    });
    expect(commandFor('ping ${metadata.b}', event, true)).toEqual({
      text: '',
      disabled: 'the event has no b',
    });
  });

  it.each([
    "echo '${metadata.a}'",
    'echo "${metadata.a}"',
    'echo \\${metadata.a}',
    'echo "\\"${metadata.a}"',
    'echo # ${metadata.a}',
    'echo "it\'s ${metadata.a}"',
  ])('is refused where a value would stand inside quotes: %s', (template) => {
    expect(filled(template, { a: 'x' })).toEqual({
      reason: 'the command has a inside quotes: values are quoted by themselves',
    });
  });

  it.each([
    'echo `echo ${metadata.a}`',
    'echo "$(echo "${metadata.a}")"',
    'cat <<END\n${metadata.a}\nEND',
    "echo $'a\\'b' '${metadata.a}'",
    "(true)#'\n'${metadata.a}",
  ])('is refused where a shell might not see the quotes: %s', (template) => {
    expect(filled(template, { a: '$(touch broken)' })).toEqual({
      reason: "the command has <<, $', $(, ` or )# in it, where values cannot be quoted",
    });
    expect(filled(template.replace('${metadata.a}', ''), {})).toHaveProperty('text');
  });

  it.each([
    [{}, 'the event has no a'],
    [{ a: '' }, 'the event has no a'],
    [{ a: null }, 'the event has no a'],
    [{ a: '--help' }, 'a begins with a dash and would be taken for an option'],
    [{ a: 'x\nreboot' }, 'a holds characters that do not belong into a command'],
    [{ a: 'x\rreboot' }, 'a holds characters that do not belong into a command'],
    [{ a: 'x\u001B[2K' }, 'a holds characters that do not belong into a command'],
    [{ a: 'x\0' }, 'a holds characters that do not belong into a command'],
    [{ a: 'x\u202Etxt' }, 'a holds characters that do not belong into a command'],
    [{ a: 'x\u2028y' }, 'a holds characters that do not belong into a command'],
  ])('is refused with %j: %s', (metadata, reason) => {
    expect(filled('ssh ${metadata.a}', metadata)).toEqual({ reason });
  });

  it('stays as it is written without a placeholder', () => {
    expect(textOf("kopia 'repository status' | less", {})).toBe("kopia 'repository status' | less");
  });
});
