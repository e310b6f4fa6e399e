import type { Action } from '../score/actions.ts';
import type { Frame } from './frame.ts';
import { type Hit, hitOf } from './hit.ts';
import type { Command } from './keys.ts';
import type { MouseReport } from './part-input.ts';
import type { Pointing } from './pointer-state.ts';

/** What a click or the wheel asks for. */
export type Wish =
  | { kind: 'key'; key: string }
  | { kind: 'command'; command: Command }
  | { kind: 'action'; action: Action }
  | { kind: 'pointing'; pointing: Pointing };

/** Lines that one step of the wheel scrolls. */
const WHEEL_LINES = 3;

/**
 * What the person means who clicks or turns the wheel.
 *
 * @param shown the frame that is on the screen: what was pointed at
 * @param current the frame as it is by now: what is selected and has the keys
 */
export function wishOf({ button, x, y, times }: MouseReport, shown: Frame, current: Frame): Wish | undefined {
  const hit = hitOf(shown, x, y);
  if (!hit || (current.focus === 'question' && hit.pane !== 'foot')) return undefined;
  if (button !== 'left') return scrolling(hit, times * (button === 'wheelUp' ? -WHEEL_LINES : WHEEL_LINES));
  const { click } = hit;
  // A key means something else by now where something else has the keys.
  if (click?.does === 'key')
    return shown.focus === current.focus ? { kind: 'key', key: click.key } : undefined;
  if (click?.does === 'action') return running(shown.actions[click.at]);
  if (click?.does === 'choose') return choosing(click.at, hit.above, current);
  if (hit.pane === 'timeline') return onTimeline(hit, current);
  return hit.pane === 'details' && current.focus === 'timeline' ? TO_THE_OTHER_PANE : undefined;
}

const TO_THE_OTHER_PANE: Wish = { kind: 'command', command: 'focus' };

function scrolling({ pane }: Hit, by: number): Wish | undefined {
  return pane === 'foot' ? undefined : { kind: 'pointing', pointing: { type: pane, by } };
}

/** A click on a command of the help chooses it; on the chosen one it runs that. */
function choosing(at: number, above: number | undefined, { help }: Frame): Wish {
  if (at === help?.place) return { kind: 'command', command: 'runFound' };
  return { kind: 'pointing', pointing: { type: 'choice', at, above } };
}

function running(action: Action | undefined): Wish | undefined {
  return action && { kind: 'action', action };
}

/** A click selects; on what is selected already it does what Enter does. */
function onTimeline(
  { row, above = 0, click }: Hit,
  { row: selected, focus, layout }: Frame,
): Wish | undefined {
  if (!row) return focus === 'inspector' ? TO_THE_OTHER_PANE : undefined;
  const again = focus !== 'inspector' && row.slot === selected?.slot && row.child === selected.child;
  const isStack = row.child < 0 && row.stack.size > 1;
  if (again && !isStack && focus === 'timeline' && layout.kind === 'narrow')
    return { kind: 'command', command: 'enter' };
  const unfolds = isStack && (again || click?.does === 'unfold');
  return { kind: 'pointing', pointing: { type: 'row', row, above, unfolds } };
}
