import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type SenderFacts, senderSetup } from '../../src/commands/sender-setup.ts';
import { readPayload } from '../../src/ingest/payload.ts';
import { SENDERS } from '../../src/ui/setup-choice.ts';
import { renderBody } from '../support/proxmox.ts';
import { tempDir } from '../support/temp-dir.ts';

const FACTS: SenderFacts = {
  providerIdentifier: 'com.proxmox',
  serverUrl: 'https://pve-01.lan:8006',
  endpoint: 'http://192.0.2.1:7776/ingest',
  token: 'tempo_T0KEN',
  name: 'tempo',
};

/** Characters a shell or a template would act on. */
const NASTY = `a'b"c\`touch hit\`$(touch hit)\${HOME}\\ ;touch hit; {{ secrets.token }} !! #`;
const HOSTILE: SenderFacts = {
  providerIdentifier: 'com.proxmox',
  serverUrl: `https://pve-01.lan:8006/${NASTY}`,
  endpoint: `http://192.0.2.1:7776/${NASTY}/ingest`,
  token: `tempo_${NASTY}`,
  name: `te ${NASTY}`,
};

/** Runs a block with a pvesh and a proxmox-backup-manager that write down what they are given. */
function run(shell: string): string[][] {
  const dir = tempDir();
  const calls = join(dir, 'calls');
  writeFileSync(calls, '');
  for (const program of ['pvesh', 'proxmox-backup-manager']) {
    const path = join(dir, program);
    writeFileSync(path, `#!/bin/bash\nprintf '%s\\0' ${program} "$@" $'\\n' >> '${calls}'\n`);
    chmodSync(path, 0o755);
  }
  const options = {
    cwd: dir,
    env: { ...process.env, PATH: `${dir}:${process.env.PATH}` },
    encoding: 'utf8',
  } as const;
  execFileSync('bash', ['-n'], { ...options, input: shell });
  execFileSync('bash', ['-eu'], { ...options, input: shell });
  expect(() => readFileSync(join(dir, 'hit')), 'something in a value was executed').toThrow('ENOENT');
  return readFileSync(calls, 'utf8')
    .split('\n\0')
    .slice(0, -1)
    .map((call) => call.split('\0').slice(0, -1));
}

const decoded = (text = '') => Buffer.from(text, 'base64').toString();

function options(call: readonly string[]): Record<string, string[]> {
  const given: Record<string, string[]> = {};
  call.forEach((word, at) => {
    if (!word.startsWith('--')) return;
    given[word] = [...(given[word] ?? []), call[at + 1]!];
  });
  return given;
}

function pairs(values: readonly string[] = []): [string, string][] {
  return values.map((pair) => {
    const [, name, value] = /^name=([^,]+),value=([A-Za-z0-9+/]+=*)$/.exec(pair)!;
    return [name!, decoded(value)];
  });
}

describe.each([
  ['plain facts', FACTS],
  ['facts with everything in them that a shell acts on', HOSTILE],
])('with %s', (_, facts) => {
  it.each([
    ['pve-webhook', ['pvesh', 'create', '/cluster/notifications/endpoints/webhook', '--name', facts.name]],
    ['pbs-webhook', ['proxmox-backup-manager', 'notification', 'endpoint', 'webhook', 'create', facts.name]],
  ] as const)('the commands for %s give it template, headers and token', (kind, start) => {
    const { shell, body } = senderSetup(kind, facts);
    const [target] = run(shell);
    expect(target!.slice(0, start.length)).toEqual(start);
    const given = options(target!);
    expect(given).toMatchObject({
      '--method': ['post'],
      '--url': [facts.endpoint],
      '--comment': ['tempo-tui'],
    });
    expect(pairs(given['--header'])).toEqual([
      ['Content-Type', 'application/json'],
      ['X-Tempo-Token', '{{ secrets.token }}'],
    ]);
    expect(pairs(given['--secret'])).toEqual([['token', facts.token]]);
    expect(given['--body']!.map(decoded)).toEqual([body]);
  });

  it.each(['pve-webhook', 'pbs-webhook'] as const)('the body for %s renders, and holds no secret', (kind) => {
    const notification = {
      title: 'Test notification ',
      message: 'x\n',
      severity: 'info',
      timestamp: 1777432440,
      fields: {},
      secrets: { token: 'tempo_LEAK' },
    };
    const rendered = renderBody(senderSetup(kind, facts).body!, notification);
    expect(rendered).not.toContain('tempo_LEAK');
    const event = readPayload(rendered, { receivedAt: 1777432440000, senderAddress: '192.0.2.7' });
    expect(event.metadata.ServerUrl).toBe(facts.serverUrl);
  });

  it.each([
    ['pve-gotify', ['pvesh', 'create', '/cluster/notifications/endpoints/gotify', '--name', facts.name]],
    ['pbs-gotify', ['proxmox-backup-manager', 'notification', 'endpoint', 'gotify', 'create', facts.name]],
  ] as const)('the commands for %s give it server and token', (kind, start) => {
    const [target] = run(senderSetup(kind, facts).shell);
    expect(target!.slice(0, start.length)).toEqual(start);
    expect(options(target!)).toMatchObject({
      '--server': [facts.endpoint.replace('/ingest', '')],
      '--token': [facts.token],
    });
  });

  it.each(SENDERS)('the commands for %s make a matcher of their own and test the target', (kind) => {
    const [, matcher, test, ...more] = run(senderSetup(kind, facts).shell);
    expect(more).toEqual([]);
    const { name } = facts;
    expect(options(matcher!)).toMatchObject({ '--target': [name], '--mode': ['all'] });
    if (kind.startsWith('pve')) {
      expect(matcher!.slice(0, 5)).toEqual([
        'pvesh',
        'create',
        '/cluster/notifications/matchers',
        '--name',
        name,
      ]);
      expect(test).toEqual(['pvesh', 'create', `/cluster/notifications/targets/${name}/test`]);
    } else {
      expect(matcher!.slice(0, 5)).toEqual([
        'proxmox-backup-manager',
        'notification',
        'matcher',
        'create',
        name,
      ]);
      expect(test).toEqual(['proxmox-backup-manager', 'notification', 'target', 'test', name]);
    }
  });
});

