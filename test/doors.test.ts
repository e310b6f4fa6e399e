import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { joinSafe, type SafeText, safe, safeText } from '../src/safe-text.ts';
import { displayWidth } from '../src/ui/format.ts';
import { plain } from '../src/ui/line.ts';
import { styledLine } from '../src/ui/styled-line.ts';
import type { Segment } from '../src/ui/theme.ts';

/**
 * What reaches beyond the process, and the files that do it. Whoever adds one to a list has looked at what it lets
 * through; nobody gets by without.
 */
const DOORS: readonly { what: string; by: RegExp; in: readonly string[] }[] = [
  {
    what: 'writes to stdout or stderr',
    by: /\b(?:process\.)?std(?:out|err)\.(?:write|end|cork)\b|\bconsole\b|\bnew Console\b|\bwriteSync\(\s*[12]\b|\/dev\/(?:tty|std(?:out|err))\b/,
    in: ['commands/ask.ts', 'commands/output.ts', 'commands/progress.ts'],
  },
  {
    what: 'has the streams of the terminal in hand',
    by: /\bprocess\.(?:stdout|stderr)(?!\.(?:isTTY|on|once|off)\b)\b/,
    in: [
      'commands/ask.ts',
      'commands/demo.ts',
      'commands/doctor.ts',
      'commands/output.ts',
      'commands/show-over.ts',
      'ui/show-timeline.ts',
    ],
  },
  {
    what: 'writes to the terminal that the timeline is on',
    by: /#terminal\.write\b/,
    in: ['ui/screen.ts'],
  },
  {
    what: 'sends a sequence past the frame',
    by: /\bwriteToTerminal\(|\bscreen\.send\(|\bshown\.send\(/,
    in: ['commands/show-until-quit.ts', 'score/run-action.ts', 'ui/beyond.ts', 'ui/show-timeline.ts'],
  },
  {
    what: 'makes escape sequences, or knows them',
    by: /\\u001[Bb]|\\x1[Bb]|\\e\[|\\u009[0-9A-Fa-f]|\\x9[0-9A-Fa-f]|\bfromCharCode\(/,
    in: [
      ...[
        'commands/printable-json.ts',
        'commands/progress.ts',
        'score/copy-policy.ts',
        'ui/alarm.ts',
        'ui/cell-style.ts',
        'ui/part-input.ts',
      ],
      ...[
        'ui/decode-keys.ts',
        'ui/paste-reader.ts',
        'ui/pen.ts',
        'ui/reset-sequence.ts',
        'ui/screen-row.ts',
        'ui/screen.ts',
        'ui/sgr.ts',
      ],
      ...['ui/styled-line.ts', 'ui/terminal-input.ts'],
    ],
  },
  {
    what: 'starts programs',
    by: /\bchild_process\b|\bimport\('(?:open|clipboardy)'\)|\bnode:cluster\b|\bprocess\.binding\b/,
    in: [
      'commands/doctor/firewall-facts.ts',
      'commands/hand-over.ts',
      'commands/reset.ts',
      'commands/serve/tell-systemd.ts',
      'commands/service/run-command.ts',
      'score/run-action.ts',
      'score/run-terminal.ts',
    ],
  },
  {
    what: 'starts a shell of its own',
    by: /(?<![.\w])exec(?:Sync)?\(|\bshell: ?true\b|\bshell: ?'/,
    in: [],
  },
  { what: 'makes code of text', by: /\beval\(|\bnew Function\b|'node:vm'/, in: [] },
  {
    what: 'opens an address',
    by: /\bopenUrl\(|\bopen\(href\b/,
    in: ['score/run-action.ts', 'ui/perform.ts'],
  },
  { what: 'gives a clipboard text', by: /\bclipboard\.write\(|'load-buffer'/, in: ['score/run-action.ts'] },
];
/** Addresses that do not come from outside, or are never opened: of the receiver, of the program's own files. */
const OWN_URLS = /^(?:attach|commands|ingest)\//;

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.tsx?$/.test(name),
);

function codeOf(file: string): string {
  return withoutComments(readFileSync(join('src', file), 'utf8'));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

describe('the doors of the program', () => {
  it.each(DOORS)('$what: nobody but those named', (door) => {
    expect(files.filter((file) => door.by.test(codeOf(file))).sort()).toEqual([...door.in].sort());
  });

  it('makes addresses of foreign text in the URL policy alone', () => {
    const made = files.filter((file) => !OWN_URLS.test(file) && /\bnew URL\(/.test(codeOf(file)));
    expect(made).toEqual(['score/url-policy.ts']);
  });

  it('hands no program that it starts the environment with the tokens in it', () => {
    for (const file of files.filter((name) => /\bchild_process\b/.test(codeOf(name)))) {
      const code = codeOf(file);
      const starts = code.match(/\b(?:spawn|execFile(?:Sync)?)\(/g) ?? [];
      const environments =
        code.match(
          /\benv: withoutSecrets\((?:process\.)?env\)|\.\.\.withoutSecrets\(process\.env\)|\benv = \{ PATH: /g,
        ) ?? [];
      expect([file, environments.length]).toEqual([file, starts.length]);
    }
  });

  it.each([
    ['process.stdout.write(title)', 'writes to stdout or stderr'],
    ['console.log(title)', 'writes to stdout or stderr'],
    ['const { stderr } = process; stderr.write(title)', 'writes to stdout or stderr'],
    ['writeSync(1, title)', 'writes to stdout or stderr'],
    ["import { exec } from 'node:child_process'", 'starts programs'],
    ['exec(`xdg-open ${url}`)', 'starts a shell of its own'],
    ['spawn(command, { shell: true })', 'starts a shell of its own'],
    ["const { default: open } = await import('open');", 'starts programs'],
    ['text = `\\u001B]0;${title}\\u0007`', 'makes escape sequences, or knows them'],
    ['pipe(process.stdout)', 'has the streams of the terminal in hand'],
  ])('would see %s', (code, what) => {
    expect(DOORS.filter(({ by }) => by.test(withoutComments(code))).map((door) => door.what)).toContain(what);
  });
});

describe('what is drawn', () => {
  it('is safe text, or does not compile', () => {
    const raw: string = 'of an event';
    expectTypeOf<string>().not.toExtend<SafeText>();
    expectTypeOf<Segment['text']>().toEqualTypeOf<SafeText>();
    expectTypeOf<NonNullable<Segment['href']>>().toEqualTypeOf<SafeText>();
    // Each of these runs; it is the compiler that has to refuse them.
    // @ts-expect-error text of an event in a line
    plain(raw);
    // @ts-expect-error the same in a segment
    styledLine([{ text: raw }]);
    // @ts-expect-error an address
    styledLine([{ text: safe``, href: raw }]);
    // @ts-expect-error in the program's own words
    safe`title: ${raw}`;
    // @ts-expect-error what is joined
    joinSafe([raw], safe`, `);
    // @ts-expect-error what was safe is not when something else was done with it
    displayWidth(safeText(raw).toUpperCase());
    // @ts-expect-error nor when it was put together with it
    displayWidth(`${safeText(raw)}`);
    expect(plain(safeText(raw))).toEqual([{ text: 'of an event' }]);
  });
});
