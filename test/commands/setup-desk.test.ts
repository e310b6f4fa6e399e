import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { PROXMOX_TEMPLATE } from '../../src/commands/body-template.ts';
import { setupDesk } from '../../src/commands/setup-desk.ts';
import { readPayload } from '../../src/ingest/payload.ts';
import { KEYS } from '../../src/ui/keys.ts';
import { FIRST_CHOICE } from '../../src/ui/setup-choice.ts';
import { storedEvent } from '../support/events.ts';
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

const CHOICE = { ...FIRST_CHOICE, serverUrls: { pve: 'https://your-proxmox.lan:8006', pbs: '' } };
const [PVE_GOTIFY, PBS_WEBHOOK, PBS_GOTIFY] = [1, 2, 3];
const PBS_URL = { ...CHOICE.serverUrls, pbs: 'https://pbs.lan:8007' };

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

describe('the guide', () => {
  it('offers no token of Proxmox VE for a backup server, and not its web address', async () => {
    const desk = testDesk('tempo_T0KEN');
    const guide = desk.guide({ ...CHOICE, sender: PBS_WEBHOOK });
    expect(guide.token).toBeUndefined();
    expect(guide.curl).not.toContain('tempo_T0KEN');
    expect(guide.lacks).toBe('first write the address of the web interface (e)');
    expect(desk.guide({ ...CHOICE, sender: PBS_WEBHOOK, serverUrls: PBS_URL }).body).toContain(PBS_URL.pbs);
    expect(desk.guide({ ...CHOICE, serverUrls: PBS_URL }).body).toContain(PBS_URL.pve);
  });

  it('says why the token of the first run does not do for Gotify, and has it for the probe', () => {
    const guide = testDesk('tempo_T0KEN').guide({ ...CHOICE, sender: PVE_GOTIFY });
    expect(guide.token).toBeUndefined();
    expect(guide.tokenNote).toContain(
      'The token proxmox was made without this address of the web interface, for which a Gotify message has no room.',
    );
    expect(guide.curl).toContain('tempo_T0KEN');
  });

  it('has the token of a Gotify target for the address alone that it was made with', async () => {
    const desk = testDesk();
    const choice = { ...CHOICE, sender: PBS_GOTIFY, serverUrls: PBS_URL };
    await expect(desk.makeToken({ ...choice, serverUrls: CHOICE.serverUrls })).rejects.toThrow('first write');
    expect(await desk.makeToken(choice)).toBe('pbs-2');
    expect(desk.guide(choice).token?.text).toBe('tempo_N3XT');
    const moved = { ...choice, serverUrls: { ...PBS_URL, pbs: 'https://other.lan:8007' } };
    expect(desk.guide(moved).token).toBeUndefined();
  });
});

describe('a token that is needed', () => {
  it('is made once, however often it is asked for', async () => {
    const desk = testDesk();
    const asked = [1, 2, 3].map(() => desk.ensureToken(CHOICE, 'sender'));
    expect(await Promise.all(asked)).toEqual(['proxmox-2', undefined, undefined]);
    expect(await desk.ensureToken(CHOICE, 'probe')).toBeUndefined();
  });

  it('is made after one could not be', async () => {
    const desk = testDesk();
    const choice = { ...CHOICE, sender: PBS_GOTIFY };
    await expect(desk.ensureToken(choice, 'sender')).rejects.toThrow('first write');
    expect(await desk.ensureToken({ ...choice, serverUrls: PBS_URL }, 'sender')).toBe('pbs-2');
  });
});

describe('what proves that a set-up works', () => {
  const from = (providerIdentifier: string, token?: string) =>
    storedEvent({ providerIdentifier, ...(token !== undefined && { token }) });

  it('is an event of a token of this run', () => {
    const desk = testDesk('T');
    expect(desk.proves(from('com.proxmox', 'proxmox'), CHOICE)).toBe(true);
    expect(desk.proves(from('com.proxmox', 'older'), CHOICE)).toBe(false);
    expect(desk.proves(from('com.proxmox'), CHOICE)).toBe(false);
  });

  it('is one that fits the sender, where this run made none', () => {
    const desk = testDesk();
    expect(desk.proves(from('com.proxmox', 'older'), CHOICE)).toBe(true);
    expect(desk.proves(from('com.proxmox.backup', 'pbs'), CHOICE)).toBe(true);
    expect(desk.proves(from('com.proxmox', 'older'), { ...CHOICE, sender: PBS_WEBHOOK })).toBe(false);
    expect(desk.proves(from('tempo-tui.doctor', 'doctor'), CHOICE)).toBe(false);
  });
});

it('a receiver with a CA of its own says that nodes have to trust it, first and where nothing comes', () => {
  const facts = {
    endpoint: 'https://mon.lan:7776/ingest',
    lanEndpoints: ['https://mon.lan:7776/ingest'],
    loopbackOnly: false,
    notes: [],
    tokens: { addNext: () => expect.unreachable('no token is made') },
    keys: KEYS,
    command: (...words: readonly string[]) => ['tempo-tui', ...words].join(' '),
  };
  const own = setupDesk({ ...facts, ca: '/data/tls/ca.crt' });
  expect(own.notes).toEqual([
    { text: expect.stringContaining('Each node has to trust the CA'), command: 'tempo-tui tls show' },
  ]);
  expect(own.guide(CHOICE).checks.join('\n')).toMatch(
    /the certificate or a firewall[\s\S]*tempo-tui tls show/,
  );
  expect(setupDesk(facts).notes).toEqual([]);
  const plain = setupDesk({ ...facts, lanEndpoints: ['http://mon.lan:7776/ingest'] });
  expect(plain.guide(CHOICE).checks.join('\n')).not.toMatch(/certificate/);
});
