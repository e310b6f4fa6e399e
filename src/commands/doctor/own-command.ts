import type { Flags } from '../../config.ts';
import { programAlone } from '../program-line.ts';
import { shellWord } from '../shell-word.ts';

/** Writes a command of this program as it has to be typed here. */
export type OwnCommand = (...words: readonly string[]) => string;

/**
 * How commands of this program are written for the one who asked: with the options that say where the data is, and for
 * the timeline itself the port. Never the whole command line, which may hold a token.
 */
export function ownCommand(flags: Flags, program = programAlone()): OwnCommand {
  const place = [...option('--data-dir', flags.dataDir), ...option('--config', flags.config)];
  const receiving = [
    option('--allow', flags.allow),
    option('--tls-cert', flags.tlsCert),
    option('--tls-key', flags.tlsKey),
  ];
  return (...words) => {
    const isTimeline = words[0]?.startsWith('--') ?? true;
    const port = isTimeline && !words.includes('--port') ? option('--port', flags.port) : [];
    const asBefore = isTimeline ? receiving.filter(([flag]) => !words.includes(flag!)).flat() : [];
    return [program, ...words, ...place, ...port, ...asBefore].join(' ');
  };
}

function option(flag: string, value: string | undefined): string[] {
  return value === undefined ? [] : [flag, shellWord(value)];
}
