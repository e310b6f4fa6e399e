import type { IncomingEvent } from '../event.ts';
import { LOOKS } from './bounds.ts';
import { commandFor } from './command-policy.ts';
import { COPY_MAX } from './copy-policy.ts';
import { checkFilledUrl } from './filled-url.ts';
import type { ScoreAction } from './schema.ts';
import type { ScoreBook } from './score-book.ts';
import { fillTemplate, parseTemplate } from './template.ts';
import { URL_MAX } from './url-policy.ts';

/** UTF-16 units of all texts of an event's actions: whoever looks at the event has all of them made. */
const COPIES_MAX = 2 * COPY_MAX;

/** An action ready to run on one event, or the reason why it cannot. All texts are raw. */
export interface Action {
  label: string;
  /** SF Symbol name, as in the score. */
  icon: string;
  kind: 'open' | 'copy' | 'terminal';
  /** The URL to open, the text to copy or the command to run; '' when it could not be built. */
  text: string;
  /** Why it cannot run on this event. */
  disabled?: string;
}

/** The score's actions in its order, then the event's own; of the same label the event's wins. */
export function actionsFor(event: IncomingEvent, book: ScoreBook): Action[] {
  const fromScore: readonly ScoreAction[] = book.find(event.providerIdentifier)?.score.defaultActions ?? [];
  const own: readonly ScoreAction[] = event.actions ?? [];
  const kept = fromScore.filter((action) => !own.some(({ label }) => label === action.label));
  const mayRun = book.originOf(event.providerIdentifier) === 'own';
  const actions: Action[] = [];
  let room = COPIES_MAX;
  for (const action of [...kept, ...own]) {
    if (action._disabled) continue;
    const prepared = prepare(action, event, { mayRun: mayRun && kept.includes(action), room });
    room = Math.max(0, room - prepared.text.length);
    actions.push(prepared);
  }
  return actions;
}

function prepare(
  { label, systemIcon, trigger }: ScoreAction,
  event: IncomingEvent,
  { mayRun, room }: { mayRun: boolean; room: number },
): Action {
  const { kind, source } = wantedBy(trigger);
  const action = { label, icon: systemIcon, kind } as const;
  if (kind === 'terminal') return { ...action, ...commandFor(source, event, mayRun) };
  const template = parseTemplate(source);
  // One more of an address, which is too long then.
  const most = kind === 'open' ? URL_MAX + 1 : Math.min(COPY_MAX, Math.max(LOOKS.text, room));
  const filled = fillTemplate(template, event, most);
  if ('missing' in filled) {
    return { ...action, text: '', disabled: `the event has no ${filled.missing.replace(/^metadata\./, '')}` };
  }
  const { text } = filled;
  if (most < COPY_MAX && kind === 'copy' && text.length > most)
    return { ...action, text, disabled: 'the texts to copy are too long together' };
  const problem = kind === 'open' ? checkFilledUrl(template.literals, filled) : undefined;
  if (problem && 'reason' in problem) return { ...action, text, disabled: problem.reason };
  return { ...action, text };
}

function wantedBy(trigger: ScoreAction['trigger']): { kind: Action['kind']; source: string } {
  if ('openURL' in trigger) return { kind: 'open', source: trigger.openURL };
  if ('copyToClipboard' in trigger) return { kind: 'copy', source: trigger.copyToClipboard };
  return { kind: 'terminal', source: trigger.openTerminalWith };
}
