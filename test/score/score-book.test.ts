import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../src/event.ts';
import { actionsFor } from '../../src/score/actions.ts';
import { type Score, scoreSchema } from '../../src/score/schema.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { fillTemplate, parseTemplate } from '../../src/score/template.ts';
import { storedEvent } from '../support/events.ts';

const book = new ScoreBook();

describe('the Proxmox score', () => {
  it.each([
    ['critical', {}, 'critical', 'Critical'],
    ['error', {}, 'error', 'Error'],
    ['ERROR', {}, 'error', 'Error'],
    ['warning', {}, 'warning', 'Warning'],
    ['notice', {}, 'info', 'Notice'],
    ['info', {}, 'info', 'Info'],
    ['unknown', { TaskType: 'system-mail' }, 'info', 'Mail'],
    ['unknown', {}, 'info', 'Info'],
    ['made-up', {}, 'info', 'Info'],
    [null, {}, 'info', 'Info'],
    [3, {}, 'info', 'Info'],
  ])('gives severity %j with %j the level %s and the badge %s', (severity, more, level, label) => {
    const event = storedEvent({ metadata: { severity, ...more } });
    expect(book.interpret(event)).toMatchObject({ level, label, source: 'Proxmox', color: '#E57000' });
  });

  it.each([
    ['notice', {}, 'info', 'Notice'],
    ['unknown', { TaskType: 'system-mail' }, 'info', 'Mail'],
    ['error', {}, 'error', 'Error'],
  ])('reads severity %s at the top of an event too, with %j', (severity, metadata, level, label) => {
    expect(book.interpret(storedEvent({ severity, metadata }))).toMatchObject({ level, label });
  });

  it('reads what JSON can bring in place of a word, and shows what it cannot read', () => {
    const poison = { severity: { toString: 1, valueOf: 1 }, TaskType: [[1], { toString: null }] };
    expect(book.interpret(storedEvent({ metadata: poison }))).toMatchObject({ label: 'Info' });
    const metadata = {
      get severity(): string {
        throw new Error('unreadable');
      },
    };
    expect(book.interpret(storedEvent({ metadata }))).toMatchObject({
      level: 'warning',
      label: 'Unreadable',
    });
  });

  it('takes a level at the top of the event before the one in its metadata', () => {
    const event = storedEvent({ severity: 'error', metadata: { severity: 'info' } });
    expect(book.interpret(event).level).toBe('error');
  });

  it.each([
    [{ NodeName: 'pve-01', VMID: '100' }, ['pve-01', '100']],
    [{ NodeName: 'pve-01', VMID: 100 }, ['pve-01', '100']],
    [{ NodeName: 'pve-01', VMID: '' }, ['pve-01']],
    [{ NodeName: 'pve-01', VMID: null }, ['pve-01']],
    [{ VMID: '100' }, undefined],
  ])('groups %j under %j', (metadata, parts) => {
    const { group } = book.interpret(storedEvent({ metadata }));
    expect(group?.parts).toEqual(parts);
    if (group) expect(group.windowMs).toBe(86_400_000);
  });

  it('covers identifiers below its own, and shows unknown ones as they are', () => {
    const below = book.interpret(storedEvent({ providerIdentifier: 'COM.Proxmox.mail' }));
    expect(below.source).toBe('Proxmox');
    const unknown = book.interpret(storedEvent({ providerIdentifier: 'com.proxmoxx', severity: 'warning' }));
    expect(unknown).toEqual({
      level: 'warning',
      label: 'Warning',
      source: 'com.proxmoxx',
      surface: 'timeline',
    });
  });

  it('has the five actions first, with the very texts they open and copy', () => {
    const five = actionsFor(storedEvent(), book).slice(0, 5);
    expect(five.map(({ label, kind, text }) => [label, kind, text])).toEqual([
      ['Open Proxmox UI', 'open', 'https://pve-01.lan:8006/'],
      ['Open Datacenter', 'open', 'https://pve-01.lan:8006/#v1:0:18'],
      ['Copy server URL', 'copy', 'https://pve-01.lan:8006'],
      ['Copy node name', 'copy', 'pve-01'],
      ['Copy VMID', 'copy', '100'],
    ]);
  });

  const links = (event: StoredEvent) =>
    actionsFor(event, book)
      .slice(5)
      .map(({ label, text, disabled }) => [label, disabled ?? text]);

  it.each([
    ['qemu%2F100', 'qemu%2F100:4:::::21'],
    ['lxc%2F101', 'lxc%2F101:4::::::21'],
  ])('leads to the node and to the guest %s behind them', (GuestPath, GuestBackupsPath) => {
    expect(links({ ...storedEvent(), derived: { GuestPath, GuestBackupsPath } })).toEqual([
      ['Open node', 'https://pve-01.lan:8006/#v1:0:=node%2Fpve-01'],
      ['Open guest', `https://pve-01.lan:8006/#v1:0:=${GuestPath}`],
      ['Open backups of guest', `https://pve-01.lan:8006/#v1:0:=${GuestBackupsPath}`],
      ['Open tasks of node', 'https://pve-01.lan:8006/#v1:0:=node%2Fpve-01:4:4'],
    ]);
  });

  it('leads nowhere that it does not know', () => {
    expect(links(storedEvent({ metadata: { ServerUrl: 'https://pve-01.lan:8006', VMID: '100' } }))).toEqual([
      ['Open node', 'the event has no NodeName'],
      ['Open guest', 'the event has no GuestPath'],
      ['Open backups of guest', 'the event has no GuestBackupsPath'],
      ['Open tasks of node', 'the event has no NodeName'],
    ]);
  });

  it('keeps nodes of one name apart by the cluster, where it is told', () => {
    const parts = (metadata: object) => book.place(storedEvent({ metadata: { ...metadata } })).group?.parts;
    const node = { NodeName: 'pve-01' };
    expect(parts({ ...node, VMID: '100', Cluster: 'home' })).toEqual(['home', 'pve-01', '100']);
    expect(parts({ ...node, Cluster: 'home' })).toEqual(['home', 'pve-01']);
    expect(parts({ ...node, VMID: '100', Cluster: '' })).toEqual(['pve-01', '100']);
    const keys = [{}, { Cluster: 'home' }, { Cluster: 'work' }].flatMap((cluster) =>
      [{}, { VMID: '100' }].map((vmid) => {
        const metadata = { ...node, ...cluster, ...vmid };
        return book.place(storedEvent({ metadata })).group?.key;
      }),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each([[undefined], [null], ['']])('disables copying a VMID of %j, with the reason', (VMID) => {
    const actions = actionsFor(storedEvent({ metadata: { NodeName: 'pve-01', VMID } }), book);
    expect(actions[4]).toMatchObject({ text: '', disabled: 'the event has no VMID' });
    expect(actions[0]).toMatchObject({ disabled: 'the event has no ServerUrl' });
    expect(actions[3]).toMatchObject({ text: 'pve-01' });
  });

  it('disables opening what the URL policy refuses', () => {
    const actions = actionsFor(storedEvent({ metadata: { ServerUrl: 'javascript:alert(1)//' } }), book);
    expect(actions[0]!.disabled).toBe('javascript: addresses are not opened');
  });

  it("lets an event's own action take the place of the score's of the same label", () => {
    const own = {
      label: 'Copy VMID',
      systemIcon: 'number',
      trigger: { copyToClipboard: 'vm-${metadata.VMID}' },
    };
    const actions = actionsFor(storedEvent({ actions: [own] }), book);
    expect(actions.filter(({ label }) => label === 'Copy VMID')).toMatchObject([{ text: 'vm-100' }]);
  });
});

describe('a score', () => {
  it('may say that its rules decide, not the sender', () => {
    const score: Score = scoreSchema.parse({
      providerIdentifier: 'a.b',
      displayName: 'A',
      senderSeverityWins: false,
      severityRules: [{ match: { job: 'nightly*' }, severity: 'ok' }],
    });
    const event = storedEvent({
      providerIdentifier: 'a.b',
      severity: 'error',
      metadata: { job: 'Nightly-3' },
    });
    expect(new ScoreBook([score]).interpret(event)).toMatchObject({ level: 'ok', label: 'Ok' });
  });
});

describe('a template', () => {
  const event = storedEvent({ metadata: { a: { b: 7 }, evil: '${title}', zero: 0, list: [1] } });

  it.each([
    ['${title}: ${metadata.a.b}', 'Backup completed: 7'],
    ['${metadata.evil}', '${title}'],
    ['${metadata.zero}', '0'],
    ['${metadata.list}', '[1]'],
    ['plain', 'plain'],
  ])('fills %s as %s', (source, text) => {
    expect(fillTemplate(parseTemplate(source), event)).toMatchObject({ text });
  });

  it.each([['metadata.gone'], ['metadata.__proto__'], ['metadata.a.constructor'], ['seq'], ['']])(
    'has nothing for ${%s}',
    (placeholder) => {
      expect(fillTemplate(parseTemplate(`x\${${placeholder}}`), event)).toEqual({ missing: placeholder });
    },
  );
});
