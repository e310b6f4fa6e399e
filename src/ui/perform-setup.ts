import { type SafeText, safe, safeText } from '../safe-text.ts';
import { type ActionResult, copyText } from '../score/run-action.ts';
import type { Command } from './keys.ts';
import type { TimelineServices } from './services.ts';
import type { SetupChoice } from './setup-desk.ts';

const DONE_HERE: ReadonlySet<Command> = new Set([
  'copyCurl',
  'copyShell',
  'copyBody',
  'copyToken',
  'makeToken',
]);

/** Does what a command of the set-up screen asks of the world; undefined where it asks for nothing. */
export function performSetup(
  command: Command,
  choice: SetupChoice,
  { desktop, setup }: TimelineServices,
): Promise<ActionResult> | undefined {
  // A guide is some work, and arrow keys come by here too.
  if (!DONE_HERE.has(command)) return undefined;
  const { curl, shell, body, token } = setup.guide(choice);
  const copy = (text: string | undefined, what: SafeText) =>
    text === undefined ? undefined : copyText(text, desktop, what, 'lines');
  switch (command) {
    case 'copyCurl':
      return copy(curl, safe`the curl command`);
    case 'copyShell':
      return copy(shell, safe`the commands`);
    case 'copyBody':
      return copy(body, safe`the body template`);
    case 'copyToken':
      return token && copyText(token.text, desktop, safe`the token`, 'untold');
    case 'makeToken':
      return setup.makeToken(choice).then(
        (name) => ({ ok: true, message: safe`made the token ${safeText(name)}, shown in this run only` }),
        (error: Error) => ({ ok: false, message: safeText(error.message) }),
      );
    default:
      return undefined;
  }
}
