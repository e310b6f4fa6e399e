import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { readRow } from '../src/ui/screen-row.ts';
import { applySgr, sgrBetween } from '../src/ui/sgr.ts';
import { frozenClock } from './frozen-clock.ts';
import { Terminal, until } from './terminal.ts';

const run = promisify(execFile);

/** Where the screens are kept, one file for each theme. */
export const GOLDEN_DIR = 'test/golden';

const NOW = '2026-04-29T12:34:56Z';
const HOUR = 3_600_000;
export const SIZES = [
  [160, 50],
  [120, 40],
  [90, 30],
  [60, 20],
  [40, 10],
] as const;

/** Themes, and how the program is started with them. */
export const LOOKS: Readonly<Record<string, { args: readonly string[]; env: Record<string, string> }>> = {
  dark: { args: ['--theme', 'dark'], env: {} },
  light: { args: ['--theme', 'light'], env: {} },
  'no-color': { args: [], env: { NO_COLOR: '1' } },
};

/** What is on the screen: what is pressed before it, and after it to be back where the next one begins. */
const SCENES: readonly { name: string; keys: readonly string[]; after: readonly string[] }[] = [
  { name: 'timeline, newest first', keys: ['Home'], after: [] },
  { name: 'an open stack', keys: ['Down', 'Right'], after: [] },
  { name: 'details', keys: ['Down', 'Tab', 'Enter'], after: ['Escape'] },
  { name: 'what needs attention', keys: ['Home', '!'], after: ['Escape'] },
  { name: 'a search', keys: ['/', 'b', 'a', 'c', 'k', 'u', 'p'], after: ['Escape'] },
  { name: 'refusals', keys: ['L'], after: ['Escape'] },
];

const GUESTS = `Details
=======
VMID    Name       Status    Time      Size         Filename
101     web-01     ok        2m 11s    12.4 GiB     /mnt/pve/nas/dump/vzdump-qemu-101.vma.zst
102     db-01      err       14s       0 B          null
103     mail-ct    ok        51s       3.1 GiB      /mnt/pve/nas/dump/vzdump-lxc-103.tar.zst

Total running time: 3m 16s
Total size: 15.5 GiB

Logs
====
102: ERROR: Backup of VM 102 failed - no space left on the storage
`;

/** Title, severity, hours ago, fields, message. */
type Sent = readonly [string, string, number, Record<string, string>, string];
const EVENTS: readonly Sent[] = [
  ['Backup of 104 (files) done', 'info', 31, { type: 'vzdump', hostname: 'pve-02' }, 'Nothing to tell.'],
  [
    "Replication Job: '201-0' failed",
    'error',
    9,
    { type: 'replication', hostname: 'pve-02', 'job-id': '201-0' },
    '',
  ],
  [
    "Replication Job: '201-0' failed",
    'error',
    8,
    { type: 'replication', hostname: 'pve-02', 'job-id': '201-0' },
    '',
  ],
  [
    "Replication Job: '201-0' failed",
    'error',
    7,
    { type: 'replication', hostname: 'pve-02', 'job-id': '201-0' },
    '',
  ],
  ['Updates are there', 'notice', 6, { type: 'package-updates', hostname: 'pve-03' }, 'See the list.'],
  [
    'SMART: /dev/sdc 漢字 é́ 👩‍👩‍👧 is failing',
    'unknown',
    5,
    { type: 'system-mail', hostname: 'pve-01' },
    'Soon.',
  ],
  ['Disk almost full', 'warning', 4, { hostname: 'pve-03' }, 'Storage nas is at 91 %.'],
  [
    'vzdump backup status (pve-01): backup failed',
    'error',
    2,
    { type: 'vzdump', hostname: 'pve-01' },
    GUESTS,
  ],
  ['Test notification', 'info', 1, {}, 'This is a test.\n'],
];

/** A program with some events, one of them refused, in a terminal whose size is changed from scene to scene. */
export class GoldenProgram {
  readonly #terminal: Terminal;
  readonly #home: string;

  private constructor(terminal: Terminal, home: string) {
    this.#terminal = terminal;
    this.#home = home;
  }

