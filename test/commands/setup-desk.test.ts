import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { PROXMOX_TEMPLATE } from '../../src/commands/body-template.ts';
import { readPayload } from '../../src/ingest/payload.ts';
import { renderBody } from '../support/proxmox.ts';
import { testDesk } from '../support/setup-desk.ts';

const RECEIPT = { receivedAt: Date.parse('2026-04-29T04:00:00Z'), senderAddress: '192.0.2.7' };
const NASTY = 'a "quoted" \\ name\nsecond line \u001B[2J {{ json secrets }} <&>';

describe('the body template', () => {
  it.each([
    ['a backup', { type: 'vzdump', hostname: 'pve-01', 'job-id': 'backup-1' }],
    ['the test notification, which has no fields', {}],
    ['names nobody should give', { type: NASTY, hostname: NASTY, 'job-id': NASTY, vmid: NASTY }],
  ])('renders %s to an event that is taken', (_, fields: Record<string, string>) => {
    const body = renderBody(PROXMOX_TEMPLATE, {
      title: `${NASTY} `,
      message: `${NASTY}\n`,
      severity: 'info',
      timestamp: 1777432440,
      fields,
      secrets: { token: 'tempo_secret' },
    });
    expect(body).not.toContain('tempo_secret');
    const event = readPayload(body, RECEIPT);
    expect(event).toMatchObject({
      title: NASTY,
      startDate: '2026-04-29T03:14:00.000Z',
      metadata: {
        severity: 'info',
        NodeName: fields.hostname ?? '',
        TaskType: fields.type ?? '',
        JobID: fields['job-id'] ?? '',
        VMID: fields.vmid ?? '',
        Message: `${NASTY}\n`,
      },
    });
  });

  it('is the one README gives', async () => {
    const { readFileSync } = await import('node:fs');
    expect(readFileSync('README.md', 'utf8')).toContain(PROXMOX_TEMPLATE);
  });
});

const CHOICE = { sender: 0, address: 0, serverUrl: '' };

it.each([0, 1, 2, 3])('the probe for sender %d is an event that is taken', (sender) => {
  const { curl } = testDesk('T').guide({ ...CHOICE, sender });
  const body = /-d '([\s\S]*)'$/.exec(curl)![1]!;
  expect(readPayload(body, RECEIPT).metadata).toMatchObject({ VMID: '100' });
});

it('the block for a node gives pvesh the template, and the token as a secret alone', () => {
  const { shell } = testDesk('tempo_T0KEN').guide(CHOICE);
  const script = `pvesh() { printf '%s\\0' "$@"; }\n${shell}`;
  const given = execFileSync('bash', ['-euc', script], { encoding: 'utf8' }).split('\0');
  const after = (flag: string) => given.filter((_, at) => given[at - 1] === flag);
  const decoded = (text = '') => Buffer.from(text, 'base64').toString();
  const pairs = [...after('--header'), ...after('--secret')].map((pair) => {
    const [, name, value] = /^name=([^,]+),value=(.+)$/.exec(pair)!;
    return [name, decoded(value)];
  });
  expect(pairs).toEqual([
    ['Content-Type', 'application/json'],
    ['X-Tempo-Token', '{{ secrets.token }}'],
    ['token', 'tempo_T0KEN'],
  ]);
  expect(after('--body').map(decoded)).toEqual([PROXMOX_TEMPLATE]);
  expect(after('--url')).toEqual(['http://192.0.2.1:7776/ingest']);
  expect(after('create')).toEqual([
    '/cluster/notifications/endpoints/webhook',
    '/cluster/notifications/matchers',
    '/cluster/notifications/targets/tempo/test',
  ]);
});
