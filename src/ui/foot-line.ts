import { safe } from '../safe-text.ts';
import type { Action } from '../score/actions.ts';
import { actionFor, runsAction } from './action-keys.ts';
import { tellsAway } from './away-line.ts';
import { footerLine } from './chrome-lines.ts';
import { searchLine } from './filter-lines.ts';
import type { Frame } from './frame.ts';
import type { Command } from './keys.ts';
import { lineWidth, plain } from './line.ts';
import { questionLine } from './question-lines.ts';
import type { TimelineServices } from './services.ts';
import { urlLine } from './setup-lines.ts';
import type { Line } from './theme.ts';
import type { TimelineState } from './timeline-state.ts';

/** What makes no sense where nothing is selected. */
const ON_A_ROW: ReadonlySet<Command> = new Set(['enter', 'down', 'focus']);

/** The bottom line: a question, what was just done, or the keys that work now. */
export function footOf(
  state: TimelineState,
  { feed, theme, keys, setup }: TimelineServices,
  {
    focus,
    actions,
    layout,
    row,
    isMore,
  }: Pick<Frame, 'focus' | 'actions' | 'layout' | 'row'> & {
    /** What is shown goes on below. */
    isMore: boolean;
  },
  columns: number,
): Line {
  if (state.question) return questionLine(state.question, columns, theme);
  if (focus === 'url') return urlLine(state, columns, { theme, keys });
  if (state.status) {
    const { ok, text } = state.status;
    return plain(ok ? text : safe`▲ ${text}`, { bold: true, color: ok ? theme.good : theme.bad });
  }
  if (focus === 'search') return searchLine(state.search, feed.filter, columns, { theme, keys });
  const usable = (command: Command): boolean => {
    if (command === 'copyToken') return setup.guide(state.setup).token !== undefined;
    if (command === 'copyBody') return setup.guide(state.setup).body !== undefined;
    if (command === 'back') {
      return focus === 'timeline'
        ? state.filter !== '' || tellsAway(state, feed.away)
        : focus !== 'setup' || feed.source.table.size > 0;
    }
    if (command === 'focus') return layout.kind !== 'narrow' || focus === 'inspector';
    if (!row && ON_A_ROW.has(command)) return false;
    return !runsAction(command) || isUsable(actionFor(actions, command, '', keys));
  };
  const more: Line = isMore ? [{ text: safe`▼ more  `, bold: true }] : [];
  return [...more, ...footerLine(focus, usable, columns - lineWidth(more), { theme, keys })];
}

function isUsable(action: Action | undefined): boolean {
  return action !== undefined && action.disabled === undefined;
}
