import { describe, expect, it } from 'vitest';
import { readEvent, readGotifyEvent } from '../../src/ingest/read-event.ts';
import { Refusal } from '../../src/ingest/refusal.ts';
import { asGotify, backupMessage } from '../support/proxmox.ts';

const RECEIPT = { receivedAt: Date.parse('2026-04-29T04:00:00Z'), senderAddress: '192.0.2.7' };
const SENDER = { providerIdentifier: 'com.proxmox', serverUrl: 'https://pve-01.lan:8006' };
const ROWS = [
  ['100', 'web', 'ok', '1m 3s', '64 GiB', 'vm/100/2026-04-29T02:00:03Z'],
  ['101', 'pihole', 'err', '22s', '0 B', 'null'],
];
const RUN = {
  title: 'vzdump backup status (pve-01.lan): backup failed ',
  message: backupMessage(ROWS, { logs: '101: INFO: Starting Backup of VM 101 (lxc)' }),
  severity: 'error',
  timestamp: 1777428702,
  fields: { type: 'vzdump', hostname: 'pve-01', 'job-id': 'backup-1' },
};
const ALONE = {
  title: 'vzdump backup status (pve-01.lan): backup successful ',
  message: backupMessage(ROWS.slice(0, 1)),
};

function read(body: unknown, more: { cluster?: string } = {}) {
  return readEvent(JSON.stringify(body), SENDER, { ...RECEIPT, ...more });
}

function payload({ title, message }: { title: string; message: string }, metadata: object = {}, more = {}) {
  return { providerIdentifier: 'com.proxmox', title, metadata: { Message: message, ...metadata }, ...more };
}

describe('an event of Proxmox', () => {
  it('bears what its texts say and its sender did not', () => {
    expect(read(payload(ALONE, { NodeName: '', VMID: null, TaskType: 'vzdump' })).derived).toEqual({
      NodeName: 'pve-01',
      VMID: '100',
      GuestKind: 'qemu',
      GuestName: 'web',
      GuestPath: 'qemu%2F100',
      GuestBackupsPath: 'qemu%2F100:4:::::21',
      title: 'Backup of 100 (web) done on pve-01: 64 GiB',
    });
  });

  it('names each guest of a run, and none as the only one', () => {
    const { derived, metadata } = read(payload(RUN, { NodeName: 'pve-01', TaskType: 'vzdump' }));
    expect(derived).toMatchObject({ guests: [{ vmid: '100' }, { vmid: '101' }] });
    expect(Object.keys(derived!).sort()).toEqual(['guests', 'title']);
    expect(metadata).not.toHaveProperty('guests');
  });

  it("has the sender's own values as they are, and what fits them", () => {
    const own = { NodeName: 'other', VMID: 7, TaskType: 'x', GuestKind: 'lxc' };
    expect(read(payload(ALONE, own)).derived).toEqual({
      GuestPath: 'lxc%2F7',
      GuestBackupsPath: 'lxc%2F7:4::::::21',
    });
    expect(read(payload(RUN, { VMID: '101' })).derived).toMatchObject({
      GuestKind: 'lxc',
      GuestName: 'pihole',
      GuestPath: 'lxc%2F101',
    });
    const unknown = read(payload(ALONE, { VMID: '7' })).derived;
    expect(Object.keys(unknown!).filter((name) => name.startsWith('Guest'))).toEqual([]);
  });

  it.each([[{ toString: 1 }], [['100']], [true]])('is taken with the VMID %j, which is no text', (VMID) => {
    const { metadata, derived } = read(payload(ALONE, { VMID }));
    expect(metadata.VMID).toEqual(VMID);
    expect(Object.keys(derived!).sort()).toEqual(['NodeName', 'TaskType', 'title']);
  });

  it.each(['qemu%2F1', 'QEMU', '', null, 7])('has no path to a guest of the kind %j', (GuestKind) => {
    const event = read(payload({ title: 'x', message: '' }, { VMID: '100', GuestKind }));
    expect(event.derived).toBeUndefined();
  });

  it('cannot bring it along', () => {
    const event = read(payload({ title: 'x', message: 'y' }, {}, { derived: { VMID: '666' } }));
    expect(event).not.toHaveProperty('derived');
    expect(event.extra).toEqual({ derived: { VMID: '666' } });
  });

  it.each([
    ['com.proxmox', true],
    ['com.proxmox.backup', true],
    ['COM.Proxmox', true],
    ['com.proxmoxx', false],
    ['scripts', false],
  ])('is one of %s: %s', (providerIdentifier, expected) => {
    expect(read(payload(ALONE, {}, { providerIdentifier })).derived !== undefined).toBe(expected);
  });

  it('may be a mail without a subject, and nothing else may have no title', () => {
    const mail = read(payload({ title: '', message: '' }, { TaskType: 'system-mail', NodeName: 'pve-01' }));
    expect(mail).toMatchObject({ title: 'Mail from pve-01 without a subject' });
    expect(mail).not.toHaveProperty('derived');
    for (const sent of [
      { title: ' ', providerIdentifier: 'com.proxmox' },
      payload({ title: '', message: 'x' }, {}, { providerIdentifier: 'scripts' }),
    ]) {
      expect(() => read(sent)).toThrow(Refusal);
    }
  });
});

