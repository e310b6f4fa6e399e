import type { LogLevel } from '../../config.ts';
import type { Level } from '../../event.ts';
import type { NewRejection } from '../../ingest/rejections.ts';
import { placeholderValue } from '../../score/template.ts';
import { localTime } from '../../ui/format.ts';
import { logLine, plainLine, type ToldEvent, wordsOf } from '../event-line.ts';
import { printableJson } from '../printable-json.ts';

/** Something that the receiver tells. */
export type LogEntry =
  | { kind: 'note'; level: LogLevel; time: number; text: string }
  | { kind: 'event'; told: ToldEvent }
  | { kind: 'refusal'; refusal: NewRejection };

/** For whom plain lines are: with the time in UTC for a log, in the local zone for a person, or none for a journal that has its own. */
export type PlainFor = 'log' | 'person' | 'journal';

/** What is bad among events is bad in the log, so that what reads logs by level finds it. */
const LEVEL_OF: Readonly<Record<Level, LogLevel>> = {
  info: 'info',
  ok: 'info',
  warning: 'warn',
  error: 'error',
  critical: 'error',
};

export function levelOf(entry: LogEntry): LogLevel {
  if (entry.kind === 'note') return entry.level;
  return entry.kind === 'event' ? LEVEL_OF[entry.told.meaning.level] : 'warn';
}

/** An entry as text, not yet safe for a terminal; a note may have several lines. */
export function plainText(entry: LogEntry, reader: PlainFor): string {
  switch (entry.kind) {
    case 'note':
      return entry.text;
    case 'event': {
      if (reader === 'journal') return wordsOf(entry.told.event, entry.told.meaning);
      return reader === 'person' ? plainLine(entry.told) : logLine(entry.told);
    }
    case 'refusal': {
      const { time } = entry.refusal;
      const told = refusalText(entry.refusal);
      if (reader === 'journal') return told;
      return `${reader === 'person' ? localTime(Date.parse(time)) : time} ${told}`;
    }
  }
}

/** An entry as one object of JSON, without a line break or a control character in it. */
export function jsonText(entry: LogEntry): string {
  return printableJson(toldOf(entry));
}

function toldOf(entry: LogEntry): object {
  const level = levelOf(entry);
  const { kind } = entry;
  switch (entry.kind) {
    case 'note':
      return { time: new Date(entry.time).toISOString(), level, kind, message: entry.text };
    case 'event': {
      const { event, meaning } = entry.told;
      const about = {
        id: event.id,
        seq: event.seq,
        provider: event.providerIdentifier,
        level: meaning.level,
        node: placeholderValue('metadata.NodeName', event) ?? null,
        vmid: placeholderValue('metadata.VMID', event) ?? null,
        title: meaning.title ?? event.title,
      };
      return { time: event.receivedAt, level, kind, message: wordsOf(event, meaning), event: about };
    }
    case 'refusal': {
      const { time, address, status, reason, token } = entry.refusal;
      const refusal = { address, status, reason, token: token ?? null };
      return { time, level, kind, message: refusalText(entry.refusal), refusal };
    }
  }
}

function refusalText({ address, status, reason, token }: NewRejection): string {
  return `refused ${status} ${address}${token ? ` (token ${token})` : ''}: ${reason}`;
}
