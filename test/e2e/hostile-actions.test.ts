import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { hasTool } from '../../scripts/faults/rig.ts';
import type { Terminal } from '../../scripts/terminal.ts';
import type { StoredEvent } from '../../src/event.ts';
import { actionsFor } from '../../src/score/actions.ts';
import { copyable } from '../../src/score/copy-policy.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { checkUrl } from '../../src/score/url-policy.ts';
import { FORBIDDEN, HOSTILE, leftOver } from './hostile.ts';
import { hostileHome, hostileScore, sendHostile } from './hostile-home.ts';
import { type Home, runCli } from './program.ts';
import { execsOf, STRACE } from './started-programs.ts';
import { describeInTerminal, openTerminal } from './terminal.ts';

const PATIENCE = { timeout: 10_000, interval: 20 };
const CLI = join(import.meta.dirname, '../../dist/cli.js');

/** What a terminal is set to. */
const STATE = [
  ...['pane_title', 'alternate_on', 'scroll_region_upper', 'scroll_region_lower', 'cursor_flag', 'wrap_flag'],
  ...['keypad_flag', 'keypad_cursor_flag', 'insert_flag', 'origin_flag', 'cursor_shape', 'pane_tabs'],
  ...['mouse_any_flag', 'mouse_all_flag', 'mouse_button_flag', 'mouse_standard_flag', 'mouse_sgr_flag'],
].map((name) => `${name}=#{${name}}`);

async function stateOf(terminal: Terminal): Promise<string> {
  return `${await terminal.fact(STATE.join(' '))} ${await terminal.buffers()}`;
}

/** The program as a job of a shell whose terminal is known before and after. */
async function startIn(home: Home, options: readonly string[], trace: string | undefined) {
  const terminal = await openTerminal(['bash', '--norc', '--noprofile'], {
    columns: 120,
    rows: 40,
    env: { ...home.env, PS1: '$ ', HISTFILE: '/dev/null' },
  });
  await terminal.waitFor(/^\$/m);
  await terminal.setBuffer('mine, from before');
  const before = await stateOf(terminal);
  const program = [process.execPath, CLI, '--port', '0', ...options];
  const traced = trace === undefined ? [] : [...STRACE, trace];
  await terminal.press([...traced, ...program].join(' '), 'Enter');
  const screen = await terminal.waitFor(/http:\/\/\S+\/ingest/);
  return { terminal, before, endpoint: /http:\/\/\S+\/ingest/.exec(screen)![0] };
}

const missing = hasTool('strace') || process.env.TEMPO_TUI_CI ? undefined : 'strace is not installed';

