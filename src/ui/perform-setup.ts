import { type SafeText, safe, safeText } from '../safe-text.ts';
import { type ActionResult, copyText } from '../score/run-action.ts';
import { type Command, keyHint } from './keys.ts';
import type { TimelineServices } from './services.ts';
import type { SetupChoice } from './setup-choice.ts';
import type { SetupDesk, SetupGuide } from './setup-desk.ts';

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
  { desktop, setup, keys }: TimelineServices,
): Promise<ActionResult> | undefined {
  // A guide is some work, and arrow keys come by here too.
  if (!DONE_HERE.has(command)) return undefined;
  const { body, lacks, token } = setup.guide(choice);
  const copy = (text: string, what: SafeText) => copyText(text, desktop, what, 'lines');
  switch (command) {
    case 'copyCurl':
      return withToken(setup, choice, 'probe', ({ curl }) => copy(curl, safe`the curl command`));
    case 'copyShell':
      if (lacks) return refused(lacks);
      return withToken(setup, choice, 'sender', ({ shell }) => copy(shell, safe`the commands`));
    case 'copyBody':
      if (body === undefined) return refused(safe`a Gotify target has no body template`);
      return lacks ? refused(lacks) : copy(body, safe`the body template`);
    case 'copyToken':
      if (token) return copyText(token.text, desktop, safe`the token`, 'untold');
      return refused(
        safe`no token for this sender can be shown any more${keyHint('makeToken', keys, (key) => safe`: ${key} makes one`)}`,
      );
    case 'makeToken':
      return setup.makeToken(choice).then(
        (name) => ({ ok: true, message: safe`made the token ${safeText(name)}, shown in this run only` }),
        (error: Error) => refused(safeText(error.message)),
      );
    default:
      return undefined;
  }
}

/** Copies what has a token in it, and makes that first where none is known, which is said then. */
async function withToken(
  setup: SetupDesk,
  choice: SetupChoice,
  use: 'sender' | 'probe',
  copy: (guide: SetupGuide) => Promise<ActionResult>,
): Promise<ActionResult> {
  try {
    const made = await setup.ensureToken(choice, use);
    const copied = await copy(setup.guide(choice));
    if (made === undefined) return copied;
    const joined = copied.ok ? safe` and` : safe`, but`;
    return { ...copied, message: safe`made the token ${safeText(made)}${joined} ${copied.message}` };
  } catch (error) {
    return refused(safeText((error as Error).message));
  }
}

async function refused(message: SafeText): Promise<ActionResult> {
  return { ok: false, message };
}
