import { describe, expect, it } from 'vitest';
import { PROXMOX_TEMPLATE } from '../../../src/commands/body-template.ts';
import type { StoredEvent } from '../../../src/event.ts';
import type { Guest } from '../../../src/ingest/proxmox/derived.ts';
import { actionsFor } from '../../../src/score/actions.ts';
import { namedValue } from '../../../src/score/named-value.ts';
import { parseQuery } from '../../../src/score/query.ts';
import { ScoreBook } from '../../../src/score/score-book.ts';
import { placeholderValue } from '../../../src/score/template.ts';
import { asGotify, bodyRenderer, type Notification, realEvents } from '../../support/proxmox.ts';
import { startProxmoxReceiver } from '../../support/receiver.ts';
import { storedIn } from '../../support/store.ts';

const book = new ScoreBook();

const NATIVE_TEMPLATE =
  '{"title":{{ json title }},"message":{{ json message }},"severity":{{ json severity }},' +
  '"timestamp":{{ json timestamp }},"fields":{{ json fields }} }';

const HOSTILE = [
  ['quotes', `"'\``],
  ['backslashes', '\\"\\\\n\\u0000'],
  ['line breaks', 'a\r\nb\nc'],
  ['NUL', 'a\0b'],
  ['U+2028', 'a\u2028b\u2029c'],
  ['emoji', '🐘👩‍👩‍👧'],
  ['half a character', '\ud83d'],
  ['braces', '{{ json secrets }}{{{x}}}{{/if}}'],
] as const;

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

/** How a notification is posted: to which path, with the token in which header, and what. */
interface Way {
  path: string;
  header: string;
  body(notification: Notification): string;
}

const WAYS: Record<string, Way> = {
  'the body template': {
    path: '/ingest',
    header: 'x-tempo-token',
    body: bodyRenderer(PROXMOX_TEMPLATE),
  },
  'the native shape': {
    path: '/events',
    header: 'x-tempo-token',
    body: bodyRenderer(NATIVE_TEMPLATE),
  },
  'a Gotify message': {
    path: '/message',
    header: 'x-gotify-key',
    body: (notification) => JSON.stringify(asGotify(notification)),
  },
};

/** Posts notifications to a receiver; returns what its store holds then. */
async function stored(way: Way, notifications: readonly Notification[]): Promise<StoredEvent[]> {
  const { dir, port, token } = await startProxmoxReceiver({ serverUrl: 'https://pve-01.lan:8006' });
  for (const notification of notifications) {
    const answer = await fetch(`http://127.0.0.1:${port}${way.path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [way.header]: token },
      body: way.body(notification),
    });
    expect(answer.status).toBe(way.path === '/message' ? 200 : 202);
  }
  return storedIn(dir);
}

const words = (parts: readonly (string | undefined)[]) => parts.filter(Boolean).join(' ');

/** What is known of an event, by whoever asks for it by name. */
function known(event: StoredEvent) {
  const value = (name: string) => placeholderValue(`metadata.${name}`, event);
  const guests = namedValue(event, 'guests') as Guest[] | undefined;
  const { level, group, title } = book.interpret(event);
  return {
    node: value('NodeName'),
    type: value('TaskType'),
    severity: event.metadata.severity,
    level,
    stack: group?.parts,
    vmid: words([value('VMID'), value('GuestKind'), value('GuestName')]),
    guests: guests?.map((guest) => words([guest.vmid, guest.kind, guest.name, guest.status, guest.state])),
    title: title ?? event.title,
  };
}

const LEVEL: Record<string, string> = { error: 'error' };

describe.skipIf(!realEvents)(`real notifications${realEvents ? '' : ' (skipped: they are not here)'}`, () => {
  const events = realEvents ?? [];

  it('are those that something is expected of', () => {
    expect(events.map(({ id }) => id).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  describe.each(Object.entries(WAYS))('by %s', (_, way) => {
    it.each(events.map((event) => [event.id, event] as const))('%s', async (id, notification) => {
      const { untold, ...all } = EXPECTED[id]!;
      const ofGotify = way.path === '/message';
      const expected: Expected = ofGotify ? { ...all, ...untold } : all;
      const [event] = await stored(way, [notification]);
      const { node, vmid = '', severity } = expected;
      expect(known(event!)).toEqual({
        type: undefined,
        guests: undefined,
        title: notification.title.trim(),
        ...expected,
        node,
        vmid,
        level: LEVEL[severity] ?? 'info',
        stack: node && (vmid ? [node, vmid.split(' ', 1)[0]] : [node]),
      });
      const { metadata, time } = event!;
      const sent = ofGotify ? undefined : expected;
      expect(metadata.NodeName || undefined).toBe(sent?.node);
      expect(metadata.TaskType || undefined).toBe(sent?.type);
      expect(metadata.Message).toBe(notification.message);
      if (!ofGotify) expect(time).toBe(notification.timestamp * 1000);
    });

    it('are found under each guest they are about', async () => {
      const all = await stored(way, events);
      const found = (text: string) => {
        const query = parseQuery(text, book, Date.now());
        return all.filter((event) => query.fits({ event, meaning: book.interpret(event) })).length;
      };
      expect(['100', '101', '204', '9000', '102'].map((vmid) => found(`vmid:${vmid}`))).toEqual([
        4, 1, 1, 1, 0,
      ]);
      expect(found('type:vzdump')).toBe(3);
    });

    it.each(HOSTILE)('with %s in every text come through whole', async (_, nasty) => {
      const sent = events.map((event) => ({
        ...event,
        title: `${nasty}${event.title}`,
        message: `${nasty}\n${event.message}${nasty}`,
        fields: Object.fromEntries(
          Object.entries(event.fields).map(([name, value]) => [name, nasty + value]),
        ),
      }));
      const all = await stored(way, sent);
      expect(all.map(({ title, metadata }) => [title, metadata.Message])).toEqual(
        sent.map(({ title, message }) => [title.trim(), message]),
      );
      for (const event of all) expect(() => actionsFor(event, book)).not.toThrow();
    });
  });
});