describe('a notification as Proxmox has it', () => {
  it('gets its provider and the address of the web interface from its sender', () => {
    expect(read(RUN)).toMatchObject({
      title: RUN.title.trim(),
      providerIdentifier: 'com.proxmox',
      startDate: '2026-04-29T02:11:42.000Z',
      metadata: {
        severity: 'error',
        ServerUrl: 'https://pve-01.lan:8006',
        NodeName: 'pve-01',
        TaskType: 'vzdump',
        JobID: 'backup-1',
        Message: RUN.message,
      },
      derived: { title: 'Backup failed on pve-01: 1 of 2 guests' },
    });
    const { metadata } = readEvent(JSON.stringify(RUN), { providerIdentifier: 'a.b' }, RECEIPT);
    expect(metadata).not.toHaveProperty('ServerUrl');
  });

  it('by Gotify has what it does not say read from its texts', () => {
    const event = readGotifyEvent(JSON.stringify(asGotify(RUN)), SENDER, RECEIPT);
    expect(event.metadata).toEqual({
      senderAddress: '192.0.2.7',
      severity: 'error',
      ServerUrl: 'https://pve-01.lan:8006',
      Message: RUN.message,
    });
    expect(event.derived).toMatchObject({ NodeName: 'pve-01', TaskType: 'vzdump' });
    expect(event.startDate).toBe('2026-04-29T04:00:00.000Z');
  });

  it.each(['{}', '[]', '{"message":7}', 'null', '{"title":"x"}'])('by Gotify is not %s', (body) => {
    expect(() => readGotifyEvent(body, SENDER, RECEIPT)).toThrow(Refusal);
  });
});

describe('the cluster of a token', () => {
  it('is told of an event that does not tell its own', () => {
    const cluster = { cluster: 'home' };
    expect(read(RUN, cluster).metadata.Cluster).toBe('home');
    for (const Cluster of ['', null]) {
      expect(read(payload(RUN, { Cluster }), cluster).metadata.Cluster).toBe('home');
    }
    expect(read(payload(RUN, { Cluster: 'work' }), cluster).metadata.Cluster).toBe('work');
    expect(read(RUN).metadata).not.toHaveProperty('Cluster');
  });

  it('takes no place among the keys that a sender may use', () => {
    const full = Object.fromEntries(Array.from({ length: 63 }, (_, at) => [`key${at}`, at]));
    expect(read(payload(RUN, full), { cluster: 'home' }).metadata.Cluster).toBe('home');
  });
});
