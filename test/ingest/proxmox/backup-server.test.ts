import { describe, expect, it } from 'vitest';
import { readProxmoxTexts } from '../../../src/ingest/proxmox/read-proxmox-texts.ts';

const VISIT =
  '\n\nPlease visit the web interface for further details:\n\n<https://pbs-01.lan:8007/#DataStore-store1>\n';

describe('a backup server', () => {
  it.each([
    [
      "Garbage Collect Datastore 'store1' successful ",
      'Datastore:            store1\nIndex file count:     4\n',
      'gc',
      {},
      'Garbage collection of store1 done',
    ],
    [
      "Garbage Collect Datastore 'store1' failed ",
      'Datastore: store1\n\nGarbage collection failed: x',
      'gc',
      {},
      'Garbage collection of store1 failed',
    ],
    [
      "Pruning datastore 'store1' failed ",
      '\nJob ID:       p-1\nDatastore:    store1\n\nPruning failed: "x"',
      'prune',
      { JobID: 'p-1' },
      'Pruning of store1 failed',
    ],
    [
      "Verify Datastore 'store1' successful ",
      '\nJob ID:    v-1\nDatastore: store1\n\nVerification successful.',
      'verify',
      { JobID: 'v-1' },
      'Verification of store1 done',
    ],
    [
      "Sync remote 'offsite' datastore 'main' successful ",
      'Job ID:             s-1\nDatastore:          store1\nRemote:             offsite\n',
      'sync',
      { JobID: 's-1' },
      'Sync of store1 from offsite done',
    ],
    [
      "Sync local datastore 'main' failed ",
      'Job ID:             s-1\nDatastore:          store1\n',
      'sync',
      { JobID: 's-1' },
      'Sync of store1 from main failed',
    ],
    [
      "Tape Backup datastore 'store1' failed ",
      'Datastore:  store1\nTape Pool:  daily\n',
      'tape-backup',
      {},
      'Tape backup of store1 failed',
    ],
    [
      "Tape Backup 't-1' datastore 'store1' successful ",
      'Job ID:     t-1\nDatastore:  store1\n',
      'tape-backup',
      { JobID: 't-1' },
      'Tape backup of store1 done',
    ],
  ])('%s', (title, message, type, job, short) => {
    const read = { NodeName: 'pbs-01', TaskType: type, Datastore: 'store1', ...job, title: short };
    expect(readProxmoxTexts({ title, message: message + VISIT })).toEqual(read);
    expect(readProxmoxTexts({ title, message, type, hostname: 'pbs-01', datastore: 'store1' })).toEqual(read);
  });

  const title = "Verify Datastore 'store1' failed ";
  const verify = (lines: string) =>
    readProxmoxTexts({
      title,
      message: `\nJob ID:    v-1\nDatastore: store1\n\nVerification failed on these snapshots/groups:\n\n${lines}${VISIT}`,
    });

  it('whose verification found one damaged guest tells which', () => {
    const { VMID, GuestKind, guests } = verify(
      '    vm/100/2026-04-20T02:00:03Z    ns/a/vm/100/2026-04-21T02:00:03Z',
    );
    expect({ VMID, GuestKind, guests }).toEqual({ VMID: '100', GuestKind: 'qemu', guests: undefined });
  });

  it('whose verification found several tells them all', () => {
    const { VMID, guests } = verify(
      '    vm/100/2026-04-20T02:00:03Z\n    ct/101\n    host/mail/2026-04-20T02:00:03Z',
    );
    expect(VMID).toBeUndefined();
    expect(guests).toEqual([
      { vmid: '100', kind: 'qemu', status: 'err' },
      { vmid: '101', kind: 'lxc', status: 'err' },
    ]);
  });

  it('whose verification found a guest and a host is not about the guest alone', () => {
    expect(verify('    vm/100/2026-04-20T02:00:03Z    host/mail')).not.toHaveProperty('VMID');
  });

  it('lists the guests a tape backup wrote', () => {
    const message = `Datastore:  store1\n\nSnapshots included:\n\nvm/100/2026-04-20T02:00:03Z\nct/101/2026-04-20T02:00:03Z\n\nDuration: 1h\n${VISIT}`;
    expect(readProxmoxTexts({ title: "Tape Backup datastore 'store1' successful", message }).guests).toEqual([
      { vmid: '100', kind: 'qemu' },
      { vmid: '101', kind: 'lxc' },
    ]);
  });

  it('asks for a tape, and tells of its certificate', () => {
    const load = { title: "Load Media 'DAILY02L8' request for drive 'lto8-0' ", hostname: 'pbs-01' };
    expect(readProxmoxTexts(load)).toMatchObject({
      TaskType: 'tape-load',
      title: 'Tape DAILY02L8 is wanted in drive lto8-0',
    });
    const acme = { title: 'Could not renew certificate ', message: `Error: x${VISIT}` };
    expect(readProxmoxTexts(acme)).toEqual({
      NodeName: 'pbs-01',
      TaskType: 'acme',
      title: 'Certificate of pbs-01 could not be renewed',
    });
  });
});