describe('what the commands say of doing it again', () => {
  /** The commands in the comments, as somebody runs them who takes the marks away. */
  function runComments(kind: (typeof SENDERS)[number]): string[][] {
    const { shell } = senderSetup(kind, FACTS);
    const lines = shell.split('\n').filter((line) => line.startsWith('# '));
    for (const line of lines) expect(line.length).toBeLessThan(80);
    return run(lines.map((line) => (line.startsWith('#   ') ? line.slice(1) : line)).join('\n'));
  }

  it.each([
    ['pve-webhook', 'webhook'],
    ['pve-gotify', 'gotify'],
  ] as const)('is true of %s', (kind, type) => {
    const root = '/cluster/notifications';
    expect(runComments(kind)).toEqual([
      ['pvesh', 'delete', `${root}/matchers/tempo`],
      ['pvesh', 'delete', `${root}/endpoints/${type}/tempo`],
      ['pvesh', 'set', `${root}/endpoints/${type}/tempo`, ...NEW_TOKEN[type]],
    ]);
  });

  it.each([
    ['pbs-webhook', 'webhook'],
    ['pbs-gotify', 'gotify'],
  ] as const)('is true of %s', (kind, type) => {
    const program = ['proxmox-backup-manager', 'notification'];
    expect(runComments(kind)).toEqual([
      [...program, 'matcher', 'delete', 'tempo'],
      [...program, 'endpoint', type, 'delete', 'tempo'],
      [...program, 'endpoint', type, 'update', 'tempo', ...NEW_TOKEN[type]],
    ]);
  });
});

const NEW_TOKEN = {
  webhook: ['--secret', `name=token,value=${Buffer.from('NEW_TOKEN').toString('base64')}`],
  gotify: ['--token', 'NEW_TOKEN'],
};

describe('the fields of the web form', () => {
  it('are those of a webhook, with the token as a secret alone', () => {
    const { fields, body } = senderSetup('pve-webhook', FACTS);
    expect(fields).toEqual([
      ['Endpoint Name', 'tempo'],
      ['Method', 'POST'],
      ['URL', 'http://192.0.2.1:7776/ingest'],
      ['Header', 'Content-Type: application/json'],
      ['Header', 'X-Tempo-Token: {{ secrets.token }}'],
      ['Secret', 'token: tempo_T0KEN'],
      ['Body', body],
    ]);
    expect(body).not.toContain('tempo_T0KEN');
  });

  it.each([
    ['http://192.0.2.1:7776/ingest', 'http://192.0.2.1:7776'],
    ['http://192.0.2.1:7776/', 'http://192.0.2.1:7776'],
    ['https://proxy.lan/tempo/ingest', 'https://proxy.lan/tempo'],
    ['https://ingest.lan/events', 'https://ingest.lan'],
    ['https://ingest', 'https://ingest'],
  ])('are those of a Gotify server: for %s it is %s', (endpoint, server) => {
    expect(senderSetup('pve-gotify', { ...FACTS, endpoint }).fields).toEqual([
      ['Endpoint Name', 'tempo'],
      ['Server URL', server],
      ['API Token', 'tempo_T0KEN'],
    ]);
  });

  it('of a backup server have its own fields in the body', () => {
    const { body } = senderSetup('pbs-webhook', FACTS);
    const rendered = renderBody(body!, {
      title: 'x',
      message: 'y',
      severity: 'error',
      timestamp: 1777432440,
      fields: { type: 'tape-backup', hostname: 'pbs-01', datastore: 'main', 'media-pool': 'daily' },
    });
    expect(JSON.parse(rendered).metadata).toMatchObject({
      NodeName: 'pbs-01',
      Datastore: 'main',
      MediaPool: 'daily',
    });
  });
});
