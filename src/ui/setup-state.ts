import { safe, safeText } from '../safe-text.ts';
import { checkServerUrl } from '../score/url-policy.ts';
import type { Command } from './keys.ts';
import type { TimelineState, View } from './state.ts';

/** What a command does on the way through the set-up; undefined where it is about something else. */
export function onSetup(state: TimelineState, command: Command, view: View): TimelineState | undefined {
  const choose = (setup: Partial<TimelineState['setup']>) => ({
    ...state,
    setup: { ...state.setup, ...setup },
  });
  const { sender, address, serverUrl } = state.setup;
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
      return { ...state, focus: 'url', url: serverUrl || 'https://' };
    case 'keepUrl':
      return keepUrl(state, choose);
    default:
      return undefined;
  }
}

function keepUrl(
  state: TimelineState,
  choose: (setup: Partial<TimelineState['setup']>) => TimelineState,
): TimelineState {
  const checked = checkServerUrl(state.url);
  if ('serverUrl' in checked) return { ...choose(checked), focus: 'setup' };
  return { ...state, status: { ok: false, text: safe`${safeText(checked.reason)}: not kept` } };
}
