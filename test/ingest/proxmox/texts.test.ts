import { describe, expect, it } from 'vitest';
import { readProxmoxTexts } from '../../../src/ingest/proxmox/read-proxmox-texts.ts';
import { table } from '../../support/proxmox.ts';

const FENCED = `The node 'pve-03' in cluster 'homelab' failed
and needs manual intervention.

HA Resources:
-------------
The following HA resources were running on the failed node and will be
recovered to a healthy node if possible:

- vm:100 [pve-03]: started
- ct:204 [pve-03]: fence
The other HA resources in this cluster are:

- ct:101 [pve-02]: started
`;

const FENCED_BEFORE_8_4 = `The node 'pve-03' failed and needs manual intervention.

Current fence status: FENCE
Try to fence node 'pve-03'

Overall Cluster status:
-----------------------

${JSON.stringify({ manager_status: { service_status: { 'vm:100': { node: 'pve-03', state: 'started' }, 'ct:204': { node: 'pve-03', state: 'fence' }, 'ct:101': { node: 'pve-02', state: 'started' } } } }, null, 2)}
`;

const FENCED_GUESTS = [
  { vmid: '100', kind: 'qemu', node: 'pve-03', state: 'started' },
  { vmid: '204', kind: 'lxc', node: 'pve-03', state: 'fence' },
];

describe('fencing', () => {
  it.each([
    ["Trying to fence node 'pve-03' ", FENCED, 'pve-03 is being fenced: 2 guests'],
    ["Successfully fenced node 'pve-03' ", FENCED, 'pve-03 was fenced: 2 guests'],
    ["FENCE: Try to fence node 'pve-03'", FENCED_BEFORE_8_4, 'pve-03 is being fenced: 2 guests'],
    [
      "SUCCEED: fencing: acknowledged - got agent lock for node 'pve-03'",
      FENCED_BEFORE_8_4,
      'pve-03 was fenced: 2 guests',
    ],
  ])('%s is about the node, and has the guests that ran on it', (title, message, short) => {
    const read = { NodeName: 'pve-03', TaskType: 'fencing', guests: FENCED_GUESTS, title: short };
    expect(readProxmoxTexts({ title, message, type: 'fencing', hostname: 'pve-03' })).toEqual(read);
    expect(readProxmoxTexts({ title, message })).toEqual(read);
  });

  it.each([
    ['nothing', '', 'pve-03 was fenced'],
    ['broken JSON', 'Overall Cluster status:\n{"manager_status": {"service_status": [', 'pve-03 was fenced'],
    [
      'JSON of another shape',
      'Overall Cluster status:\n{"manager_status": {"service_status": {"vm:1": null, "ct:2": 3}}}',
      'pve-03 was fenced',
    ],
    ['one guest', '\nHA Resources:\n- vm:1 [pve-03]: started', 'pve-03 was fenced: 1 guest'],
  ])('with a message of %s', (_, message, title) => {
    expect(readProxmoxTexts({ title: "Successfully fenced node 'pve-03'", message }).title).toBe(title);
  });
});

describe('replication', () => {
  const title = "Replication Job: '100-0' failed ";

  it.each([
    [
      'the job',
      { title: 'Eigener Titel', type: 'replication', jobId: '100-0' },
      { JobID: '100-0', VMID: '100' },
    ],
    ['the title', { title }, { JobID: '100-0', VMID: '100', title: 'Replication of 100 failed' }],
    [
      'the job before the title',
      { title, jobId: '200-1' },
      { JobID: '200-1', VMID: '200', title: 'Replication of 200 failed' },
    ],
    ['nothing', { title: 'x', type: 'replication', jobId: 'backup-8d3f1a2b' }, { JobID: 'backup-8d3f1a2b' }],
  ])('has its guest from %s', (_, texts, read) => {
    expect(readProxmoxTexts(texts)).toEqual({ TaskType: 'replication', ...read });
  });

  it('is of a container where a subvolume of it is named', () => {
    const message = "command 'pvesm export local-zfs:subvol-100-disk-0 zfs' failed";
    expect(readProxmoxTexts({ title, message }).GuestKind).toBe('lxc');
    expect(
      readProxmoxTexts({ title, message: message.replace('subvol-100', 'subvol-1001') }),
    ).not.toHaveProperty('GuestKind');
  });
});

describe('package updates', () => {
  const title = 'New software packages available (pve-01.lan) ';
  const header = ['Package Name', 'Installed Version', 'Available Version'];
  const packages = Array.from({ length: 12 }, (_, at) => [`package-${at}`, '1.0', '1.1']);

  it.each([
    [
      'twelve',
      `The following updates are available:\n\n${table([header, ...packages])}\n\n`,
      '12 packages can be upgraded on pve-01',
    ],
    [
      'one',
      `The following updates are available:\n\n${table([header, packages[0]!])}`,
      '1 package can be upgraded on pve-01',
    ],
    [
      'two of a backup server, whose template runs the lines together',
      'Proxmox Backup Server has the following updates available:\n    a: 3.3.2-1 -> 3.3.4-1    b: 2.2.6 -> 2.2.7\nTo upgrade visit the web interface:\n',
      '2 packages can be upgraded on pve-01',
    ],
    ['none', 'Package deals', undefined],
  ])('%s', (_, message, short) => {
    expect(readProxmoxTexts({ title, message, type: 'package-updates', hostname: 'pve-01' })).toEqual({
      NodeName: 'pve-01',
      TaskType: 'package-updates',
      ...(short && { title: short }),
    });
  });
});

describe('anything else', () => {
  it.each([
    [
      'a mail',
      { title: 'Cron <root@pve-01> test', type: 'system-mail', hostname: 'pve-01' },
      { NodeName: 'pve-01', TaskType: 'system-mail' },
    ],
    [
      'a mail without a subject',
      { title: ' \n', type: 'system-mail', hostname: 'pve-01' },
      { NodeName: 'pve-01', TaskType: 'system-mail', title: 'Mail from pve-01 without a subject' },
    ],
    [
      'a mail of smartd, of which nothing else is known',
      { title: 'SMART error (FailedHealthCheck) detected on host: pve-01' },
      { NodeName: 'pve-01' },
    ],
    ['nothing at all', {}, { title: 'Notification without a title' }],
    [
      'a type that is not known',
      { title: 'x', type: 'quantum', hostname: 'pve-01', jobId: 'j' },
      { NodeName: 'pve-01', TaskType: 'quantum', JobID: 'j' },
    ],
    ['a type named like a property', { title: 'x', type: '__proto__' }, { TaskType: '__proto__' }],
    ['the full name of a host', { title: 'x', hostname: 'pve-01.lan' }, { NodeName: 'pve-01' }],
    ['an address, which is no node', { title: 'x', hostname: '10.0.0.11' }, {}],
    [
      'a title of another type than the one given',
      { title: "Replication Job: '100-0' failed", type: 'vzdump' },
      { TaskType: 'vzdump' },
    ],
  ])('%s', (_, texts, read) => {
    expect(readProxmoxTexts(texts)).toEqual(read);
  });
});
