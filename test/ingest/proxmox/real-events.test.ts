import { describe, expect, it } from 'vitest';
import { PROXMOX_TEMPLATE } from '../../../src/commands/body-template.ts';
import type { IncomingEvent } from '../../../src/event.ts';
import type { Guest } from '../../../src/ingest/proxmox/derived.ts';
import { readEvent, readGotifyEvent } from '../../../src/ingest/read-event.ts';
import { derivedTitle, namedValue } from '../../../src/score/named-value.ts';
import { placeholderValue } from '../../../src/score/template.ts';
import { asGotify, type Notification, realEvents, renderBody } from '../../support/proxmox.ts';

const SENDER = { providerIdentifier: 'com.proxmox', serverUrl: 'https://pve-01.lan:8006' };
const RECEIPT = { receivedAt: Date.parse('2026-05-03T04:00:00Z'), senderAddress: '192.0.2.7' };

interface Expected {
  node?: string | undefined;
  type?: string;
  severity: string;
  vmid?: string;
  guests?: string[];
  /** Where it is another than the sender's. */
  title?: string;
  /** What a Gotify message cannot tell. */
  untold?: { node: undefined; title?: string };
}

const EXPECTED: Record<string, Expected> = {
  'pve-vzdump-ok-single-manual': {
    node: 'pve-01',
    type: 'vzdump',
    severity: 'info',
    vmid: '100 qemu web-srv',
    title: 'Backup of 100 (web-srv) done on pve-01: 43.2 GiB',
  },
  'pve-vzdump-ok-job-multi': {
    node: 'pve-01',
    type: 'vzdump',
    severity: 'info',
    guests: ['100 qemu web-srv ok', '101 lxc pihole ok', '9000 qemu tpl-debian-13 ok'],
    title: 'Backup done on pve-01: 3 guests, 73.873 GiB',
  },
  'pve-replication-fail-1': {
    node: 'pve-01',
    type: 'replication',
    severity: 'error',
    vmid: '100',
    title: 'Replication of 100 failed',
    untold: { node: undefined },
  },
  'pve-fencing-try': {
    node: 'pve-03',
    type: 'fencing',
    severity: 'error',
    guests: ['100 qemu started', '204 qemu fence'],
    title: 'pve-03 is being fenced: 2 guests',
  },
  'pve-vzdump-fail-multiple-problems': {
    node: 'pve-03',
    type: 'vzdump',
    severity: 'error',
    title: 'Backup failed on pve-03: multiple problems',
  },
  'pve-package-updates': {
    node: 'pve-01',
    type: 'package-updates',
    severity: 'info',
    title: '3 packages can be upgraded on pve-01',
  },
  'pve-system-mail-smartd': { node: 'pve-01', type: 'system-mail', severity: 'unknown' },
  'pve-system-mail-nosubject': {
    node: 'pve-01',
    type: 'system-mail',
    severity: 'unknown',
    title: 'Mail from pve-01 without a subject',
    untold: { node: undefined, title: 'Mail without a subject' },
  },
  'pve-test': { severity: 'info' },
  'pbs-gc-ok': { node: 'pbs-01', type: 'gc', severity: 'info', title: 'Garbage collection of main done' },
  'pbs-prune-err': { node: 'pbs-01', type: 'prune', severity: 'error', title: 'Pruning of main failed' },
  'pbs-sync-ok': { node: 'pbs-01', type: 'sync', severity: 'info', title: 'Sync of main from offsite done' },
  'pbs-tape-load': {
    node: 'pbs-01',
    type: 'tape-load',
    severity: 'notice',
    title: 'Tape DAILY02L8 is wanted in drive lto8-0',
    untold: { node: undefined },
  },
  'pbs-package-updates': {
    node: 'pbs-01',
    type: 'package-updates',
    severity: 'info',
    title: '2 packages can be upgraded on pbs-01',
  },
  'pbs-tape-backup-err': {
    node: 'pbs-01',
    type: 'tape-backup',
    severity: 'error',
    title: 'Tape backup of main failed',
  },
  'pbs-test': { severity: 'info' },
};

type Way = (notification: Notification) => IncomingEvent;

const WAYS: Record<string, Way> = {
  'the body template': (notification) =>
    readEvent(renderBody(PROXMOX_TEMPLATE, notification), SENDER, RECEIPT),
  'the native shape': (notification) => readEvent(JSON.stringify(notification), SENDER, RECEIPT),
  'a Gotify message': (notification) =>
    readGotifyEvent(JSON.stringify(asGotify(notification)), SENDER, RECEIPT),
};

const words = (parts: readonly (string | undefined)[]) => parts.filter(Boolean).join(' ');

describe.skipIf(!realEvents)(`real notifications${realEvents ? '' : ' (skipped: they are not here)'}`, () => {
  const events = realEvents ?? [];

  it('are those that something is expected of', () => {
    expect(events.map(({ id }) => id).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  describe.each(Object.keys(WAYS))('by %s', (way) => {
    it.each(events.map((event) => [event.id, event] as const))('%s', (id, notification) => {
      const { untold, ...all } = EXPECTED[id]!;
      const expected: Expected = way === 'a Gotify message' ? { ...all, ...untold } : all;
      const event = WAYS[way]!(notification);
      const { metadata } = event;
      const value = (name: string) => placeholderValue(`metadata.${name}`, event);
      const guests = namedValue(event, 'guests') as Guest[] | undefined;
      expect({
        node: value('NodeName'),
        type: value('TaskType'),
        severity: metadata.severity,
        vmid: words([value('VMID'), value('GuestKind'), value('GuestName')]),
        guests: guests?.map((guest) =>
          words([guest.vmid, guest.kind, guest.name, guest.status, guest.state]),
        ),
        title: derivedTitle(event) ?? event.title,
      }).toEqual({
        node: undefined,
        type: undefined,
        guests: undefined,
        vmid: '',
        title: notification.title.trim(),
        ...expected,
      });
      const told = way === 'a Gotify message' ? undefined : expected;
      expect(metadata.NodeName || undefined).toBe(told?.node);
      expect(metadata.TaskType || undefined).toBe(told?.type);
      expect(metadata.Message).toBe(notification.message);
      if (way !== 'a Gotify message') expect(event.time).toBe(notification.timestamp * 1000);
    });
  });

  it.each([
    ['quotes', `"'\`"`],
    ['backslashes', '\\"\\\\n\\u0000'],
    ['line breaks', 'a\r\nb\nc'],
    ['NUL', 'a\0b'],
    ['U+2028', 'a\u2028b\u2029c'],
    ['emoji', '🐘👩‍👩‍👧'],
    ['half a character', '\ud83d'],
    ['braces', '{{ json secrets }}{{{x}}}{{/if}}'],
  ])('with %s in every text come through whole', (_, nasty) => {
    for (const way of Object.keys(WAYS)) {
      for (const { id, ...notification } of events) {
        const texts = {
          title: `${nasty}${notification.title}`,
          message: `${nasty}\n${notification.message}${nasty}`,
        };
        const fields = Object.fromEntries(
          Object.entries(notification.fields).map(([name, value]) => [name, nasty + value]),
        );
        const event = WAYS[way]!({ ...notification, ...texts, fields });
        expect(event.title, `${id} by ${way}`).toBe(texts.title.trim());
        expect(event.metadata.Message, `${id} by ${way}`).toBe(texts.message);
      }
    }
  });
});
