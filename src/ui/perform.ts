import { type SafeText, safe, safeText } from '../safe-text.ts';
import type { Action } from '../score/actions.ts';
import { type ActionResult, copyText, openUrl } from '../score/run-action.ts';
import { runInTerminal } from '../score/run-terminal.ts';
import { checkUrl, originOf } from '../score/url-policy.ts';
import { FLAG } from '../store/event-table.ts';
import { actionFor, runsAction } from './action-keys.ts';
import { type Choice, severityChoices, sourceChoices } from './filter-lines.ts';
import type { Frame } from './frame.ts';
import { type Command, keyHint } from './keys.ts';
import { performSetup } from './perform-setup.ts';
import type { Row } from './rows.ts';
import type { TimelineServices } from './services.ts';
import type { Message, TimelineState } from './timeline-state.ts';

/** Work that takes longer is spoken of, in milliseconds. */
const SLOW_MS = 500;

type Dispatch = (message: Message) => void;

/** Does what a command asks of the world beyond the screen; what it did ends up on the status line. */
export function perform(
  command: Command,
  key: string,
  frame: Frame,
  state: TimelineState,
  services: TimelineServices,
  dispatch: Dispatch,
): void {
  const { feed } = services;
  const { filter } = state;
  if (runsAction(command)) {
    runNamed(command, key, frame, services, dispatch);
    return;
  }
  switch (command) {
    case 'interrupt':
      services.quit();
      break;
    case 'quit':
      // Whoever has sent before sends again.
      if (feed.source.table.size > 0 && !services.demo && !services.attached)
        dispatch({
          type: 'question',
          question: { about: 'quit', canHandOver: services.handOver !== undefined },
        });
      else services.quit();
      return;
    case 'suspend':
      services.suspend();
      break;
    case 'severity':
      choose(safe`Severity at least:`, severityChoices(filter), dispatch);
      return;
    case 'source':
      choose(safe`Source:`, sourceChoices(filter, feed.source, services.book), dispatch);
      return;
    case 'copyEvent':
      if (frame.entry)
        report(
          copyText(JSON.stringify(frame.entry.event), services.desktop, safe`the event`, 'untold'),
          dispatch,
        );
      return;
    case 'ack':
      if (frame.row) markRow(frame.row, FLAG.acked, services, dispatch);
      return;
    case 'dismiss':
      if (frame.row) markRow(frame.row, FLAG.dismissed, services, dispatch);
      return;
    case 'undo':
      report(feed.marks.undo().then(undone), dispatch);
      return;
    case 'mouse':
      say(dispatch, turnMouse(services));
      return;
    case 'copyRestart':
      copyRestart(services, dispatch);
      return;
    case 'copyMessage':
      copyMessage(frame, services, dispatch);
      break;
    default: {
      const done = performSetup(command, state.setup, services);
      if (done) report(done, dispatch);
    }
  }
}

/** Answers the question on the bottom line with a key. */
export function answerQuestion(
  key: string,
  question: NonNullable<Question>,
  services: TimelineServices,
  dispatch: Dispatch,
) {
  dispatch({ type: 'question', question: undefined });
  if (question.about === 'filter') {
    const chosen = question.choices.find((choice) => choice.key === key.toLowerCase());
    if (chosen) dispatch({ type: 'filter', text: chosen.filter });
    return;
  }
  if (question.about === 'quit' && services.handOver && key.toLowerCase() === 'b') {
    services.handOver();
    services.quit();
    return;
  }
  if (question.about === 'address' || key.toLowerCase() !== 'y') return;
  if (question.about === 'quit') {
    services.quit();
    return;
  }
  if (question.about === 'command') {
    report(runInTerminal(question.command, services.desktop), dispatch);
    return;
  }
  const opened = services.origins
    .remember(question.origin)
    .catch(() => {})
    .then(() => openUrl(question.url, services.desktop));
  report(opened, dispatch);
}

type Question = Extract<Message, { type: 'question' }>['question'];

/** From the wheel and clicks to marking text, and back. */
function turnMouse({ mouse }: TimelineServices): ActionResult {
  mouse.turn(!mouse.on);
  const message = mouse.on
    ? safe`the mouse is on: the wheel scrolls, a click selects, opens and runs; Shift marks text`
    : safe`the mouse is off: it marks text`;
  return { ok: true, message };
}

