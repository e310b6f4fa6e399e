import { expect, it } from 'vitest';
import type { Terminal } from '../../scripts/terminal.ts';
import { addToken, type Home, makeHome, post, proxmoxEvent, serveProgram, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

const HOUR = 3_600_000;
const PATIENCE = { timeout: 10_000 };

/** Posts events of which the first is the newest; `hours` back from now. */
async function postAll(
  endpoint: string,
  token: string,
  events: readonly (readonly [title: string, hours: number, metadata: Record<string, string>])[],
): Promise<void> {
  for (const [title, hours, metadata] of events) {
    const startDate = new Date(Date.now() - hours * HOUR).toISOString();
    expect((await post(endpoint, token, proxmoxEvent(title, metadata, { startDate }))).status).toBe(202);
  }
}

/** Receives events while no timeline is shown. */
async function receive(home: Home, token: string, ...events: Parameters<typeof postAll>[2]): Promise<void> {
  const served = await serveProgram(home);
  await postAll(served.endpoint, token, events);
  served.child.kill('SIGTERM');
  await new Promise((done) => served.child.once('exit', done));
}

/** The row that is marked, as text. */
async function marked(terminal: Terminal): Promise<string> {
  const line = (await terminal.styledScreen())
    .split('\n')
    .find((each) => /\u001B\[(?:\d+;)*7(?:;|m)/.test(each));
  return (line ?? '').replace(/\u001B\[[\d;]*m/g, '').split('│')[0]!;
}

/** Waits for a row to be the marked one. */
async function isAt(terminal: Terminal, title: string): Promise<void> {
  await expect.poll(() => marked(terminal), PATIENCE).toContain(title);
}

/** Presses a key and waits for another row to be marked. */
async function goesTo(terminal: Terminal, key: string, title: string): Promise<void> {
  await terminal.press(key);
  await isAt(terminal, title);
}

/** Whether a row is bold from its time to its title. */
async function isBold(terminal: Terminal, title: string): Promise<boolean> {
  const screen = await terminal.styledScreen();
  // Styles go on from one line to the next.
  const before = screen.slice(0, screen.indexOf(title));
  const sgrs = [...before.matchAll(/\u001B\[([\d;]*)m/g)].flatMap(([, codes]) => codes!.split(';'));
  return sgrs.reduce(
    (bold, code) => (code === '1' ? true : code === '0' || code === '' ? false : bold),
    false,
  );
}

const NIGHT = [
  ['done 100', 1, { VMID: '100' }],
  ['failed 100', 2, { VMID: '100', severity: 'error' }],
  ['fine 101', 3, { VMID: '101', severity: 'warning' }],
  ['lost 102', 4, { VMID: '102', severity: 'critical' }],
  ['fine 103', 5, { VMID: '103' }],
] as const;

describeInTerminal('finding one’s way, in a real terminal', () => {
  it('goes from error to error, also into an open stack, and says where there is none', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home);
    await postAll(endpoint, token, NIGHT);
    await terminal.waitFor('fine 103', /done 100 +×2/);
    await goesTo(terminal, 'e', 'lost 102');
    await terminal.press('e');
    await terminal.waitFor('no older error');
    await goesTo(terminal, 'E', 'done 100');
    await terminal.press('E');
    await terminal.waitFor('no newer error');
    await terminal.press('Right');
    await terminal.waitFor('failed 100');
    await goesTo(terminal, 'e', 'failed 100');
    await goesTo(terminal, 'e', 'lost 102');
    await goesTo(terminal, 'E', 'failed 100');
  });

  it('tells times in the zone of the place, in UTC and as how long ago, everywhere and with its name', async () => {
    const home = makeHome();
    const token = await addToken(home);
    // Half an hour beside a whole one: no other mode shows these minutes.
    const { terminal, endpoint } = await showProgram(home, { env: { TZ: 'Asia/Kolkata' } });
    const time = new Date(Date.UTC(2025, 3, 29, 20, 10));
    const hours = (Date.now() - time.getTime()) / HOUR;
    await postAll(endpoint, token, [['of old', hours, {}]]);
    await terminal.waitFor('Wed 30 Apr 2025', /▌ +01:40 .*of old/, /When +2025-04-30 01:40:00 \+05:30, /);
    await terminal.press('t');
    const utc = await terminal.waitFor(/▌ +20:10 .*of old/, /When +2025-04-29 20:10:00 UTC, /);
    expect(utc).toMatch(/^Tue 29 Apr 2025 +UTC │/m);
    await terminal.press('t');
    const relative = await terminal.waitFor(/▌ +\d+ d +.*of old/, /When +\d+ days ago, 2025-04-30 01:40/);
    expect(relative).toMatch(/^Wed 30 Apr 2025 +relative times │/m);
    await terminal.press('t');
    const local = await terminal.waitFor(/▌ +01:40 .*of old/, /^Wed 30 Apr 2025 +│/m);
    expect(local).not.toMatch(/UTC +│|relative times/);
  });

  it('shows every event by itself and stacks again, with the selected one, the filter and the counts kept', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home);
    await postAll(endpoint, token, [...NIGHT, ['done 100 too', 6, { VMID: '100' }]]);
    await terminal.waitFor('fine 103', /done 100 +×3/);
    await terminal.press('.');
    const all = await terminal.waitFor('every event │', 'failed 100', 'done 100 too');
    expect(all).not.toMatch(/×\d/);
    await goesTo(terminal, 'e', 'failed 100');
    await terminal.press('/', 'v', 'm', 'i', 'd', ':', '1', '0', '0', 'Enter');
    const filtered = await terminal.waitFor('3 events, 3 hidden', /^filter vmid:100/m, 'every event │');
    expect(filtered.match(/^▌.*100.*$/gm)).toHaveLength(3);
    await isAt(terminal, 'failed 100');
    await terminal.press('.');
    const stacks = await terminal.waitFor('3 events, 3 hidden', /▾ .*done 100 +×3/);
    expect(stacks).not.toContain('every event');
    await isAt(terminal, 'failed 100');
    await terminal.press('Escape');
    await terminal.waitFor('fine 103');
    await isAt(terminal, 'failed 100');
  });

  it('stays at one event when a filter hides the one it was frozen at, and acts on that, whatever arrives', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home);
    await postAll(endpoint, token, [...NIGHT, ['older 104', 6, { VMID: '104', severity: 'warning' }]]);
    await terminal.waitFor('older 104');
    await terminal.press('Home', 'Down', 'Down', 'Down');
    await isAt(terminal, 'fine 103');
    await postAll(endpoint, token, [['live 900', 0, { VMID: '900', severity: 'error' }]]);
    await terminal.waitFor('1 new ↑');
    await goesTo(terminal, '!', 'older 104');
    for (const vmid of ['901', '902']) {
      await postAll(endpoint, token, [[`live ${vmid}`, 0, { VMID: vmid, severity: 'error' }]]);
      await terminal.waitFor(`live ${vmid}`);
      await isAt(terminal, 'older 104');
    }
    await terminal.press('a');
    const left = await terminal.waitFor('acknowledged 1 event');
    expect(left).toMatch(/live 902.*live 901.*live 900.*lost 102/s);
    expect(left).not.toContain('older 104');
  });

  it('goes from the details of the last event that fits to the timeline when that is dismissed', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home, { columns: 60, rows: 20 });
    await postAll(endpoint, token, NIGHT);
    await terminal.waitFor('fine 103');
    await terminal.press('f', 'c');
    await terminal.waitFor('1 event, 4 hidden');
    await terminal.press('Enter');
    await terminal.waitFor('Copy server URL');
    await terminal.press('x');
    await terminal.waitFor('Nothing fits sev:critical');
  });

  it('tells on opening what came since, has it bold, and goes to where one begins to read', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const first = await showProgram(home);
    await postAll(first.endpoint, token, [['seen', 9, { VMID: '900' }]]);
    await first.terminal.waitFor('seen');
    expect(await first.terminal.screen()).not.toContain('since');
    await first.terminal.press('C-c');
    expect(await first.terminal.exited()).toBe(0);
    await receive(home, token, ...NIGHT);

    const { terminal, endpoint } = await showProgram(home, { columns: 60, rows: 20 });
    await terminal.waitFor(
      /^1 critical, 1 error, 1 warning, 2 info – N$/m,
      'seen',
      /done 100 +×2/,
      'Esc back',
    );
    expect(await isBold(terminal, 'lost 102')).toBe(true);
    expect(await isBold(terminal, 'done 100')).toBe(true);
    expect(await isBold(terminal, 'seen')).toBe(false);
    await postAll(endpoint, token, [['live', 0, { VMID: '950', severity: 'error' }]]);
    await terminal.waitFor('live', /^1 critical, 1 error, 1 warning, 2 info – N$/m);
    expect(await isBold(terminal, 'live')).toBe(false);
    await goesTo(terminal, 'N', 'fine 103');
    expect(await terminal.screen()).not.toContain('1 critical');
    expect(await isBold(terminal, 'lost 102')).toBe(true);
    await terminal.press('C-c');
    expect(await terminal.exited()).toBe(0);

    const again = await showProgram(home);
    const screen = await again.terminal.waitFor('fine 103');
    expect(screen).not.toContain('N goes to the first');
    expect(await isBold(again.terminal, 'lost 102')).toBe(false);
  });

  it('puts what came since away with Esc', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const first = await showProgram(home);
    await first.terminal.press('C-c');
    await first.terminal.exited();
    await receive(home, token, ...NIGHT);
    const { terminal } = await showProgram(home);
    await terminal.waitFor(
      /^since \d\d:\d\d: 1 critical, 1 error, 1 warning, 2 info – N goes to the first$/m,
    );
    await terminal.press('Escape');
    await expect.poll(() => terminal.screen(), PATIENCE).not.toContain('N goes to the first');
    expect(await isBold(terminal, 'lost 102')).toBe(true);
  });

  it('has the message in the row where there is room for it', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home, { columns: 160, rows: 50 });
    const Message = 'Details\n=======\nno \u001B[31mtape\u202E in drive\n';
    await postAll(endpoint, token, [
      ['Tape backup failed', 1, { VMID: '', NodeName: 'pve-01', Message }],
      ['Tape', 2, { VMID: '7', Message: 'tape' }],
    ]);
    await terminal.waitFor(
      /Tape backup failed {2}no \uFFFD\[31mtape\uFFFD in drive +· Info/,
      /Tape {8,}· Info/,
    );
    await terminal.resize(60, 20);
    await expect.poll(() => terminal.screen(), PATIENCE).not.toContain('no \uFFFD');
  });
});
