import { describe, expect, it } from 'vitest';
import { actionsFor } from '../../src/score/actions.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { storedEvent } from '../support/events.ts';

const book = new ScoreBook();

describe('the built-in scores', () => {
  it('work side by side, each for its own', () => {
    const sources = [
      'com.proxmox',
      'com.proxmox.backup',
      'com.proxmox.backup.x',
      'com.proxmox.mail',
      'scripts.a.b',
    ].map((providerIdentifier) => book.interpret(storedEvent({ providerIdentifier })).source);
    expect(sources).toEqual(['Proxmox', 'PBS', 'PBS', 'Proxmox', 'Scripts']);
  });
});

describe('the score of Proxmox Backup Server', () => {
  const metadata = {
    severity: 'error',
    ServerUrl: 'https://pbs.lan:8007',
    NodeName: 'pbs',
    Datastore: 'main',
    TaskType: 'verify',
  };
  const event = (more: Record<string, unknown> = {}) =>
    storedEvent({ providerIdentifier: 'com.proxmox.backup', metadata: { ...metadata, ...more } });

  it.each([
    ['critical', 'critical', 'Critical'],
    ['error', 'error', 'Error'],
    ['warning', 'warning', 'Warning'],
    ['notice', 'info', 'Notice'],
    ['info', 'info', 'Info'],
    ['unknown', 'info', 'Info'],
  ])('takes the level %s as it is sent', (severity, level, label) => {
    expect(book.interpret(event({ severity }))).toMatchObject({ level, label, tag: 'verify' });
  });

  it('knows forwarded mail', () => {
    expect(book.interpret(event({ severity: 'unknown', TaskType: 'system-mail' }))).toMatchObject({
      level: 'info',
      label: 'Mail',
      tag: 'mail',
    });
  });

  it('stacks by host and datastore, else by host, for a day', () => {
    expect(book.place(event()).group).toMatchObject({ parts: ['pbs', 'main'], windowMs: 86_400_000 });
    expect(book.place(event({ Datastore: '' })).group?.parts).toEqual(['pbs']);
    expect(book.place(event({ NodeName: null })).group).toBeUndefined();
  });

  it('links into its own web interface', () => {
    expect(actionsFor(event(), book).map(({ label, text }) => [label, text])).toEqual([
      ['Open Proxmox UI', 'https://pbs.lan:8007/#pbsDashboard'],
      ['Open datastore', 'https://pbs.lan:8007/#DataStore-main'],
      ['Open tasks', 'https://pbs.lan:8007/#pbsServerAdministration:tasks'],
      ['Copy server URL', 'https://pbs.lan:8007'],
      ['Copy node name', 'pbs'],
      ['Copy datastore', 'main'],
    ]);
    expect(actionsFor(event({ Datastore: null }), book)[1]!.disabled).toBe('the event has no Datastore');
  });
});

describe('the score of scripts', () => {
  const event = (metadata: Record<string, unknown>, more = {}) =>
    storedEvent({ providerIdentifier: 'scripts.nightly', metadata, ...more });

  it.each([
    [{ label: 'Critical issues' }, 'critical', 'Critical issues'],
    [{ label: 'failed: no space' }, 'error', 'failed: no space'],
    [{ label: 'WARN' }, 'warning', 'WARN'],
    [{ label: 'ok' }, 'ok', 'ok'],
    [{ keyword: 'Slow' }, 'warning', 'Slow'],
    [{ exit_code: 0 }, 'ok', 'OK'],
    [{ exit_code: '0' }, 'ok', 'OK'],
    [{ exitCode: 127 }, 'error', 'Exit 127'],
    [{ exit_code: '' }, 'info', 'Info'],
    [{ label: 'Tidied up', exit_code: 0 }, 'ok', 'OK'],
    [{ label: 'Tidied up' }, 'info', 'Tidied up'],
    [{ label: 'ok', severity: 'error' }, 'error', 'ok'],
    [{}, 'info', 'Info'],
  ])('makes of %j the level %s and the badge %s', (metadata, level, label) => {
    expect(book.interpret(event(metadata))).toMatchObject({ level, label });
  });

  it('stacks by run, by script, or by sender', () => {
    const parts = [{ runID: 7, script: 's' }, { script_name: 'n', script: 's' }, { script: 's' }, {}].map(
      (metadata) => book.place(event(metadata)).group?.parts,
    );
    expect(parts).toEqual([['7'], ['n'], ['s'], ['scripts.nightly']]);
  });

  it('tells of runs', () => {
    expect(book.interpret(event({ runID: 7, runTotal: 3 })).run).toEqual({ id: '7', total: 3 });
    expect(book.interpret(event({}))).not.toHaveProperty('run');
  });

  it('goes to the host, and copies it and the title', () => {
    expect(actionsFor(event({ host: 'nas' }), book).map(({ label, text }) => [label, text])).toEqual([
      ['SSH to host', 'ssh://nas'],
      ['Copy host', 'nas'],
      ['Copy title', 'Backup completed'],
    ]);
  });
});

describe('the fingerprint of a book', () => {
  it('is the same for the same scores, and another for others', () => {
    const [first, ...others] = book.scores;
    expect(new ScoreBook().fingerprint).toBe(book.fingerprint);
    expect(new ScoreBook(others).fingerprint).not.toBe(book.fingerprint);
    const renamed = { ...first!, displayName: 'Other' };
    expect(new ScoreBook([renamed, ...others]).fingerprint).not.toBe(book.fingerprint);
  });
});
