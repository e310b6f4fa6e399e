import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { addToken, type Home, makeHome, post, proxmoxEvent, scoreCommand, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

/** Saves as editors do that write a new file and give it the old one's name. */
function save(path: string, text: string): void {
  writeFileSync(`${path}~`, text);
  renameSync(`${path}~`, path);
}

/** The timeline with three events of one guest, and the Proxmox score in a file that the user may edit. */
async function edited(home: Home) {
  const scores = join(home.dir, 'scores');
  const mine = join(scores, 'my.json');
  writeFileSync(join(home.dir, 'config.json'), '{}');
  mkdirSync(scores);
  writeFileSync(mine, (await scoreCommand(home, ['show', 'com.proxmox'])).stdout);
  const token = await addToken(home);
  const { terminal, endpoint } = await showProgram(home, {
    args: ['--config', join(home.dir, 'config.json')],
    env: { COLORTERM: 'truecolor' },
  });
  for (const title of ['Backup one', 'Backup two', 'Backup three'])
    expect((await post(endpoint, token, proxmoxEvent(title, { severity: 'error' }))).status).toBe(202);
  await terminal.waitFor(/▸ .*Backup three .*×3 .*✗ Error/);
  const before = readFileSync(mine, 'utf8');
  const change = (from: string | RegExp, to: string) => save(mine, before.replace(from, to));
  const send = (by: string, event: object) => post(endpoint, by, event);
  return { scores, mine, terminal, change, send };
}

describeInTerminal('editing a score while the timeline is on the screen', () => {
  it('gives the rows another label and colour', async () => {
    const { terminal, change } = await edited(makeHome());
    expect(await terminal.styledScreen()).toContain('38;2;229;112;0');
    change('"Error"', '"Trouble"');
    await terminal.waitFor(/▸ .*Backup three .*×3 .*✗ Trouble/);
    change('#E57000', '#0087D7');
    await vi.waitFor(async () => expect(await terminal.styledScreen()).toContain('38;2;0;135;215'), 10_000);
    await terminal.waitFor(/▸ .*Backup three .*×3 .*✗ Error/);
    expect(await terminal.styledScreen()).not.toContain('38;2;229;112;0');
  });

  it('makes every event its own row without the grouping lines, and stacks them again with them', async () => {
    const { terminal, change } = await edited(makeHome());
    change(/ {2}"grouping": \[[^\]]*\],\n {2}"groupingWindow": "1d",\n/, '');
    const apart = await terminal.waitFor(/Backup one/, /Backup two/, /Backup three/);
    expect(apart).not.toMatch(/×3/);
    change('', '');
    const together = await terminal.waitFor(/▸ .*Backup three .*×3/);
    expect(together).not.toMatch(/Backup (one|two)/);
  });

  it('keeps the rows when a file breaks, and goes back to what is built in when it goes', async () => {
    const home = makeHome();
    const { terminal, change, mine, scores, send } = await edited(home);
    await send(await addToken(home, 'scripts', 'scripts'), { providerIdentifier: 'scripts', title: 'Probe' });
    await terminal.waitFor(/Probe .*Info/);
    change('"Error"', '"Trouble"');
    await terminal.waitFor(/▸ .*×3 .*✗ Trouble/);
    change(',', '');
    const seen = { providerIdentifier: 'scripts', displayName: 'S', severityDefault: { label: 'Seen' } };
    save(join(scores, 'scripts.json'), JSON.stringify(seen));
    // Since the program has read this one, it has read the broken one too.
    const screen = await terminal.waitFor(/Probe .*Seen/);
    // The one that was good last is in force, not what is built in: that has another label.
    expect(screen).toMatch(/▸ .*×3 .*✗ Trouble/);
    rmSync(mine);
    await terminal.waitFor(/▸ .*×3 .*✗ Error/);
  });
});
