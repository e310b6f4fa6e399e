import { safe } from '../safe-text.ts';
import { fitToWidth, wrapToWidth } from './format.ts';
import { type HelpEntry, helpEntries, isOneCommand } from './help-list.ts';
import type { Focus, KeyBinding } from './keys.ts';
import { blanks, cutLine, lineWidth, plain } from './line.ts';
import type { Look } from './services.ts';
import type { Line, Segment, Theme } from './theme.ts';
import type { TimelineState } from './timeline-state.ts';
import { endHints, GOES_BACK, withCommas, writtenLine } from './written-line.ts';

export interface HelpPage {
  lines: Line[];
  /** The command that is chosen; undefined where none fits what is searched for. */
  chosen: KeyBinding | undefined;
  /** The key that Enter presses for it; undefined where it cannot be run. */
  runs: string | undefined;
  /** Its place among those that can be chosen. */
  place: number;
  /** Its line. */
  at: number;
  /** How many can be chosen. */
  count: number;
}

/**
 * Every key, grouped by where it works, made from the key table.
 *
 * @param from where the keys went before, and would go again to run the command that is chosen
 */
export function helpPage(
  { help }: TimelineState,
  from: Focus,
  width: number,
  { theme, keys }: Look,
): HelpPage {
  const entries = helpEntries(keys, help.text);
  const chosenPlace = Math.min(help.at, entries.length - 1);
  const chosen = entries[chosenPlace];
  const lines: Line[] = [];
  let at = 0;
  for (const [place, entry] of entries.entries()) {
    if (entry.place !== entries[place - 1]?.place) {
      if (place > 0) lines.push([]);
      lines.push(plain(entry.place, { bold: true, underline: true }));
    }
    if (entry === chosen) at = lines.length;
    for (const line of entryLines(entry, entry === chosen, width, theme))
      lines.push(line.map((segment) => ({ ...segment, click: { does: 'choose', at: place } })));
  }
  if (entries.length === 0) lines.push(plain(safe`No command fits.`));
  const runnable = chosen && isOneCommand(chosen.binding) && chosen.binding.in.includes(from);
  const runs = runnable ? chosen.binding.keys[0] : undefined;
  return { lines, chosen: chosen?.binding, runs, place: chosenPlace, at, count: entries.length };
}

function entryLines({ binding, keys }: HelpEntry, isChosen: boolean, width: number, theme: Theme): Line[] {
  const named = Math.min(18, Math.floor(width / 3));
  return wrapToWidth(binding.help, Math.max(1, width - named - 2)).map((text, at) => {
    const name = fitToWidth(at === 0 ? keys : safe``, named);
    const line: Line = [{ text: safe`  ${name}`, color: theme.accent, bold: true }, { text }];
    if (!isChosen) return line;
    const cut = cutLine(line, width);
    const filled = [...cut, { text: blanks(width - lineWidth(cut)) }];
    return filled.map((segment) => ({ ...segment, inverse: true }));
  });
}

/** What is searched for among the commands, as it is written on the bottom line, and what the keys do there. */
export function helpFoot(
  { help }: TimelineState,
  page: HelpPage,
  width: number,
  { theme, keys }: Look,
): Line {
  const hint = hintFor(page, endHints([['runFound', safe`runs it`]], keys));
  const hints = withCommas([...hint, ...endHints([GOES_BACK], keys)]);
  return writtenLine(safe`find: `, help.text, hints, width, theme);
}

function hintFor({ chosen, runs }: HelpPage, run: Segment[]): Segment[] {
  if (!chosen) return [];
  if (runs !== undefined) return run;
  const why = isOneCommand(chosen) ? safe`it works elsewhere` : safe`press the number itself`;
  return [{ text: why, dim: true }];
}
