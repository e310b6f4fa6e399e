import { describe, expect, it } from 'vitest';
import { readProxmoxTexts } from '../../../src/ingest/proxmox/read-proxmox-texts.ts';
import { backupMessage, GUEST_HEADER, table } from '../../support/proxmox.ts';

const DONE = 'vzdump backup status (pve-01.lan): backup successful ';
const FAILED = 'vzdump backup status (pve-01.lan): backup failed ';
const WEB = [
  '100',
  'web-srv',
  'ok',
  '4m 17s',
  '43.2 GiB',
  '/mnt/nas/dump/vzdump-qemu-100-2026_04_29.vma.zst',
];
const PIHOLE = ['101', 'pihole', 'ok', '22s', '1.873 GiB', 'ct/101/2026-04-29T02:01:07Z'];
const BROKEN = ['102', 'db', 'err', '1s', '0 B', 'null'];

function read(title: string, message: string, type = 'vzdump') {
  return readProxmoxTexts({ title, message, type, hostname: 'pve-01' });
}

describe('a backup run', () => {
  it('of one guest is about that guest', () => {
    expect(read(DONE, backupMessage([WEB]))).toEqual({
      NodeName: 'pve-01',
      TaskType: 'vzdump',
      VMID: '100',
      GuestKind: 'qemu',
      GuestName: 'web-srv',
      title: 'Backup of 100 (web-srv) done on pve-01: 43.2 GiB',
    });
  });

  it('of several guests has them all, and no VMID', () => {
    const logs = '102: 2026-04-29 02:00:03 INFO: Starting Backup of VM 102 (lxc)';
    expect(read(FAILED, backupMessage([WEB, PIHOLE, BROKEN], { logs }))).toEqual({
      NodeName: 'pve-01',
      TaskType: 'vzdump',
      guests: [
        {
          vmid: '100',
          name: 'web-srv',
          status: 'ok',
          time: '4m 17s',
          size: '43.2 GiB',
          filename: WEB[5],
          kind: 'qemu',
        },
        {
          vmid: '101',
          name: 'pihole',
          status: 'ok',
          time: '22s',
          size: '1.873 GiB',
          filename: PIHOLE[5],
          kind: 'lxc',
        },
        { vmid: '102', name: 'db', status: 'err', time: '1s', size: '0 B', kind: 'lxc' },
      ],
      title: 'Backup failed on pve-01: 1 of 3 guests',
    });
  });

  it.each([
    ['several, done', DONE, [WEB, PIHOLE], 'Backup done on pve-01: 2 guests, 73.873 GiB'],
    ['one, failed', FAILED, [BROKEN], 'Backup of 102 (db) failed on pve-01'],
    [
      'aborted before it came to a guest',
      FAILED,
      [WEB, ['103', 'x', 'todo', '0s', '0 B', 'null']],
      'Backup failed on pve-01: 1 of 2 guests',
    ],
    ['none', DONE, [], 'Backup done on pve-01: no guests'],
    [
      'none, for a reason',
      `${FAILED.trim()}: storage 'nas' is not online `,
      [],
      "Backup failed on pve-01: storage 'nas' is not online",
    ],
    [
      'all good, and a hook failed after them',
      `${FAILED.trim()}: hook script failed`,
      [WEB],
      'Backup failed on pve-01: hook script failed',
    ],
    ['nameless', FAILED, [['102', 'VM 102', 'err', '1s', '0 B', 'null']], 'Backup of 102 failed on pve-01'],
  ])('has a short title: %s', (_, title, guests, short) => {
    expect(read(title, backupMessage(guests)).title).toBe(short);
  });

  it('keeps the title of a template that the user wrote', () => {
    expect(read('Sicherung von pve-01', backupMessage([WEB]))).not.toHaveProperty('title');
    expect(read('Sicherung von pve-01', backupMessage([WEB])).VMID).toBe('100');
  });

  it.each([
    'two words',
    'ämter',
    '備份伺服器',
    '🐘 db',
    '🐘🐘🐘🐘🐘🐘  two blanks',
    'a'.repeat(300),
    'err',
    '100',
  ])('reads columns by the offsets of their header: a guest named %s', (name) => {
    const rows = [WEB, ['104', name, 'ok', '1h 2m 3s', '8 GiB', 'vm/104/2026-04-29T02:01:30Z'], PIHOLE];
    expect(read(DONE, backupMessage(rows)).guests?.[1]).toEqual({
      vmid: '104',
      name,
      status: 'ok',
      time: '1h 2m 3s',
      size: '8 GiB',
      filename: 'vm/104/2026-04-29T02:01:30Z',
      kind: 'qemu',
    });
  });

  it('reads a table that something padded by the width on a screen', () => {
    const wide = table([GUEST_HEADER, ['104', '備份', 'ok', '22s', '8 GiB', 'vm/104/x']]).replace(
      '備份    ',
      '備份  ',
    );
    const { VMID, GuestName } = read(DONE, `Details\n=======\n${wide}\nTotal running time: 22s`);
    expect({ VMID, GuestName }).toEqual({ VMID: '104', GuestName: '備份' });
  });

  it('reads the message of Proxmox VE 8.1, where no empty line ends the table, and with CR LF', () => {
    const old = backupMessage([WEB]).replace('\n\nTotal running', '\nTotal running');
    expect(read(DONE, old).VMID).toBe('100');
    expect(read(DONE, old.replaceAll('\n', '\r\n'))).toEqual(read(DONE, old));
  });

  it.each([
    ['in a row', 40],
    ['in its first cell', 2],
    ['after the first row', 0],
  ])('of which the table is cut %s is not about its one whole guest', (_, more) => {
    const message = backupMessage([WEB, PIHOLE]);
    const { VMID, guests, title } = read(FAILED, message.slice(0, message.indexOf('101 ') + more));
    expect({ VMID, vmids: guests?.map(({ vmid }) => vmid), title }).toEqual({
      VMID: undefined,
      vmids: ['100'],
      title: 'Backup failed on pve-01',
    });
  });

  it.each([
    [
      'only says that its log was too long',
      'Log output was too long to be sent. See Task History for details!\n',
    ],
    ['is empty', ''],
    ['has a header and nothing else', 'VMID    Name    Status    Time    Size    Filename'],
    ['talks of a VMID', 'VMID of the guest: 100\nVMID Name\n100 ok\n\n'],
  ])('of which the message %s names no guest', (_, message) => {
    expect(read(DONE, message)).toEqual({
      NodeName: 'pve-01',
      TaskType: 'vzdump',
      title: 'Backup done on pve-01',
    });
  });

  it('whose log was too long still has its table', () => {
    const logs = 'Log output was too long to be sent. See Task History for details!';
    const [first, failed] = read(FAILED, backupMessage([WEB, BROKEN], { logs })).guests!;
    expect(first).toMatchObject({ vmid: '100', kind: 'qemu' });
    expect(failed).not.toHaveProperty('kind');
  });

  it.each([
    ['/var/lib/vz/dump/vzdump-lxc-101-2026_04_29-03_09_43.tar.zst', 'lxc'],
    ['vm/101/2026-04-29T02:00:03Z', 'qemu'],
    ['pbs:backup/ct/101/2026-04-29T02:00:03Z', 'lxc'],
    ['/somewhere/else', undefined],
  ])('knows from %s what the guest is', (filename, kind) => {
    expect(read(DONE, backupMessage([['101', 'x', 'ok', '1s', '1 B', filename]])).GuestKind).toBe(kind);
  });
});
