import type { Command, Focus } from './keys.ts';
import { stepOf } from './scroll-step.ts';
import type { TimelineState, View } from './timeline-state.ts';

/** Where the person is in the help. */
export interface HelpState {
  /** What is searched for. */
  text: string;
  /** Place of the chosen command among those that fit. */
  at: number;
  /** Lines of the screen above it, where it was chosen by a click; else it is in the middle. */
  above?: number;
  /** Where the keys went before, and go afterwards. */
  from: Exclude<Focus, 'question'>;
}

/** What a command does to the help; undefined where it is about something else. */
export function onHelp(state: TimelineState, command: Command, view: View): TimelineState | undefined {
  const { focus, help } = state;
  if (command === 'help') return { ...state, focus: 'help', help: { text: '', at: 0, from: focus } };
  if (focus !== 'help') return undefined;
  if (command === 'back' || command === 'runFound') return { ...state, focus: help.from };
  const last = Math.max(0, view.choices - 1);
  const at = Math.max(0, Math.min(last, Math.min(help.at, last) + (stepOf(command, view.scrollPage) ?? 0)));
  return { ...state, help: { ...help, at } };
}