describeInTerminal(
  'hostile events of every kind',
  () => {
    it('opened, copied and acted on, change nothing that the terminal is set to and start nothing but what they may', async () => {
      const { home, options, token, data, all } = await hostileHome();
      const trace = join(home.dir, 'trace');
      const { terminal, before, endpoint } = await startIn(home, options, trace);
      await sendHostile(endpoint, token);
      await terminal.waitFor('being refused', `hostile-${HOSTILE.length - 1}`);
      const sent = await terminal.record();
      await terminal.press('Home');

      const opened: string[] = [];
      const copied: string[] = [];
      const { desktop } = home;
      /** Presses a key that opens an address, where the policy has it, after the question about a new server. */
      async function open(key: string, url: string, known: boolean): Promise<void> {
        await terminal.press(key);
        const checked = checkUrl(url);
        if ('reason' in checked) return;
        if (!known) {
          await terminal.waitFor('in the browser?');
          await terminal.press('y');
        }
        opened.push(checked.url.href);
        await vi.waitFor(() => expect(desktop.opened()).toEqual(opened), PATIENCE);
      }
      async function copy(key: string, text: string | RegExp): Promise<void> {
        await terminal.press(key);
        const last = await vi.waitFor(async () => {
          const all = desktop.copied();
          if (all.length === copied.length)
            throw new Error(`${key} copied nothing\n${await terminal.screen()}`);
          return all.at(-1)!;
        }, PATIENCE);
        copied.push(last);
        if (typeof text === 'string') expect([key, last]).toEqual([key, copyable(text, 'line')!.text]);
        else expect(last).toMatch(text);
        expect(last).toBe(last.trim());
        expect(FORBIDDEN.exec(last.replaceAll('\n', ''))).toBeNull();
      }
      async function looking(at: number): Promise<void> {
        await terminal.press('w');
        await terminal.waitFor(`Why “hostile-${at} `);
        await terminal.press('PageDown', 'Escape');
        await terminal.waitFor(/Details|Actions/);
      }

      const book = new ScoreBook();
      book.replace([...book.known, { score: hostileScore(all), origin: 'own' }]);
      const { stdout } = await runCli(home, 'export', ...options);
      const stored = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as StoredEvent);
      const known = new Set<string>();
      const isKnown = (url: string) => {
        const checked = checkUrl(url);
        if ('reason' in checked) return true;
        const was = known.has(checked.url.origin);
        known.add(checked.url.origin);
        return was;
      };
      /** Every action of an event by its digit; what cannot run on it is tried, too. */
      async function act(provider: string, at: number): Promise<void> {
        const event = stored.find(
          ({ providerIdentifier, title }) =>
            providerIdentifier === provider && title.startsWith(`hostile-${at} `),
        )!;
        for (const [index, action] of actionsFor(event, book).slice(0, 10).entries()) {
          const key = String((index + 1) % 10);
          if (action.disabled !== undefined) await terminal.press(key);
          else if (action.kind === 'copy') await copy(key, action.text);
          else if (action.kind === 'open') await open(key, action.text, isKnown(action.text));
          else {
            await terminal.press(key);
            await terminal.waitFor('Run this command?');
            await terminal.press('n');
          }
        }
      }
      for (let at = HOSTILE.length - 1; at >= 0; at -= 1) {
        const text = reallySent(HOSTILE[at]![1]);
        // The newest of the two is the one whose score is hostile; its actions are on the digits.
        await looking(at);
        await act('com.hostile', at);
        await terminal.press('Down');

        await looking(at);
        const server = `https://pve.lan:8006/${text}`;
        await open('o', `${server}/`, isKnown(`${server}/`));
        await open('d', `${server}/#v1:0:18`, isKnown(`${server}/#v1:0:18`));
        await copy('u', server);
        await copy('n', `pve-${text}`);
        await copy('v', `${at} ${text}`);
        // The digits of these are mostly the same actions once more.
        if (at % 4 === 0) await act('com.proxmox', at);
        await copy('y', /^\{"/);
        await copy('Y', /^INFO: /);
        if (at % 9 === 0) expect(await stateOf(terminal)).toBe(duringState(before));
        await terminal.press('a');
        await terminal.waitFor('acknowledged 1 event');
        await terminal.press('x');
        await terminal.waitFor('dismissed 1 event');
        await terminal.press('z');
        await terminal.waitFor('undone for 1 event');
      }

      for (const [at, [, text]] of HOSTILE.entries()) {
        if (text.includes('\0')) continue;
        await terminal.press('/');
        await terminal.paste(`hostile-${at} ${text}`);
        await terminal.waitFor(/\/ ?hostile-/);
        await terminal.press('Escape', 'Escape');
        await terminal.waitFor('Enter open', 'hostile-0 ');
      }
      await terminal.press('/', 'o', 'w', 'n', 'e', 'd', 'Enter');
      await terminal.waitFor('owned', 'hostile-0 ');
      await terminal.press('Escape');
      for (const key of ['S', 'L']) {
        await terminal.press(key);
        await terminal.waitFor(key === 'S' ? /webhook|Proxmox/ : 'Refused, the newest first');
        for (let page = 0; page < 12; page += 1) await terminal.press('PageDown');
        await terminal.press('Escape');
      }
      await terminal.waitFor('hostile-');
      expect(await stateOf(terminal)).toBe(duringState(before));
      await terminal.press('C-c');
      await terminal.waitFor(/^\$ *$/m);
      expect(await stateOf(terminal)).toBe(before);

      const [drawn = ''] = sent().split('\u001B[?1049l');
      expect(drawn.length).toBeGreaterThan(50_000);
      expect(FORBIDDEN.exec(leftOver(Buffer.from(drawn)))).toBeNull();
      expect(desktop.opened()).toEqual(opened);
      expect(opened.length).toBeGreaterThan(10);
      for (const href of opened) expect(new URL(href).hostname).toBe('pve.lan');
      expect(desktop.copied()).toEqual(copied);
      expect(copied.length).toBeGreaterThan(7 * HOSTILE.length);

      const { own, all: started } = execsOf(readFileSync(trace, 'utf8'));
      expect(new Set(own.map(({ file }) => basename(file)))).toEqual(new Set(['xdg-open', 'xsel']));
      for (const { file, args } of own)
        if (basename(file) === 'xsel') expect(args.slice(1)).toEqual(['--clipboard', '--input']);
      const handed = own.filter(({ file }) => basename(file) === 'xdg-open').map(({ args }) => args.slice(1));
      expect(handed).toEqual(opened.map((href) => [href]));
      for (const { args } of started) expect(args).not.toContain('-c');
      expect(readFileSync(join(data, 'origins.json'), 'utf8')).toContain('https://pve.lan:8006');
    }, 180_000);
  },
  missing,
);

/** While the timeline is shown: its own screen, no cursor, no wrapping; all else as it was. */
function duringState(before: string): string {
  return before
    .replace('alternate_on=0', 'alternate_on=1')
    .replace('cursor_flag=1', 'cursor_flag=0')
    .replace('wrap_flag=1', 'wrap_flag=0');
}

/** As the receiver has it: half a character is none in UTF-8. */
function reallySent(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}
