import { describe, expect, it, vi } from 'vitest';
import { FORBIDDEN, HOSTILE, hostileEvent, leftOver, writeHostileScore } from './hostile.ts';
import { hostileHome, sendHostile } from './hostile-home.ts';
import { addToken, makeHome, post, runCli, serveProgram, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

/** What is said when the screen is left, on lines of its own. */
const FAREWELL = /(?:\r?\n)?The receiver has stopped: what Proxmox sends now is lost\.\r?\n$/;

describe('what is left when all allowed sequences are taken away', () => {
  it('shows what does not belong there', () => {
    expect(FORBIDDEN.test(leftOver(Buffer.from('\u001B[?2026h\u001B[3;4Htext\u001B[1;31m ✗\u001B[0m')))).toBe(
      false,
    );
    for (const [, text] of HOSTILE.slice(0, 20))
      expect(FORBIDDEN.test(leftOver(Buffer.from(text)))).toBe(true);
  });
});

describeInTerminal('the bytes that reach the terminal', () => {
  it('are on the allow-list, whatever was sent and however it is looked at', async () => {
    const home = makeHome();
    writeHostileScore(home);
    const token = await addToken(home, 'all', 'com');
    const { terminal, endpoint } = await showProgram(home, { record: true });
    for (const [at, [kind, text]] of HOSTILE.entries()) {
      const event = hostileEvent(text, at);
      const answer = await post(endpoint, token, event);
      expect([kind, answer.status, await answer.text()]).toEqual([kind, 202, expect.anything()]);
      const other = { ...event, externalID: undefined, providerIdentifier: 'com.hostile' };
      expect((await post(endpoint, token, other)).status, kind).toBe(202);
    }
    await post(endpoint, token, { ...hostileEvent('x', 1), startDate: HOSTILE[0]![1] });
    await post(endpoint, 'tempo_wrong', hostileEvent(HOSTILE[4]![1], 1));
    await terminal.waitFor('being refused', `hostile-${HOSTILE.length - 1}`);
    // One at a time from here on: what is pressed together is drawn together.
    await terminal.press('Home');
    for (let row = 0; row < 2 * HOSTILE.length; row += 2) {
      await terminal.press('Enter', 'PageDown', 'w');
      await terminal.waitFor(`Why “hostile-${HOSTILE.length - 1 - row / 2} `);
      await terminal.press('PageDown', 'Escape');
      if (row % 8 === 0) await terminal.press('y', 'Y', 'n', 'v');
      await terminal.press('Down', 'Down');
    }
    await terminal.press('End', 'PageUp', 'PageUp', 'Home');
    await terminal.press('/', 'e', 'n', 'd', 'Enter', 'Escape', 'S', 'PageDown', 'Escape', 'L');
    await terminal.waitFor('Refused, the newest first', '401', '422');
    await terminal.press('PageDown', 'Escape', '?', 'End', 'Escape', 'End');
    await terminal.waitFor('hostile-0');
    expect(await terminal.fact('#{pane_title} #{mouse_any_flag} #{scroll_region_upper}')).not.toMatch(
      /owned|1 0$/,
    );
    await terminal.press('C-c');
    expect(await terminal.exited()).toBe(0);
    await vi.waitFor(() => expect(terminal.recorded().toString()).toContain('\u001B[?1049l'));
    const left = leftOver(terminal.recorded());
    expect(left.length).toBeGreaterThan(20_000);
    expect(FORBIDDEN.exec(left.replace(FAREWELL, ''))).toBeNull();
    expect(await terminal.fact('#{alternate_on} #{cursor_flag} #{wrap_flag} #{mouse_any_flag}')).toBe(
      '0 1 1 0',
    );
    const clipboard = home.desktop.clipboard() ?? '';
    expect(clipboard.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(home.desktop.opened()).toEqual([]);
  }, 60_000);

  it('are clean of all that commands print for people, too', async () => {
    const { home, options, token } = await hostileHome();
    const { endpoint } = await serveProgram(home, { args: options });
    await sendHostile(endpoint, token);
    for (const [args, told] of [
      [['score', 'list'], 'com.hostile'],
      [['rejections'], '/title'],
      [['token', 'list'], 'owned'],
    ] as const) {
      const { stdout, stderr } = await runCli(home, ...args, ...options);
      expect(stdout).toContain(told);
      expect(FORBIDDEN.exec((stdout + stderr).replaceAll('\n', ''))).toBeNull();
    }
  });
});
