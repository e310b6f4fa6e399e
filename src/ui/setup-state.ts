import { safe, safeText } from '../safe-text.ts';
import { checkServerUrl } from '../score/url-policy.ts';
import type { Command } from './keys.ts';
import { serverUrlOf, withServerUrl } from './setup-choice.ts';
import type { TimelineState, View } from './timeline-state.ts';

/** What a command does on the way through the set-up; undefined where it is about something else. */
export function onSetup(state: TimelineState, command: Command, view: View): TimelineState | undefined {
  const choose = (setup: Partial<TimelineState['setup']>) => ({
    ...state,
    setup: { ...state.setup, ...setup },
  });
  const { sender, address } = state.setup;
  switch (command) {
    case 'setup':
      return { ...choose({ since: view.received }), focus: 'setup', scroll: 0 };
    case 'nextSender':
      return choose({ sender: sender + 1 });
    case 'previousSender':
      return choose({ sender: sender - 1 });
    case 'nextAddress':
      return choose({ address: address + 1 });
    case 'editUrl':
      return { ...state, focus: 'url', url: serverUrlOf(state.setup) || 'https://' };
    case 'keepUrl':
      return keepUrl(state);
    default:
      return undefined;
  }
}

function keepUrl(state: TimelineState): TimelineState {
  const checked = checkServerUrl(state.url);
  if ('reason' in checked)
    return { ...state, status: { ok: false, text: safe`${safeText(checked.reason)}: not kept` } };
  const { serverUrl, cut } = checked;
  const kept: TimelineState = { ...state, setup: withServerUrl(state.setup, serverUrl), focus: 'setup' };
  if (!cut) return kept;
  return {
    ...kept,
    status: { ok: true, text: safe`kept ${safeText(serverUrl)}, without what follows the #` },
  };
}
