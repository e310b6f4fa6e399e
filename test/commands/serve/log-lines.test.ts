import { describe, expect, it } from 'vitest';
import { jsonText, type LogEntry, levelOf, plainText } from '../../../src/commands/serve/log-lines.ts';
import { builtinScores } from '../../../src/score/builtin-scores.ts';
import { ScoreBook } from '../../../src/score/score-book.ts';
import { storedEvent } from '../../support/events.ts';

const book = new ScoreBook(builtinScores());

function eventEntry(severity: string, title = 'Backup failed'): LogEntry {
  const event = storedEvent({
    title,
    metadata: { severity, NodeName: 'pve-01', VMID: '100', Message: 'the whole message' },
  });
  return { kind: 'event', told: { event, meaning: book.interpret(event), flags: 0 } };
}

const refusal: LogEntry = {
  kind: 'refusal',
  refusal: {
    time: '2026-04-29T03:14:00.000Z',
    address: '10.0.0.7',
    status: 422,
    reason: 'no title',
    token: 'pve',
  },
};
const note: LogEntry = { kind: 'note', level: 'warn', time: 0, text: 'One line.\nAnother.' };

describe('jsonText', () => {
  it('tells which event it was and how bad, without its message', () => {
    const entry = eventEntry('error');
    const line = jsonText(entry);
    expect(JSON.parse(line)).toEqual({
      time: expect.stringMatching(/Z$/),
      level: 'error',
      kind: 'event',
      message: 'error Proxmox pve-01/100 Backup failed',
      event: {
        id: expect.any(String),
        seq: expect.any(Number),
        provider: 'com.proxmox',
        level: 'error',
        node: 'pve-01',
        vmid: '100',
        title: 'Backup failed',
      },
    });
    expect(line).not.toContain('the whole message');
  });

  it('tells of a refusal who, how and by which token', () => {
    expect(JSON.parse(jsonText(refusal))).toEqual({
      time: '2026-04-29T03:14:00.000Z',
      level: 'warn',
      kind: 'refusal',
      message: 'refused 422 10.0.0.7 (token pve): no title',
      refusal: { address: '10.0.0.7', status: 422, reason: 'no title', token: 'pve' },
    });
  });

  it('is one line whatever it tells', () => {
    const title = 'a\nb\u2028c\u001B[31m\u009B31m\u007F\u202Ed';
    for (const entry of [note, eventEntry('info', title)])
      expect(jsonText(entry)).not.toMatch(/[\p{Cc}\p{Cf}\u2028]/u);
    expect(JSON.parse(jsonText(eventEntry('info', title))).event.title).toBe(title);
  });
});

describe('plainText', () => {
  it('leaves the time to a journal that has its own', () => {
    expect(plainText(refusal, 'log')).toBe(
      '2026-04-29T03:14:00.000Z refused 422 10.0.0.7 (token pve): no title',
    );
    expect(plainText(refusal, 'journal')).toBe('refused 422 10.0.0.7 (token pve): no title');
    expect(plainText(eventEntry('error'), 'journal')).toBe('error Proxmox pve-01/100 Backup failed');
  });
});

describe('levelOf', () => {
  it.each([
    ['info', 'info'],
    ['ok', 'info'],
    ['warning', 'warn'],
    ['error', 'error'],
    ['critical', 'error'],
  ])('puts an event of %s at %s', (severity, level) => {
    expect(levelOf(eventEntry(severity))).toBe(level);
  });

  it('puts a refusal at warn', () => {
    expect(levelOf(refusal)).toBe('warn');
  });
});
