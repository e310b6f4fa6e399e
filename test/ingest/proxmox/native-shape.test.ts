import { describe, expect, it } from 'vitest';
import { readPayload } from '../../../src/ingest/payload.ts';
import { isGotifyMessage, payloadFromGotify, textsOfGotify } from '../../../src/ingest/proxmox/gotify.ts';
import { isNativeShape, payloadFromNative } from '../../../src/ingest/proxmox/native-shape.ts';
import { readProxmoxTexts } from '../../../src/ingest/proxmox/read-proxmox-texts.ts';

const RECEIPT = { receivedAt: Date.parse('2026-04-29T04:00:00Z'), senderAddress: '192.0.2.7' };
const SENDER = { providerIdentifier: 'com.proxmox', serverUrl: 'https://pve-01.lan:8006' };
const NATIVE = {
  title: "Pruning datastore 'main' failed ",
  message: '\nDatastore: main\n',
  severity: 'error',
  timestamp: 1777432440,
  fields: { type: 'prune', hostname: 'pbs-01', 'job-id': 's-1', datastore: 'main' },
};

describe('the native shape', () => {
  it.each([
    ['a notification', NATIVE, true],
    ['the test notification', { ...NATIVE, fields: {} }, true],
    ['one whose template leaves a part out', { title: 'x', message: 'y', severity: 'info' }, true],
    ['a provider that is null', { ...NATIVE, providerIdentifier: null }, true],
    ['a payload', { ...NATIVE, providerIdentifier: 'com.proxmox' }, false],
    ['a payload that lacks its provider', { ...NATIVE, metadata: {} }, false],
    ['a title alone', { title: 'x' }, false],
    ['a title and a message', { title: 'x', message: 'y' }, false],
    ['fields that are none', { ...NATIVE, fields: [] }, false],
    ['a title that is no text', { ...NATIVE, title: null }, false],
    ['a list', [NATIVE], false],
    ['null', null, false],
  ])('is recognised: %s', (_, json, native) => {
    expect(isNativeShape(json)).toBe(native);
  });

  it('gives the payload of the template', () => {
    expect(payloadFromNative(NATIVE, SENDER)).toEqual({
      providerIdentifier: 'com.proxmox',
      title: NATIVE.title,
      startDate: 1777432440,
      eventType: 'alert',
      metadata: {
        severity: 'error',
        ServerUrl: 'https://pve-01.lan:8006',
        NodeName: 'pbs-01',
        TaskType: 'prune',
        JobID: 's-1',
        datastore: 'main',
        Message: '\nDatastore: main\n',
      },
    });
  });

  it('keeps the full name of a host beside the name of its node', () => {
    const payload = payloadFromNative({ ...NATIVE, fields: { hostname: 'pve-01.lan' } }, SENDER);
    expect(payload.metadata).toMatchObject({ NodeName: 'pve-01', hostname: 'pve-01.lan' });
  });

  it('never lets a field take the place of what the notification or the token says', () => {
    const fields = { Message: 'a', severity: 'b', ServerUrl: 'c', NodeName: 'd', hostname: 'pve-01' };
    expect(payloadFromNative({ ...NATIVE, fields }, SENDER).metadata).toEqual({
      severity: 'error',
      ServerUrl: 'https://pve-01.lan:8006',
      NodeName: 'pve-01',
      Message: NATIVE.message,
    });
  });

  it('leaves out the secrets that a template of everything sends along', () => {
    const payload = payloadFromNative({ ...NATIVE, secrets: { token: 'tempo_secret' } }, SENDER);
    expect(JSON.stringify(payload)).not.toContain('tempo_secret');
  });

  it('of a date that is none is taken, dated by its receipt', () => {
    const payload = payloadFromNative({ ...NATIVE, timestamp: 'yesterday' }, SENDER);
    const event = readPayload(JSON.stringify(payload), RECEIPT);
    expect(event).toMatchObject({ time: RECEIPT.receivedAt, metadata: { timestamp: 'yesterday' } });
  });
});

describe('a Gotify message', () => {
  const backup = {
    title: 'vzdump backup status (pve-01.lan): backup successful ',
    message: '```\n\nDetails\n=======\n\n```',
    priority: 1,
    extras: { 'client::display': { contentType: 'text/markdown' } },
  };

  it('is recognised by its message', () => {
    expect([backup, { message: 'x' }, { title: 'x' }, { message: 7 }, [], null].map(isGotifyMessage)).toEqual(
      [true, true, false, false, false, false],
    );
  });

  it('gives the payload of the template as far as it says it', () => {
    expect(payloadFromGotify(backup, SENDER)).toEqual({
      providerIdentifier: 'com.proxmox',
      title: backup.title,
      eventType: 'alert',
      metadata: {
        severity: 'info',
        ServerUrl: 'https://pve-01.lan:8006',
        Message: '\nDetails\n=======\n',
      },
    });
  });

  it.each([
    ['```\ntext\n```', 'text'],
    ['```\n```inner```\n```', '```inner```'],
    ['```\n\n```', ''],
    ['```\n```', '```\n```'],
    ['plain', 'plain'],
    ['```\nopen', '```\nopen'],
  ])('takes %j out of its code block', (message, text) => {
    expect(payloadFromGotify({ message }, SENDER).metadata).toMatchObject({ Message: text });
  });

  it.each([
    [0, 'info'],
    [1, 'info'],
    [3, 'notice'],
    [5, 'warning'],
    [9, 'error'],
    [10, 'error'],
    [undefined, undefined],
    ['9', undefined],
  ])('of priority %j is %j', (priority, severity) => {
    const { metadata } = payloadFromGotify({ title: 'x', message: 'y', priority }, SENDER);
    expect((metadata as { severity?: string }).severity).toBe(severity);
  });

  it('of priority 3 is a mail, but for the request of a tape, which is a notice', () => {
    const mail = { title: 'Cron <root@pve-01>', message: '```\nx\n```', priority: 3 };
    expect(textsOfGotify(mail)).toMatchObject({ severity: 'unknown', type: 'system-mail' });
    const tape = { ...mail, title: "Load Media 'L8' request for drive 'lto8-0' " };
    expect(readProxmoxTexts(textsOfGotify(tape)).TaskType).toBe('tape-load');
    expect(payloadFromGotify(tape, SENDER).metadata).toMatchObject({ severity: 'notice' });
  });

  it('without a title gets one', () => {
    expect(payloadFromGotify({ message: 'x' }, SENDER).title).toBe('Notification without a title');
    const mail = { title: '', message: '```\nx\n```', priority: 3 };
    expect(payloadFromGotify(mail, SENDER).title).toBe('Mail without a subject');
  });
});
