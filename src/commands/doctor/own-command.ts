import type { Flags } from '../../config.ts';
import { programAlone } from '../program-line.ts';
import { carriedOptions, namedDataDir } from '../service/serve-command.ts';
import { shellWord } from '../shell-word.ts';

/** Writes a command of this program as it has to be typed here. */
export type OwnCommand = (...words: readonly string[]) => string;

/**
 * How commands of this program are written for the one who asked: with the options that say where the data is, and for
 * the timeline itself the port; they mean the same in another shell. Never the whole command line, which may hold a token.
 */
export function ownCommand(
  flags: Flags,
  program = programAlone(),
  env: NodeJS.ProcessEnv = process.env,
): OwnCommand {
  const place = [...namedDataDir(flags, env), ...option(flags, 'config')];
  const receiving = (['allow', 'tlsCert', 'tlsKey'] as const).map((name) => option(flags, name));
  return (...words) => {
    const isTimeline = words[0]?.startsWith('--') ?? true;
    const port = isTimeline && !words.includes('--port') ? option(flags, 'port') : [];
    const asBefore = isTimeline ? receiving.filter(([flag = '']) => !words.includes(flag)).flat() : [];
    return [program, ...words, ...[...place, ...port, ...asBefore].map(shellWord)].join(' ');
  };
}

function option(flags: Flags, name: keyof Flags): string[] {
  return flags[name] === undefined ? [] : carriedOptions({ [name]: flags[name] });
}