  static async start(look: keyof typeof LOOKS): Promise<GoldenProgram> {
    const home = mkdtempSync(join(tmpdir(), 'tempo-tui-golden-'));
    const { args, env } = LOOKS[look]!;
    const fixed = { HOME: home, TZ: 'UTC', LANG: 'C.UTF-8', COLORTERM: 'truecolor' };
    const cli = [process.execPath, resolve('dist/cli.js')] as const;
    const about = ['--provider', 'com.proxmox', '--server-url', 'https://pve-01.lan:8006'];
    const [file, script] = cli;
    const made = await run(file, [script, 'token', 'add', 'proxmox', ...about], { env: fixed });
    const command = [...cli, '--port', '0', '--host', '127.0.0.1', ...args];
    const terminal = await Terminal.start(command, {
      columns: 120,
      rows: 40,
      env: { ...fixed, PATH: process.env.PATH ?? '', NODE_OPTIONS: frozenClock(NOW), ...env },
    });
    const program = new GoldenProgram(terminal, home);
    try {
      const first = await terminal.waitFor('No events yet', 'Sender ');
      await program.#post(/http:\/\/\S+\/ingest/.exec(first)![0], made.stdout.trim());
      return program;
    } catch (error) {
      await program.close();
      throw error;
    }
  }

  /** Goes through the scenes at one size; each is given to `see` with a way to look at the screen as it is now. */
  async show(
    [columns, rows]: readonly [number, number],
    see: (name: string, look: () => Promise<string>) => Promise<void>,
  ): Promise<void> {
    await this.#terminal.resize(columns, rows);
    for (const { name, keys, after } of SCENES) {
      for (const key of keys) await this.#terminal.press(key);
      await see(`${columns}×${rows}, ${name}`, () => this.#look());
      for (const key of after) await this.#terminal.press(key);
    }
    await this.#terminal.press('Home', 'Down', 'Left');
  }

  async close(): Promise<void> {
    await this.#terminal.close();
    // A program whose terminal is closed still writes down what it has to.
    await until(async () => rmSync(this.#home, { recursive: true, force: true }));
  }

  /** The screen with its styles; what is another each time, such as the port, is made one. */
  async #look(): Promise<string> {
    const screen = await this.#terminal.styledScreen();
    return visibleStyles(screen)
      .replaceAll(/127\.0\.0\.1:\d{4,5}/g, '127.0.0.1:77776')
      .replaceAll(/ *\d+\/min/g, '  10/min')
      .replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, '0'.repeat(36))
      .replaceAll(/(?<=tempo-tui-golden-)\w{6}/g, 'XXXXXX');
  }

  async #post(endpoint: string, token: string): Promise<void> {
    const send = (headers: Record<string, string>, body: object) =>
      fetch(endpoint, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    for (const [title, severity, hours, fields, message] of EVENTS) {
      const timestamp = (Date.parse(NOW) - hours * HOUR) / 1000;
      const answer = await send({ 'X-Tempo-Token': token }, { title, message, severity, timestamp, fields });
      if (answer.status !== 202) throw new Error(`${title}: ${answer.status} ${await answer.text()}`);
    }
    await send({ 'X-Tempo-Token': 'tempo_unknown' }, {});
    await this.#terminal.waitFor('Test notification', 'is being refused');
  }
}

/** A screen with the styles that can be seen: a blank has a colour left over from what stood there before. */
function visibleStyles(screen: string): string {
  // A line goes on in the style in which the one before it ended.
  let carried = '';
  return screen
    .split('\n')
    .map((line) => {
      const { chars, styles } = readRow(`${sgrBetween('', carried)}${line}`, Number.POSITIVE_INFINITY);
      for (const [, codes = ''] of line.matchAll(/\u001B\[([\d;]*)m/g)) carried = applySgr(carried, codes);
      return styledText(
        chars,
        styles.map((style, at) =>
          chars[at] === ' ' && !SEEN_ON_BLANKS.test(style.replace(COLOR, '')) ? '' : style,
        ),
      );
    })
    .join('\n');
}

const COLOR = /[34]8;(?:5;\d+|2;\d+;\d+;\d+)/g;
/** Underlined or inverse. */
const SEEN_ON_BLANKS = /\b[47]\b/;

function styledText(chars: readonly string[], styles: readonly string[]): string {
  let text = '';
  let before = '';
  chars.forEach((char, at) => {
    text += sgrBetween(before, styles[at]!) + char;
    before = styles[at]!;
  });
  return `${text}${sgrBetween(before, '')}`.trimEnd();
}

/** The screens of a look as they are kept: each with its name above it. */
export function goldenText(screens: ReadonlyMap<string, string>): string {
  return [...screens].map(([name, screen]) => `=== ${name}\n${screen}`).join('');
}

/** Reads what {@link goldenText} wrote. */
export function goldenScreens(text: string): Map<string, string> {
  const parts = text.split(/^=== (.+)\n/m).slice(1);
  return new Map(parts.flatMap((part, at) => (at % 2 === 0 ? [[part, parts[at + 1]!] as const] : [])));
}
