import type { SafeText } from '../safe-text.ts';
import type { StackIndex } from '../score/stacks.ts';
import type { Gap } from '../store/heartbeat.ts';
import type { Choice } from './filter-lines.ts';
import type { HelpState } from './help-state.ts';
import type { JumpView } from './jumps.ts';
import type { Command, Focus } from './keys.ts';
import type { Selection } from './rows.ts';
import { FIRST_CHOICE, type SetupChoice } from './setup-choice.ts';
import { type ShownAs, shownAsUsual } from './shown-as.ts';
import type { StandIn } from './stand-in.ts';

/**
 * A question on the bottom line: `y` says yes and anything else no, or one of several choices by its key. An address
 * that could not be opened is shown until any key.
 */
export type Question =
  | { about: 'quit'; canHandOver: boolean }
  | { about: 'origin'; origin: string; url: string }
  | { about: 'command'; command: string }
  | { about: 'address'; href: SafeText; why: SafeText }
  | { about: 'filter'; text: SafeText; choices: readonly Choice[] };

/** What the person did to the screen. Everything else is in the store. */
export interface TimelineState extends ShownAs {
  /** Absent while the newest is followed, whichever that is. */
  selection: Selection | undefined;
  /** Where what is selected takes the place of something that is hidden. */
  standIn: StandIn | undefined;
  /** Lines between the first heading and the selected row. */
  above: number;
  /** Slots of events whose stacks are open. */
  opened: readonly number[];
  focus: Exclude<Focus, 'question'>;
  /** First line shown of the inspector, or of the overlay that has the focus. */
  scroll: number;
  /** When what was refused was looked at last, in milliseconds since the epoch. */
  looked: number;
  /** Arrivals up to the moment the newest was no longer followed. */
  seen: number;
  question: Question | undefined;
  status: { text: SafeText; ok: boolean } | undefined;
  /** The query of what is shown; '' for everything. */
  filter: string;
  /** What is being searched for, while it is written. */
  search: string;
  /** What is chosen on the set-up screen, and how many events had been received when it was opened. */
  setup: SetupChoice & { since: number };
  /** The address of the web interface, while it is written. */
  url: string;
  help: HelpState;
}

export const initialState: TimelineState = {
  selection: undefined,
  standIn: undefined,
  above: 0,
  opened: [],
  focus: 'timeline',
  scroll: 0,
  looked: 0,
  seen: 0,
  question: undefined,
  status: undefined,
  filter: '',
  search: '',
  setup: { ...FIRST_CHOICE, since: 0 },
  url: '',
  help: { text: '', at: 0, from: 'timeline' },
  ...shownAsUsual,
};

export type Message =
  | { type: 'command'; command: Command; view: View }
  | { type: 'status'; status: TimelineState['status'] }
  | { type: 'question'; question: Question | undefined }
  | { type: 'search'; text: string }
  | { type: 'url'; text: string }
  | { type: 'help'; text: string }
  | { type: 'filter'; text: string };

/** What a command needs to know of the screen it was given on. */
export interface View extends JumpView {
  index: StackIndex;
  gaps: readonly Gap[];
  /** Milliseconds since the epoch. */
  now: number;
  /** Events that were received so far. */
  received: number;
  /** Those of them that are shown. */
  arrivals: number;
  listHeight: number;
  /** How far the focused inspector or overlay can scroll, and how much of it shows. */
  scrollMax: number;
  scrollPage: number;
  /** How many commands can be chosen in the help. */
  choices: number;
  /** The inspector covers the timeline. */
  narrow: boolean;
}

/** The query of what is to be shown now. */
export function queryOf({ focus, search, filter }: TimelineState): string {
  return focus === 'search' ? search : filter;
}
