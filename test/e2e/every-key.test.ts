import { describe, expect, it, vi } from 'vitest';
import type { Terminal } from '../../scripts/terminal.ts';
import { type Command, KEYS } from '../../src/ui/keys.ts';
import { addToken, type Home, makeHome, post, proxmoxEvent, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

const SINGLES = 40;

/** A program with forty events that stand alone below a stack of two. */
interface World {
  terminal: Terminal;
  home: Home;
  endpoint: string;
  token: string;
}

/** One command: where it is tried, and what is on the screen once its key was pressed. */
interface Trial {
  /** Pressed before, from the newest row of the timeline. */
  before?: readonly string[];
  /** What is on the screen before; a key that is pressed too early tells nothing. */
  from?: readonly (string | RegExp)[];
  shows: readonly (string | RegExp)[] | ((key: string) => readonly (string | RegExp)[]);
  /** Pressed afterwards, beside Esc. */
  after?: readonly string[];
  and?: (world: World, key: string) => Promise<unknown> | unknown;
}

/** The details beside the timeline are those of the selected row. */
const selected = (title: string) => new RegExp(`│ ${title} *$`, 'm');
const IN_DETAILS = /^Esc back/m;
const ON_SETUP = ['Connect a sender', /^(?:▼ more {2})?Esc back/m];

function clipboardHolds(text: string | RegExp) {
  return ({ home }: World) =>
    vi.waitFor(() => expect(home.desktop.clipboard()).toEqual(expect.stringMatching(text)));
}

const TRIALS: Partial<Record<Command, Trial>> = {
  up: { before: ['Down', 'Down'], from: [selected('single 1')], shows: [selected('single 0')] },
  down: { before: [], from: [selected('stack newer')], shows: [selected('single 0')] },
  pageUp: { before: ['End'], from: [selected(`single ${SINGLES - 1}`)], shows: [/│ single \d *$/m] },
  pageDown: { shows: [/│ single 3\d *$/m] },
  home: { before: ['End'], from: [selected(`single ${SINGLES - 1}`)], shows: [selected('stack newer')] },
  end: { shows: [selected(`single ${SINGLES - 1}`)] },
  enter: { shows: [/▾ .*stack newer/], after: ['Left'] },
  open: { shows: [/▾ .*stack newer/, /^▌ {3}.* stack older/m], after: ['Left'] },
  close: { before: ['Right'], from: [/▾ .*stack newer/], shows: [/▸ .*stack newer/] },
  focus: { shows: [IN_DETAILS] },
  back: { before: ['Tab'], from: [IN_DETAILS], shows: [/^↓ move/m] },
  keep: {
    before: ['/', 's', 'i', 'n', 'g', 'l', 'e'],
    from: ['/single'],
    shows: [/^filter single .*40 events, 2 hidden/m],
  },
  openUi: {
    shows: ['y/n  Open https://pve-01.lan:8006 in the browser?'],
    after: ['y'],
    and: ({ home }) =>
      vi.waitFor(() => expect(home.desktop.opened().at(-1)).toBe('https://pve-01.lan:8006/')),
  },
  openDatacenter: {
    shows: ['opened https://pve-01.lan:8006/#v1:0:18'],
    and: ({ home }) => expect(home.desktop.opened().at(-1)).toBe('https://pve-01.lan:8006/#v1:0:18'),
  },
  copyVmid: { shows: ['copied VMID: 100'], and: clipboardHolds(/^100$/) },
  copyNode: { shows: ['copied node name: pve-01'], and: clipboardHolds(/^pve-01$/) },
  copyServerUrl: { shows: ['copied server URL'], and: clipboardHolds(/^https:\/\/pve-01\.lan:8006$/) },
  action: {
    shows: (key) => [
      {
        1: 'opened https://pve-01.lan:8006/',
        2: 'opened https://pve-01.lan:8006/#v1:0:18',
        3: 'copied server URL',
        4: 'copied node name',
        5: 'copied VMID',
        6: 'node%2Fpve-01',
        7: 'qemu%2F100',
        8: 'qemu%2F100:4',
        9: 'node%2Fpve-01:4:4',
        0: 'copied of its own',
      }[key]!,
    ],
  },
  copyEvent: { shows: ['copied the event'], and: clipboardHolds(/^\{.*"stack newer"/) },
  copyMessage: { shows: ['copied the message'], and: clipboardHolds(/^All is well\.$/) },
  copyRestart: { shows: ['the receiver is not cut off'] },
  ack: { shows: ['acknowledged 2 events', /stack newer +✓/], after: ['z'] },
  dismiss: { shows: ['dismissed 2 events', /^▌ {2}.*single 0/m], after: ['z'] },
  undo: { before: ['x'], from: ['dismissed 2 events'], shows: ['undone for 2 events', /stack newer/] },
  search: { shows: [/^\/▏/m] },
  severity: { shows: [/Severity at least: {2}o ok/] },
  source: { shows: [/Source: {2}1 Proxmox/] },
  attention: { shows: ['filter is:attention', '40 events, 2 hidden'] },
  nextError: { shows: ['no older error'] },
  previousError: { shows: ['no newer error'] },
  firstUnseen: { shows: ['nothing came while you were away'] },
  apart: { shows: ['every event │', /^▌ {2}.* stack older/m], after: ['.'] },
  times: { shows: ['times: UTC', 'UTC │'], after: ['t', 't'] },
  follow: { before: ['Down'], from: [selected('single 0')], shows: [selected('stack newer')] },
  why: { shows: ['Why “stack newer” is shown so'] },
  setup: { shows: ON_SETUP },
  nextSender: { before: ['S'], from: ON_SETUP, shows: ['2 of 4, → next', 'by Gotify'], after: ['Left'] },
  previousSender: { before: ['S', 'Right'], from: ['2 of 4, → next'], shows: ['1 of 4, → next'] },
  nextAddress: { before: ['S'], from: ON_SETUP, shows: [/Posts to .*[12] of \d/] },
  editUrl: { before: ['S'], from: ON_SETUP, shows: ['web interface: https://▏'] },
  keepUrl: {
    before: ['S', 'e', 'p', 'v', 'e'],
    from: ['https://pve▏'],
    shows: [/Web UI +https:\/\/pve /],
  },
  makeToken: { before: ['S'], from: ON_SETUP, shows: ['made the token proxmox', /^tempo_[\w-]{43}$/m] },
  copyShell: {
    before: ['S'],
    from: [/Web UI +https:\/\/pve /],
    shows: ['copied the commands'],
    and: clipboardHolds(/pvesh create/),
  },
  copyBody: {
    before: ['S'],
    from: [/Web UI +https:\/\/pve /],
    shows: ['copied the body'],
    and: clipboardHolds(/\{\{ json title/),
  },
  copyToken: {
    before: ['S', 'm'],
    from: ['made the token proxmox', /^tempo_/m],
    shows: ['copied the token'],
    and: clipboardHolds(/^tempo_/),
  },
  copyCurl: {
    before: ['S'],
    from: ON_SETUP,
    shows: ['copied the curl'],
    and: clipboardHolds(/^curl -X POST/),
  },
  mouse: { shows: ['the mouse is on', 'mouse on  '], after: ['M'] },
  log: { shows: ['Refused, the newest first', 'Listening on'] },
  help: { shows: ['move up', 'open or close a stack'] },
  runFound: { before: ['?', 'm', 'e', 's', 's'], from: ['find: mess▏'], shows: ['copied the message'] },
  quit: { shows: ['Quit?  y/n'] },
};

/** They end or stop the program: each has a program of its own in other tests of this folder. */
const ELSEWHERE: readonly Command[] = ['interrupt', 'suspend'];

/** A key as tmux names it. */
const TMUX_NAMES: Record<string, string> = {
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  pageUp: 'PageUp',
  pageDown: 'PageDown',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  tab: 'Tab',
  esc: 'Escape',
  space: 'Space',
};

function tmuxName(key: string): string {
  return TMUX_NAMES[key] ?? (key.startsWith('^') ? `C-${key.slice(1)}` : key);
}

async function begin(): Promise<World> {
  const home = makeHome();
  const token = await addToken(home);
  const { terminal, endpoint } = await showProgram(home, { args: ['--rate-limit', '0'] });
  const action = { label: 'Copy of its own', systemIcon: 'doc', trigger: { copyToClipboard: 'mine' } };
  for (let at = SINGLES - 1; at >= 0; at -= 1) {
    const more = { NodeName: 'pve-02', VMID: String(200 + at), severity: 'warning' };
    await post(endpoint, token, proxmoxEvent(`single ${at}`, more));
  }
  const guest = { GuestKind: 'qemu', Message: 'All is well.' };
  await post(endpoint, token, proxmoxEvent('stack older', guest));
  await post(endpoint, token, proxmoxEvent('stack newer', guest, { actions: [action] }));
  await terminal.waitFor(/▸ .*stack newer/);
  return { terminal, home, endpoint, token };
}

/** To the newest row of the timeline with everything closed, wherever the screen is. */
async function startOver(terminal: Terminal): Promise<void> {
  for (let times = 0; times < 3; times += 1) {
    await terminal.press('Escape');
    await terminal.fact('#{pane_id}');
  }
  await terminal.press('Home');
  await terminal.waitFor(/^(?![\s\S]*^filter )[\s\S]*▸ .*stack newer[\s\S]*│ stack newer *$[\s\S]*^↓ move/m);
}

describe('the trials', () => {
  it('are of every command', () => {
    const told = [...Object.keys(TRIALS), ...ELSEWHERE].sort();
    expect(told).toEqual(KEYS.map(({ command }) => command).sort());
  });
});

describeInTerminal('every key of the table', () => {
  it('does on the screen what it says', async () => {
    const world = await begin();
    const { terminal } = world;
    for (const { command, keys } of KEYS) {
      const trial = TRIALS[command];
      if (!trial) continue;
      for (const key of keys) {
        await startOver(terminal);
        for (const each of trial.before ?? []) await terminal.press(each);
        await terminal.waitFor(...(trial.from ?? []));
        await terminal.press(tmuxName(key));
        const { shows } = trial;
        await terminal
          .waitFor(...(typeof shows === 'function' ? shows(key) : shows))
          .catch((error: Error) => {
            throw new Error(`${command} by ${key}: ${error.message}`);
          });
        if (trial.after) await terminal.press(...trial.after);
        await trial.and?.(world, key);
      }
    }
  }, 240_000);
});
