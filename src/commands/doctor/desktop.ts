import { type CopyRoute, copyRoutes, type DesktopFacts, hasDisplay } from '../../score/run-action.ts';
import { type Check, ok } from './check.ts';

const ROUTES: Record<CopyRoute, string> = {
  system: "this machine's clipboard",
  tmux: 'tmux',
  terminal: 'the terminal (OSC 52), if it allows',
};

/** Which way copies and opens will go here. */
export function judgeDesktop(facts: DesktopFacts): Check[] {
  const [first, ...others] = copyRoutes(facts).map((route) => ROUTES[route]);
  const instead = others.length === 0 ? '' : `; where that fails, to ${others.join(', then to ')}`;
  const opens = hasDisplay(facts)
    ? 'addresses open in the browser of this machine'
    : 'no display here: addresses are shown and copied instead of opened';
  return [ok('clipboard', `copies go to ${first}${instead}`), ok('browser', opens)];
}
