import { describe, expect, it } from 'vitest';
import { payloadOf } from '../../../src/commands/send/payload-of.ts';
import type { SendFlags } from '../../../src/commands/send/send-flags.ts';

const BASE = { title: 'Backup done', provider: 'scripts.shell' };

function payload(flags: Partial<SendFlags> = {}, message?: string) {
  return payloadOf({ ...BASE, ...flags }, message);
}

describe('payloadOf', () => {
  it('has nothing that was not given', () => {
    expect(payload()).toEqual({ title: 'Backup done', providerIdentifier: 'scripts.shell', metadata: {} });
  });

  it('puts each option where the wire contract has it', () => {
    expect(
      payload(
        {
          severity: 'Warning',
          eventType: 'task',
          state: 'resolved',
          externalId: 'disk-1',
          start: '1777432440',
          end: '2026-04-29T05:20:00+02:00',
          hostname: 'pve-01',
          url: ['Log=https://log.lan/?a=b'],
          copy: ['Path=/var/log/x'],
        },
        'first\nsecond',
      ),
    ).toEqual({
      title: 'Backup done',
      providerIdentifier: 'scripts.shell',
      eventType: 'task',
      severity: 'warning',
      state: 'resolved',
      externalID: 'disk-1',
      startDate: '1777432440',
      endDate: '2026-04-29T05:20:00+02:00',
      actions: [
        { label: 'Log', systemIcon: 'link', trigger: { openURL: 'https://log.lan/?a=b' } },
        { label: 'Path', systemIcon: 'doc.on.doc', trigger: { copyToClipboard: '/var/log/x' } },
      ],
      metadata: { hostname: 'pve-01', Message: 'first\nsecond' },
    });
  });

  it.each([
    ['usage=78', { usage: '78' }],
    ['usage:=78', { usage: 78 }],
    ['list:=[1,{"a":null}]', { list: [1, { a: null }] }],
    ['equation=a=b', { equation: 'a=b' }],
    ['empty=', { empty: '' }],
    ['text=two\nlines', { text: 'two\nlines' }],
    ['a b=c', { 'a b': 'c' }],
  ])('reads --metadata %j', (text, metadata) => {
    expect(payload({ metadata: [text] }).metadata).toEqual(metadata);
  });

  it('takes a key that names a prototype for a key', () => {
    const { metadata } = payload({ metadata: ['__proto__=x'] });
    expect(JSON.stringify(metadata)).toBe('{"__proto__":"x"}');
  });

  it.each<[Partial<SendFlags>, object]>([
    [{ runId: 'r' }, { runID: 'r' }],
    [
      { runId: 'r', runTotal: '5', status: 'step 1', runTimeout: '30m' },
      { runID: 'r', runTotal: 5, runStatus: 'step 1', runTimeout: '30m' },
    ],
    [
      { runId: 'r', final: true, status: 'completed' },
      { runID: 'r', runComplete: true, runStatus: 'completed' },
    ],
    [
      { runId: 'r', finalFailure: true, status: 'disk full' },
      { runID: 'r', runComplete: true, runStatus: 'failed', status: 'disk full' },
    ],
  ])('tells of a run by %j', (flags, metadata) => {
    expect(payload(flags).metadata).toEqual(metadata);
  });

  it.each<[Partial<SendFlags>, string]>([
    [{ title: '  ' }, '--title: must not be empty.'],
    [{ provider: 'a b' }, '--provider: must be 1 to 128 letters'],
    [{ severity: 'eror' }, '--severity takes info, ok, warning, error, critical.'],
    [{ eventType: 'alarm' }, '--type: must be one of event, task'],
    [{ state: 'on' }, '--state: must be one of firing'],
    [{ externalId: '' }, '--external-id: must not be empty'],
    [{ start: 'yesterday' }, '--start: must be an ISO 8601 date'],
    [{ end: '2026-02-30T00:00:00Z' }, '--end: must be an ISO 8601 date'],
    [{ metadata: ['novalue'] }, '--metadata takes KEY=TEXT or KEY:=JSON'],
    [{ metadata: ['=x'] }, '--metadata takes KEY=TEXT or KEY:=JSON'],
    [{ metadata: ['a:=x'] }, '--metadata a:= takes JSON'],
    [
      { metadata: Array.from({ length: 65 }, (_, at) => `k${at}=x`) },
      '--metadata: must have at most 64 keys',
    ],
    [{ url: ['https://a.lan'] }, '--url takes LABEL=TEXT'],
    [{ copy: Array.from({ length: 9 }, () => 'a=b') }, '--url and --copy: must have at most 8 actions'],
    [{ runId: 'r', final: true, finalFailure: true }, 'Either --final or --final-failure'],
    [{ runTotal: '5' }, '--run-total goes with --run-id'],
    [{ runTimeout: '5' }, '--run-timeout goes with --run-id'],
    [{ final: true }, '--final goes with --run-id'],
    [{ finalFailure: true }, '--final-failure goes with --run-id'],
    [{ start: '2026-04-29T03:20:00Z', end: '2026-04-29T03:20:00+02:00' }, '--end lies before --start'],
    [{ runId: 'r', runTotal: 'five' }, '--run-total takes a whole number'],
    [{ runId: 'r', runTimeout: 'soon' }, '--run-timeout takes seconds'],
  ])('refuses %j by the name of the option', (flags, message) => {
    expect(() => payload(flags)).toThrow(message);
  });
});
