import type { WriteStream } from 'node:tty';
import { layOutScreen } from '../../ui/layout.ts';
import { colorBits } from '../terminal-colors.ts';
import { type Check, ok, warning } from './check.ts';

/** The terminal that doctor runs in. */
export interface TerminalFacts {
  term: string | undefined;
  tmux: boolean;
  columns: number;
  rows: number;
  /** Bits a colour has: 1, 4, 8 or 24. */
  depth: number;
  /** Colours are drawn. */
  colors: boolean;
  /** What the environment says of the character set; absent where the system does not go by that. */
  locale?: string;
}

/** Undefined where the timeline would not be drawn, as there is no terminal. */
export function readTerminal(
  stdin: { isTTY?: boolean },
  stdout: WriteStream,
  env: NodeJS.ProcessEnv = process.env,
): TerminalFacts | undefined {
  if (!stdin.isTTY || !stdout.isTTY) return undefined;
  const depth = colorBits(stdout, { ...env });
  return {
    term: env.TERM,
    tmux: Boolean(env.TMUX),
    columns: stdout.columns,
    rows: stdout.rows,
    depth,
    colors: depth > 1,
    ...(process.platform === 'linux' && { locale: env.LC_ALL || env.LC_CTYPE || env.LANG || '' }),
  };
}

/** Whether the timeline can be drawn as it is meant. */
export function judgeTerminal(facts: TerminalFacts | undefined): Check[] {
  if (!facts) return [ok('terminal', 'there is none here: tempo-tui would write a line for each event')];
  return [judgeKind(facts), judgeSize(facts), ...judgeLocale(facts)];
}

function judgeKind({ term, tmux, depth, colors }: TerminalFacts): Check {
  if (term === undefined || term === '' || term === 'dumb')
    return warning(
      'terminal',
      `TERM is ${term || 'not set'}: what the screen can do is not known`,
      'export TERM=xterm-256color, or what your terminal says it is',
    );
  const palette = depth === 24 ? 'all colours' : `${2 ** depth} colours`;
  return ok('terminal', `${term}${tmux ? ' in tmux' : ''}, ${colors ? palette : 'without colours'}`);
}

function judgeSize({ columns, rows }: TerminalFacts): Check {
  const size = `${columns}×${rows}`;
  if (layOutScreen(columns, rows, 0).kind !== 'tiny') return ok('size', size);
  return warning('size', `${size} is too small for the timeline`, 'make it 40×10 at least');
}

function judgeLocale({ locale }: TerminalFacts): Check[] {
  if (locale === undefined) return [];
  if (/utf-?8/i.test(locale)) return [ok('locale', locale)];
  const found = locale === '' ? 'none is set' : `${locale} is not one of UTF-8`;
  return [
    warning('locale', `${found}: lines and marks may come out as other characters`, 'export LANG=C.UTF-8'),
  ];
}
