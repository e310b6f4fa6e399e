import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillCommand } from '../../src/score/shell-command.ts';
import { parseTemplate } from '../../src/score/template.ts';
import { incoming } from '../support/events.ts';
import { tempDir } from '../support/temp-dir.ts';

function filled(template: string, metadata: Record<string, unknown>) {
  return fillCommand(parseTemplate(template), incoming({ metadata }));
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
  .filter((text) => !text.startsWith('-') && !/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(text));

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
