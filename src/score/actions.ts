import type { ActionTemplate, StoredEvent } from '../event.ts';
import type { ScoreBook } from './score-book.ts';
import { fillTemplate, parseTemplate } from './template.ts';
import { checkUrl } from './url-policy.ts';

/** An action ready to run on one event, or the reason why it cannot. All texts are raw. */
export interface Action {
  label: string;
  /** SF Symbol name, as in the score. */
  icon: string;
  kind: 'open' | 'copy';
  /** The URL to open or the text to copy; '' when it could not be built. */
  text: string;
  /** Why it cannot run on this event. */
  disabled?: string;
}

/** The score's actions in its order, then the event's own; of the same label the event's wins. */
export function actionsFor(event: StoredEvent, book: ScoreBook): Action[] {
  const fromScore = book.find(event.providerIdentifier)?.score.defaultActions ?? [];
  const own = event.actions ?? [];
  const kept = fromScore.filter((action) => !own.some(({ label }) => label === action.label));
  return [...kept, ...own].filter((action) => !action._disabled).map((action) => prepare(action, event));
}

function prepare({ label, systemIcon, trigger }: ActionTemplate, event: StoredEvent): Action {
  const kind = 'openURL' in trigger ? 'open' : 'copy';
  const source = 'openURL' in trigger ? trigger.openURL : trigger.copyToClipboard;
  const filled = fillTemplate(parseTemplate(source), event);
  const action = { label, icon: systemIcon, kind } as const;
  if ('missing' in filled) {
    return { ...action, text: '', disabled: `the event has no ${filled.missing.replace(/^metadata\./, '')}` };
  }
  const problem = kind === 'open' ? checkUrl(filled.text) : undefined;
  if (problem && 'reason' in problem) return { ...action, text: filled.text, disabled: problem.reason };
  return { ...action, text: filled.text };
}
