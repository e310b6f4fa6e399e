import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeText } from '../../src/safe-text.ts';
import { displayWidth } from '../../src/ui/format.ts';
import { lineWidth } from '../../src/ui/line.ts';
import { messageLine } from '../../src/ui/message-line.ts';
import { rowLine } from '../../src/ui/row-line.ts';
import { Rows } from '../../src/ui/rows.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { START, storedEvent } from '../support/events.ts';
import { GUEST_HEADER, table } from '../support/proxmox.ts';
import { MemorySource } from '../support/source.ts';

function lineOf(message: unknown, title = 'Backup'): string | undefined {
  return messageLine(storedEvent({ title, metadata: { Message: message } }), title);
}

const guest = (vmid: string, status: string) => [vmid, `name-${vmid}`, status, '4m 17s', '1 GiB', 'null'];

describe('the line of a message that says most', () => {
  it.each([
    ['one line', 'pool is degraded', 'pool is degraded'],
    ['the first that is not blank', '\n \n  pool   is\tdegraded  \nmore', 'pool is degraded'],
    ['behind a heading', 'Details\n=======\npool is degraded', 'pool is degraded'],
    [
      'behind what announces it',
      'The following was logged:\n\n/dev/sda: 8 bad sectors',
      '/dev/sda: 8 bad sectors',
    ],
    ['behind the fences of Gotify', '```\npool is degraded\n```', 'pool is degraded'],
    ['behind the fields of a form', 'Pool:  daily\nDrive: lto-0\n\nno tape in drive', 'no tape in drive'],
    ['a field where there is nothing else', 'Pool:  daily\nDrive: lto-0', 'Pool: daily'],
    ['a heading where there is nothing else', 'Details:\n', 'Details:'],
    [
      'in a log where it failed',
      'INFO: Starting Backup of VM 100\nERROR: lock failed\nINFO: done',
      'ERROR: lock failed',
    ],
    ['without line feeds', 'first\rsecond', 'first'],
  ])('is found %s', (_, message, line) => {
    expect(lineOf(message)).toBe(line);
  });

  it('is the row of a table that tells of a failure, or its first', () => {
    const rows = [guest('100', 'ok'), guest('101', 'err'), guest('102', 'ok')];
    const message = (guests: string[][]) => `Details\n=======\n${table([GUEST_HEADER, ...guests])}\nLogs\n`;
    expect(lineOf(message(rows))).toBe('101 name-101 err 4m 17s 1 GiB null');
    expect(lineOf(message([rows[0]!, rows[2]!]))).toBe('100 name-100 ok 4m 17s 1 GiB null');
  });

  it.each([
    ['Backup done.', 'Backup done'],
    ['backup  DONE', 'Backup done on pve-01'],
  ])('is not %j below the title %j, which says it', (line, title) => {
    expect(lineOf(line, title)).toBeUndefined();
    expect(lineOf(`${line}\n12 GiB in 4 min`, title)).toBe('12 GiB in 4 min');
  });

  it.each([undefined, null, 7, {}, '', '\n\n', '---\n===', '\u200b\u202e'])('is none in %j', (message) => {
    expect(lineOf(message)).toBeUndefined();
  });

  it('is the same again after the title has changed and come back', () => {
    const event = storedEvent({ metadata: { Message: 'one\ntwo' } });
    expect(messageLine(event, 'One')).toBe('two');
    expect(messageLine(event, 'Two')).toBe('one');
    expect(messageLine(event, 'One')).toBe('two');
  });

  it('is safe to draw, short and quick to find, whatever was sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300, size: 'max' }), (message) => {
        const line = lineOf(message);
        if (line === undefined) return;
        expect(line).toBe(safeText(line));
        expect(line.length).toBeLessThanOrEqual(300);
      }),
    );
    expect(lineOf('x '.repeat(2_000_000))?.length).toBe(300);
  });
});

describe('a row', () => {
  function shown(
    message: string,
    width: number,
    { words = [] as string[], title = 'Backup completed', more = 0 } = {},
  ) {
    const events = Array.from({ length: 1 + more }, (_, at) =>
      storedEvent({ title, metadata: { NodeName: 'pve-01', VMID: '100', Message: message } }, at / 60),
    );
    const feed = new MemorySource(events).feed();
    const rows = new Rows(feed.index, []);
    const style = { feed, width, now: START, theme: makeTheme(true), focused: true, open: false, words };
    const line = rowLine(rows.first()!, { ...style, selected: false });
    expect(lineWidth(line)).toBeLessThanOrEqual(width);
    return { line, text: line.map(({ text }) => text).join('') };
  }

  it('has the message behind the title, dim, as far as there is room', () => {
    const { line, text } = shown('pool rpool is degraded since this morning', 100);
    expect(text).toMatch(/Backup completed {2}pool rpool is degraded since t… {2}· Info/);
    expect(line.find((segment) => segment.text.startsWith('pool'))).toMatchObject({ dim: true });
    expect(line.find((segment) => segment.text.startsWith('Backup'))?.dim).toBeUndefined();
  });

  it('has it in a stack too', () => {
    expect(shown('pool rpool is degraded', 110, { more: 2 }).text).toMatch(
      /Backup completed {2}pool rpool is degraded +×3/,
    );
  });

  it('has none where fewer than sixteen cells are left', () => {
    const widths = Array.from({ length: 60 }, (_, at) => 60 + at);
    const room = (text: string) => / Backup completed {2}(.*?) {2}· Info/.exec(text)?.[1] ?? '';
    for (const width of widths) {
      const { text } = shown('日本語 pool rpool is degraded since this morning', width);
      const cells = displayWidth(safeText(room(text)));
      if (text.includes('日本語')) expect(cells).toBeGreaterThanOrEqual(16);
    }
    expect(shown('pool is degraded', 80).text).not.toContain('pool');
  });

  it('marks in it what was searched for', () => {
    const { line } = shown('pool rpool is degraded', 120, { words: ['degraded'] });
    expect(line.find(({ text }) => text === 'degraded')).toMatchObject({ underline: true, bold: true });
    expect(line.find(({ text }) => text === 'degraded')?.dim).not.toBe(true);
  });
});