function choose(text: SafeText, choices: readonly Choice[], dispatch: Dispatch): void {
  dispatch({ type: 'question', question: { about: 'filter', text, choices } });
}

function runNamed(
  command: Command,
  key: string,
  frame: Frame,
  services: TimelineServices,
  dispatch: Dispatch,
): void {
  const action = actionFor(frame.actions, command, key, services.keys);
  if (action) runAction(action, services, dispatch);
  else if (frame.row) say(dispatch, { ok: false, message: safe`this event has no such action` });
}

/** Runs an action, once whoever has to agree to it has, or says why it cannot run. */
export function runAction(action: Action, services: TimelineServices, dispatch: Dispatch): void {
  const { desktop, origins } = services;
  if (action.disabled !== undefined) {
    say(dispatch, { ok: false, message: safe`${safeText(action.label)}: ${safeText(action.disabled)}` });
    return;
  }
  if (action.kind === 'copy') {
    report(copyText(action.text, desktop, safeText(action.label.replace(/^Copy /, ''))), dispatch);
    return;
  }
  if (action.kind === 'terminal') {
    dispatch({ type: 'question', question: { about: 'command', command: action.text } });
    return;
  }
  const checked = checkUrl(action.text);
  if ('url' in checked && !origins.knows(originOf(checked.url))) {
    const question = { about: 'origin', origin: originOf(checked.url), url: action.text } as const;
    dispatch({ type: 'question', question });
    return;
  }
  report(openUrl(action.text, desktop), dispatch);
}

function markRow(
  row: Row,
  flag: number,
  { feed, keys, attached }: TimelineServices,
  dispatch: Dispatch,
): void {
  const work = feed.marks.mark(row, flag).then(({ count, on }): ActionResult => {
    const what =
      flag === FLAG.dismissed ? safe`dismissed` : on ? safe`acknowledged` : safe`no longer acknowledged:`;
    const how = keyHint('undo', keys, (key) => safe` (${key} undoes it)`);
    return { ok: true, message: safe`${what} ${count} ${count === 1 ? safe`event` : safe`events`}${how}` };
  });
  report(work, dispatch, attached && safe`the receiver is asked …`);
}

function undone(count: number | undefined): ActionResult {
  if (count === undefined) return { ok: false, message: safe`there is nothing to undo` };
  return { ok: true, message: safe`undone for ${count} ${count === 1 ? safe`event` : safe`events`}` };
}

function copyMessage({ entry }: Frame, { desktop }: TimelineServices, dispatch: Dispatch): void {
  const message = entry?.event.metadata.Message;
  if (typeof message === 'string') report(copyText(message, desktop, safe`the message`, 'lines'), dispatch);
  else if (entry) say(dispatch, { ok: false, message: safe`this event has no message` });
}

function copyRestart({ attached, desktop }: TimelineServices, dispatch: Dispatch): void {
  if (attached?.link().kind !== 'lost') {
    say(dispatch, { ok: false, message: safe`the receiver is not cut off` });
    return;
  }
  const { command } = attached.remedy();
  if (command) report(copyText(command, desktop, safe`the command`), dispatch);
  else say(dispatch, { ok: false, message: safe`there is no command for it on this machine` });
}

/** @param slow said of work that takes its time */
function report(work: Promise<ActionResult>, dispatch: Dispatch, slow?: SafeText): void {
  const late = slow && setTimeout(() => say(dispatch, { ok: true, message: slow }), SLOW_MS);
  work
    .finally(() => clearTimeout(late))
    .then(
      (result) => say(dispatch, result),
      (error: Error) => say(dispatch, { ok: false, message: safe`that failed: ${safeText(error.message)}` }),
    );
}

function say(dispatch: Dispatch, { ok, message, unopened }: ActionResult): void {
  if (unopened !== undefined) {
    dispatch({ type: 'question', question: { about: 'address', href: unopened, why: message } });
    return;
  }
  dispatch({ type: 'status', status: { ok, text: message } });
}
