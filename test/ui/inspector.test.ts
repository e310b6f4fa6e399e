import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../src/event.ts';
import { actionsFor } from '../../src/score/actions.ts';
import { inspectorLines } from '../../src/ui/inspector-lines.ts';
import { KEYS } from '../../src/ui/keys.ts';
import { type Row, Rows } from '../../src/ui/rows.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { HOUR, START, storedEvent } from '../support/events.ts';
import { MemorySource } from '../support/source.ts';

function shown(...events: StoredEvent[]) {
  const source = new MemorySource(events);
  const feed = source.feed();
  const rows = new Rows(feed.index, [...source.table.slots()]);
  const details = (row: Row, width = 60): string[] => {
    const entry = feed.entry(row.slot);
    const actions = actionsFor(entry.event, source.book);
    const lines = inspectorLines(row, entry, actions, width, START + HOUR, {
      theme: makeTheme(false),
      keys: KEYS,
    });
    return lines.map((line) =>
      line
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    );
  };
  return { rows, details };
}

function detailsOf(fields: Partial<StoredEvent>, width?: number): string[] {
  const { rows, details } = shown(storedEvent(fields));
  return details(rows.first()!, width);
}

describe('the details', () => {
  it('begin with the badge, the title, where it is from and when it was', () => {
    const lines = detailsOf({ metadata: { severity: 'notice', NodeName: 'pve-01', VMID: '100' } });
    expect(lines.slice(0, 5)).toEqual([
      '· Notice',
      'Backup completed',
      'Source     Proxmox',
      'Node       pve-01',
      'Guest      100',
    ]);
    expect(lines[5]).toMatch(/^When {7}2026-04-2\d \d\d:\d\d:00 [+-]\d\d:\d\d, 1 h ago$/);
    expect(lines[6]).toBe('Sent as    2026-04-29T03:14:00.000Z');
  });

  it('name each action with its key and the very text, or the reason why it cannot run', () => {
    const lines = detailsOf({
      metadata: { ServerUrl: 'https://pve-01.lan:8006', NodeName: 'pve-01', VMID: '' },
    });
    const from = lines.indexOf('Actions') + 1;
    expect(lines.slice(from, lines.indexOf('', from))).toEqual([
      '1/o  Open Proxmox UI',
      '     → https://pve-01.lan:8006/',
      '2/d  Open Datacenter',
      '     → https://pve-01.lan:8006/#v1:0:18',
      '3/u  Copy server URL',
      '     → https://pve-01.lan:8006',
      '4/n  Copy node name',
      '     → pve-01',
      '6    Open node',
      '     → https://pve-01.lan:8006/#v1:0:=node%2Fpve-01',
      '9    Open tasks of node',
      '     → https://pve-01.lan:8006/#v1:0:=node%2Fpve-01:4:4',
      '5/v  Copy VMID – the event has no VMID',
      '7    Open guest – the event has no GuestPath',
      '8    Open backups of guest – the event has no',
      '     GuestBackupsPath',
    ]);
  });

  it('tell what cannot be run for one reason in one breath', () => {
    const lines = detailsOf({ metadata: { NodeName: 'pve-01', VMID: '100' } });
    const told = lines
      .slice(lines.indexOf('Actions') + 1)
      .join(' ')
      .replaceAll(/ +/g, ' ');
    expect(told).toContain('1/o Open Proxmox UI, 2/d Open Datacenter, 3/u Copy server URL, 6 Open node');
    expect(told.split('the event has no ServerUrl')).toHaveLength(2);
  });

  it("number a sender's own actions after those of the score, without a letter", () => {
    const own = { label: 'Ticket', systemIcon: 'ticket', trigger: { copyToClipboard: '${title}' } };
    expect(detailsOf({ providerIdentifier: 'scripts', actions: [own] })).toEqual(
      expect.arrayContaining(['4    Ticket', '     → Backup completed']),
    );
  });

  it('say that there is nothing to run for a source that no score knows', () => {
    expect(detailsOf({ providerIdentifier: 'org.example' })).toContain('none: no score knows this source');
  });

  it('show the message line by line, without the empty ones around it', () => {
    const lines = detailsOf({ metadata: { Message: '\n\nVMID  Name\n100   web\u001B[2J\n\nend\n\n' } });
    const from = lines.indexOf('Message');
    expect(lines.slice(from, from + 7)).toEqual([
      'Message',
      'VMID  Name',
      '100   web\uFFFD[2J',
      '',
      'end',
      '',
      'Details',
    ]);
  });

  it.each([[' \n\n'], [''], [null], [7]])('have no message where it is %j', (Message) => {
    expect(detailsOf({ metadata: { Message } })).not.toContain('Message');
  });

  it('break the message anew for another width', () => {
    const { rows, details } = shown(storedEvent({ metadata: { Message: 'one two three four five six' } }));
    const row = rows.first()!;
    expect(details(row, 60)).toContain('one two three four five six');
    expect(details(row, 15)).toEqual(expect.arrayContaining(['one two three', 'four five six']));
    expect(details(row, 60)).toContain('one two three four five six');
  });

  it('list all metadata, nested values as JSON, and leave out what is empty', () => {
    const metadata = {
      TaskType: 'vzdump',
      guests: [{ vmid: 100 }],
      JobID: '',
      gone: null,
      'a-rather-long-key': 0,
    };
    const lines = detailsOf({ metadata, state: 'firing', extra: { foo: true } });
    expect(lines).toEqual(
      expect.arrayContaining([
        'TaskType   vzdump',
        'guests     [{"vmid":100}]',
        'a-rather-long-key',
        '  0',
        'state      firing',
        'foo        true',
        'provider   com.proxmox',
      ]),
    );
    expect(lines.join('\n')).not.toMatch(/JobID|gone/);
  });

  it('mark what was read from the texts, and tell the title that was sent', () => {
    const derived = { VMID: '100', GuestKind: 'qemu', GuestPath: 'qemu%2F100', title: 'Backup of 100 done' };
    const lines = detailsOf({ metadata: { NodeName: 'pve-01' }, derived });
    expect(lines.slice(1, 6)).toEqual([
      'Backup of 100 done',
      'Sent title Backup completed',
      'Source     Proxmox',
      'Node       pve-01',
      'Guest      100 (read from the text)',
    ]);
    expect(lines).toEqual(
      expect.arrayContaining(['VMID       100 (read from the text)', 'GuestKind  qemu (read from the text)']),
    );
    expect(lines.slice(lines.indexOf('Details'))).not.toContain('qemu%2F100 (read from the text)');
  });

  it('show guests as a table, those that failed first', () => {
    const guests = [
      { vmid: '100', kind: 'qemu', name: 'web\u001B[2J', status: 'ok', size: '64 GiB', time: '1m 3s' },
      { vmid: '9000', status: 'todo', size: '0 B' },
      { vmid: '101', kind: 'lxc', name: 'pihole', status: 'err', size: '0 B', time: '22s' },
    ];
    const lines = detailsOf({ derived: { guests } });
    const from = lines.indexOf('Guests (read from the text)');
    expect(lines.slice(from, from + 5)).toEqual([
      'Guests (read from the text)',
      'err   CT 101  pihole   0 B     22s',
      'todo  9000             0 B',
      'ok    VM 100  web\uFFFD[2J  64 GiB  1m 3s',
      '',
    ]);
    expect(lines.slice(lines.indexOf('Details')).join()).not.toContain('pihole');
    const narrow = detailsOf({ derived: { guests } }, 20);
    const tabled = narrow.slice(narrow.indexOf('Guests (read from'), narrow.indexOf('Details'));
    expect(tabled.join(' ')).toMatch(/^Guests \(read from the text\) .*pihole.*1m 3s/);
    expect(tabled.every((line) => line.length <= 20)).toBe(true);
  });

  it.each([
    [[]],
    ['100'],
    [{ vmid: 100 }],
    [[null, 7, 'x', { name: 'web' }]],
    [[{ vmid: { toString: 1 }, name: ['x'] }]],
  ])('take guests of %j that somebody sent', (guests) => {
    expect(() => detailsOf({ metadata: { guests } })).not.toThrow();
  });

  it('tell as many fields as anybody reads, and how many more there are', () => {
    const many = Object.fromEntries(Array.from({ length: 300_000 }, (_, at) => [`k${at}`, at]));
    for (const fields of [{ extra: many }, { metadata: many }]) {
      const lines = detailsOf(fields);
      expect(lines.filter((line) => /^k\d+ /.test(line))).toHaveLength(200);
      expect(lines).toContain('… and 299800 more, which tempo-tui export has.');
      expect(lines.at(-1)).toMatch(/^id {9}/);
    }
  });

  it("doubt the sender's clock where the date is far off", () => {
    const lines = detailsOf({ startDate: '1999-12-31T23:59:59Z', farDate: true });
    expect(lines).toContain('Sent as    1999-12-31T23:59:59Z');
    expect(lines.join(' ')).toContain("the sender's clock may be wrong");
    expect(detailsOf({}).join(' ')).not.toContain('clock');
  });

  it('tell of a stack that they are those of its newest, and not so of an event in it', () => {
    const { rows, details } = shown(storedEvent({ title: 'older' }), storedEvent({ title: 'newer' }, 0.5));
    const stack = rows.first()!;
    expect(details(stack).slice(0, 2)).toEqual(['· Info   newest of 2', 'newer']);
    const oldest = rows.last()!;
    expect(details(oldest).slice(0, 2)).toEqual(['· Info', 'older']);
  });
});
