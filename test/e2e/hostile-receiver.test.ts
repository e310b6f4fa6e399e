import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it, vi } from 'vitest';
import { memoryOf } from '../../scripts/attack/target.ts';
import { messageText, recordMessages } from '../../src/attach/record-message.ts';
import type { StoredEvent } from '../../src/event.ts';
import { encodeRecord } from '../../src/store/record.ts';
import { storedEvent } from '../support/events.ts';
import { hostileReceiver, type Told } from './hostile-receiver.ts';
import { makeHome } from './program.ts';
import { describeInTerminal, openTerminal } from './terminal.ts';

/** Sequences and invisible characters, each of which a terminal or a reader would act on. */
const HOSTILE =
  '\u001B]0;owned\u0007\u009D0;owned\u009C\u001B]52;c;b3duZWQ=\u0007\u001B[?1000h\u001B[5;10r\u202Egnp\u200B';
/** What a terminal is never sent by the program: commands to it, requests, and its modes but for those of the screen. */
const FOREIGN = /\u001B[\]PX^_c]|\u001B\[[\d;]*[rn]|\u001B\[\?1000|[\u0080-\u009F\u202E\u200B]/;

/** What a receiver pours out until its viewer's memory is looked at, in bytes. */
const ENOUGH = 100 * 1024 * 1024;
const LONG_NOTE = JSON.stringify([{ time: 1, kind: 'bad', text: 'x'.repeat(1_000_000) }]);

/** The timeline of a receiver that is not to be trusted. */
async function attach(told: Told, ...args: string[]) {
  const home = makeHome();
  const receiver = await hostileReceiver(told);
  const command = [process.execPath, resolve('dist/cli.js'), '--connect', receiver.url, ...args];
  const env = { ...home.env, TEMPO_TOKEN: 'tempo_viewer' };
  return {
    home,
    receiver,
    terminal: await openTerminal(command, { columns: 120, rows: 40, record: true, env }),
  };
}

const event = (fields: object): StoredEvent => storedEvent(fields as Partial<StoredEvent>);

describeInTerminal('a receiver that tells a viewer what it likes', () => {
  it('gets no sequence to the terminal, in whatever it says', async () => {
    const { terminal } = await attach({
      head: {
        version: HOSTILE,
        endpoint: HOSTILE,
        lanEndpoints: [`http://x/${HOSTILE}`, HOSTILE],
        lastVisit: HOSTILE,
        notes: [{ time: 1e300, kind: 'bad', text: HOSTILE }],
        rejections: [
          {
            time: HOSTILE,
            address: HOSTILE,
            status: 1e300,
            reason: HOSTILE,
            token: HOSTILE,
            times: -1,
            since: HOSTILE,
          },
        ],
        state: {
          trouble: { code: HOSTILE, message: HOSTILE },
          problems: { damaged: 1e300, torn: -1, newer: 1, foreign: [HOSTILE], unread: HOSTILE },
          scoreNotices: [{ name: HOSTILE, reason: HOSTILE }],
        },
      },
      events: [
        event({ id: HOSTILE, title: `first ${HOSTILE}`, token: HOSTILE, metadata: { [HOSTILE]: HOSTILE } }),
        event({ title: 'the last', startDate: HOSTILE }),
      ],
    });
    await terminal.waitFor('attached', 'NOT STORING', 'the last');
    await terminal.press('S');
    // What is no plain address is not written into commands.
    await terminal.waitFor('Posts to', '1 of 1');
    await terminal.press('Escape', 'L');
    await terminal.waitFor('Refused, the newest first');
    await terminal.press('Escape', 'Down', 'Enter', 'w');
    await terminal.waitFor('Why “');
    await terminal.press('C-c');
    expect(await terminal.exited()).toBe(0);
    await vi.waitFor(() => expect(terminal.recorded().toString()).toContain('\u001B[?1049l'));
    const sent = terminal.recorded().toString();
    expect(sent.length).toBeGreaterThan(5000);
    expect(FOREIGN.exec(sent)).toBeNull();
    expect(FOREIGN.test(HOSTILE)).toBe(true);
  });

  it('gets none into lines either', async () => {
    const [first, second] = [
      event({ title: `first ${HOSTILE}`, providerIdentifier: 'org.evil', startDate: HOSTILE }),
      event({ title: 'the last', receivedAt: HOSTILE, time: 1e300 }),
    ];
    const place = { segment: 0, offset: 0, length: 0 };
    const records = [first!, second!].map((each) => ({
      seq: each.seq,
      line: encodeRecord(each, '').subarray(0, -1),
      place,
    }));
    const refusal = {
      time: '2026-04-29T03:14:00.000Z',
      since: '2026-04-29T03:14:00.000Z',
      address: HOSTILE,
      status: 1e300,
      reason: `refused for ${HOSTILE}`,
      token: HOSTILE,
      times: 1,
    };
    const { terminal } = await attach(
      {
        scores: [{ providerIdentifier: 'org.evil', displayName: HOSTILE }],
        more:
          messageText('notes', [{ time: 1, kind: 'bad', text: `noted ${HOSTILE}\n${HOSTILE}` }]) +
          messageText('rejections', [refusal]) +
          recordMessages(records, false) +
          messageText('end', { reason: `ended ${HOSTILE}` }),
      },
      '--plain',
    );
    await terminal.waitFor(
      'Attached to',
      'noted',
      'refused for',
      /first|the last/,
      'Cut off from the receiver',
    );
    await terminal.press('q');
    expect(await terminal.exited()).toBe(0);
    expect(FOREIGN.exec(terminal.recorded().toString())).toBeNull();
  });

  it('runs no command by what it calls scores of its own, nor by its events', async () => {
    const run = (label: string) => ({
      label,
      systemIcon: 'terminal',
      trigger: { openTerminalWith: 'touch "$HOME/owned"' },
    });
    const { home, terminal } = await attach({
      scores: [
        { providerIdentifier: 'org.evil', displayName: 'Evil', defaultActions: [run('By its score')] },
      ],
      events: [
        event({ title: 'with a command', providerIdentifier: 'org.evil', actions: [run('By its event')] }),
        event({ title: 'click me', providerIdentifier: 'org.evil' }),
      ],
    });
    const screen = await terminal.waitFor('click me', 'By its score');
    expect(screen).not.toMatch(/with a command|By its event/);
    expect(screen).toMatch(/By its score – commands run only from a/);
    await terminal.press('1', 'y');
    // Where nothing was asked, y has its own meaning.
    await terminal.waitFor('copied the event');
    await terminal.press('C-c');
    expect(await terminal.exited()).toBe(0);
    expect(existsSync(join(home.dir, 'owned'))).toBe(false);
  });

  it('cannot end the program by what is no event, no number and no message', async () => {
    const messages = [
      ['record', '{"v":2,"seq":5,x'],
      ['record', ''],
      ['flags', '{"all":true,"flags":[[1e300,-1],[-1,1e300]]}'],
      ['dropped', '[1e300,-1,0.5]'],
      ['rewritten', '-1'],
      ['__proto__', '{"polluted":true}'],
      ['constructor', '{}'],
      ['nobody-knows', '\u0000'],
    ];
    const { terminal } = await attach({
      head: { pid: -1e300, size: -5, gaps: [{ from: 5e300, to: -1 }], lastSeen: 1e300 },
      events: [
        event({ title: 'far away', time: 1e300 }),
        event({ title: 7 }),
        event({
          title: 'no metadata',
          metadata: JSON.parse('{"__proto__":{"polluted":true},"constructor":1}'),
        }),
        event({ title: 'the last' }),
      ],
      more: messages.map(([name, data]) => `event: ${name}\ndata: ${data}\n\n`).join(''),
    });
    await terminal.waitFor('attached', 'the last');
    await terminal.press('.', 'End', 'Enter', 'Home', '/', 'l', 'a', 's', 't', 'Enter');
    await terminal.waitFor('the last', /1 event/);
    expect(await terminal.screen()).not.toMatch(/NaN|far away/);
    await terminal.press('C-c');
    expect(await terminal.exited()).toBe(0);
  });

  it('is not attached to, and it is said why, where it does not say where it is', async () => {
    const { terminal } = await attach({ head: { lanEndpoints: [] } });
    await terminal.waitFor('it says what this version does not understand.');
    expect(await terminal.exited()).toBe(1);
  });

  const floods: [string, Told, string[]][] = [
    ['lines of a message', { pour: 'data:\n' }, ['CUT OFF', 'it tells more at once than a tempo-tui does']],
    ['a line of a message', { pour: 'data: x' }, ['CUT OFF', 'it tells more at once than a tempo-tui does']],
    ['a history', { pourHistory: 'x' }, ['the history cannot be read: it tells more at once']],
    ['notes', { pour: `event: notes\ndata: ${LONG_NOTE}\n\n` }, ['✓ storing']],
  ];
  it.each(floods)('cannot fill the memory by %s without an end', async (_, told, shown) => {
    const { terminal, receiver } = await attach({ events: [event({ title: 'the first' })], ...told });
    const screen = await terminal.waitFor('the first', ...shown);
    const pid = await terminal.pid();
    if (!screen.includes('cannot be read'))
      await vi.waitFor(() => expect(receiver.poured).toBeGreaterThan(ENOUGH), { timeout: 15_000 });
    expect(memoryOf(pid)!.highest).toBeLessThan(500);
    await terminal.press('C-c');
    expect(await terminal.exited()).toBe(0);
  });

  it('takes the token nowhere else', async () => {
    const elsewhere = await hostileReceiver({});
    const { terminal, receiver } = await attach({ redirectTo: `${elsewhere.url}/stream` });
    expect(await terminal.exited()).toBe(1);
    expect(receiver.asked).toEqual(['GET /stream']);
    expect(elsewhere.asked).toEqual([]);
  });
});
