import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safe } from '../../src/safe-text.ts';
import { copyText, type Desktop, openUrl } from '../../src/score/run-action.ts';
import { checkUrl, originOf } from '../../src/score/url-policy.ts';

/** A machine with no display, no tmux, and a terminal that is written down. */
function bareDesktop(): Desktop & { written: string[] } {
  const written: string[] = [];
  return { env: {}, platform: 'linux', writeToTerminal: (text) => written.push(text), written };
}

function osc52(text: string): string {
  return `\u001B]52;c;${Buffer.from(text).toString('base64')}\u0007`;
}

describe('copying', () => {
  it('goes to the terminal where there is nothing else, and says so', async () => {
    const desktop = bareDesktop();
    const result = await copyText('pve-01\n', desktop, safe`node name`);
    expect(desktop.written).toEqual([osc52('pve-01')]);
    expect(result).toEqual({ ok: true, message: 'copied node name: pve-01 (by the terminal, if it allows)' });
  });

  it('replaces what is unsafe, and says so', async () => {
    const desktop = bareDesktop();
    const { message } = await copyText('rm\u001B[A\nx', desktop, safe`VMID`);
    expect(desktop.written).toEqual([osc52('rm\uFFFD[A x')]);
    expect(message).toContain('unsafe characters were replaced');
  });

  it('keeps the lines of a text of several, and its words out of the message', async () => {
    const desktop = bareDesktop();
    await copyText('a\nb\n', desktop, safe`the message`, 'lines');
    expect(desktop.written).toEqual([osc52('a\nb')]);
    const { message } = await copyText('secret', bareDesktop(), safe`the token`, 'untold');
    expect(message).not.toContain('secret');
  });

  it('says nothing of tabs and line breaks', async () => {
    const { message } = await copyText('a\tb\r\nc', bareDesktop(), safe`the message`, 'lines');
    expect(message).toBe('copied the message (by the terminal, if it allows)');
  });

  it.each([
    ['a line of 10,000 characters', 'x'.repeat(10_000), 'x'.repeat(10_000)],
    ['20,000 lines', `${'x\n'.repeat(20_000)}y`, `${'x\n'.repeat(20_000)}y`],
    ['lines that shrink', 'x\r\n'.repeat(10_000), `${'x\n'.repeat(9_999)}x`],
    ['a line that tabs make long', `x${'\t'.repeat(5_000)}x`, `x${' '.repeat(20_000)}x`],
  ])('takes %s whole, and does not speak of a cut', async (_, raw, copied) => {
    const desktop = bareDesktop();
    const { message } = await copyText(raw, desktop, safe`the message`, 'lines');
    expect(desktop.written).toEqual([osc52(copied)]);
    expect(message).toBe('copied the message (by the terminal, if it allows)');
  });

  it('refuses what is empty, and what is too long for the terminal', async () => {
    expect(await copyText(' \n', bareDesktop(), safe`VMID`)).toMatchObject({ ok: false });
    const long = await copyText('x'.repeat(100_000), bareDesktop(), safe`the event`, 'untold');
    expect(long).toMatchObject({ ok: false, message: expect.stringContaining('too long') });
  });
});

describe('opening', () => {
  it('copies the address where there is no display', async () => {
    const desktop = bareDesktop();
    const { message, unopened } = await openUrl('https://pve-01.lan:8006/#v1:0:18', desktop);
    expect(desktop.written).toEqual([osc52('https://pve-01.lan:8006/#v1:0:18')]);
    expect(message).toMatch(/^no browser here: copied the address \(by the terminal/);
    expect(unopened).toBe('https://pve-01.lan:8006/#v1:0:18');
  });

  it('does nothing with what the policy refuses', async () => {
    const desktop = bareDesktop();
    const result = await openUrl('file:///etc/passwd', desktop);
    expect(result).toEqual({ ok: false, message: 'not opened: file: addresses are not opened' });
    expect(desktop.written).toEqual([]);
  });
});

describe('the URL policy', () => {
  it.each([
    ['https://pve-01.lan:8006/#v1:0:18', 'https://pve-01.lan:8006'],
    ['ssh://pve-01.lan', 'ssh://pve-01.lan'],
    ['mailto:root@pve-01.lan', 'mailto:'],
    ['ssh://root@pve-01.lan', 'ssh://pve-01.lan'],
    ['todoist://task?id=1', 'todoist://task'],
    ['vscode-insiders://file/x', 'vscode-insiders://file'],
    ['facetime-audio:anna@example.org', 'facetime-audio:'],
  ])('lets %s pass, of origin %s', (text, origin) => {
    const checked = checkUrl(text);
    expect('url' in checked && originOf(checked.url)).toBe(origin);
  });

  it.each([
    ['javascript:alert(1)'],
    ['java\nscript:alert(1)'],
    ['file:///etc/passwd'],
    ['data:text/html,x'],
    ['vnc://pve-01.lan'],
    ['vscodium://x'],
    ['ssh://root:secret@pve-01.lan'],
    ['ssh://-oProxyCommand=id@pve-01.lan'],
    ['ssh://-oProxyCommand=id'],
    ['https://root@pve-01.lan'],
    ['slack://root@channel'],
    ['https://root:secret@pve-01.lan'],
    ['https:\\\\evil'],
    ['https://pve-01.lan/ -x'],
    ['https://pve\u202E.lan'],
    ['-x'],
    [''],
    [`https://pve/${'x'.repeat(5000)}`],
  ])('refuses %j', (text) => {
    expect(checkUrl(text)).toEqual({ reason: expect.any(String) });
  });

  it('passes on nothing but printable ASCII of an allowed scheme, whatever it is given', () => {
    const parts = fc.constantFrom(
      'https:',
      'javascript:',
      'vscode:',
      'todoist:',
      '//',
      '@',
      '\\',
      '\n',
      '\t',
      ' ',
      'pve',
      '\u202E',
      'é',
      '-',
    );
    const texts = fc.oneof(
      fc.array(parts).map((all) => all.join('')),
      fc.string({ unit: 'binary' }),
      fc.webUrl(),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const checked = checkUrl(text);
        if ('url' in checked)
          expect(checked.url.href).toMatch(/^(https?|ssh|s?ftp|mailto|tel|vscode|todoist):[\x21-\x7e]*$/);
      }),
      { numRuns: 2000 },
    );
  });
});
