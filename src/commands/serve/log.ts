import { LOG_LEVELS, type LogFormat, type LogLevel } from '../../config.ts';
import { safeText } from '../../safe-text.ts';
import { say, writeLineSoon } from '../output.ts';
import { isJournal } from './journal-stream.ts';
import { jsonText, type LogEntry, levelOf, type PlainFor, plainText } from './log-lines.ts';

export interface LogOptions {
  format: LogFormat;
  /** What matters less is not written. */
  level: LogLevel;
  /** A person reads along: times of the local zone. */
  forPerson: boolean;
}

/** Tells the log something. No token and no body is ever in it. */
export type Log = (entry: LogEntry) => void;

/** As syslog counts them, and journald where they stand before a line. */
const PRIORITY: Readonly<Record<LogLevel, number>> = { debug: 7, info: 6, warn: 4, error: 3 };

/**
 * A log on the streams of this process. Plain: a line an event on stdout, all else on stderr; where the stream is the
 * journal of systemd, with the priority before it and without a time. JSON: everything on stdout, one object a line.
 */
export function openLog({ format, level, forPerson }: LogOptions, env = process.env): Log {
  const least = LOG_LEVELS.indexOf(level);
  const write = format === 'json' ? writeJson : plainWriter(forPerson, env);
  return (entry) => {
    if (LOG_LEVELS.indexOf(levelOf(entry)) >= least) write(entry);
  };
}

function writeJson(entry: LogEntry): void {
  writeLineSoon(jsonText(entry));
}

function plainWriter(forPerson: boolean, env: NodeJS.ProcessEnv): Log {
  const toJournal = { out: isJournal(1, env), err: isJournal(2, env) };
  return (entry) => {
    const isEvent = entry.kind === 'event';
    const journal = isEvent ? toJournal.out : toJournal.err;
    const reader: PlainFor = journal ? 'journal' : forPerson ? 'person' : 'log';
    const before = journal ? `<${PRIORITY[levelOf(entry)]}>` : '';
    for (const line of linesOf(entry, reader)) {
      if (isEvent) writeLineSoon(before + safeText(line));
      else say(before + line);
    }
  };
}

/** What a sender wrote stays on one line; our own words may have several. */
function linesOf(entry: LogEntry, reader: PlainFor): string[] {
  const text = plainText(entry, reader);
  return entry.kind === 'note' ? text.split('\n') : [text];
}
