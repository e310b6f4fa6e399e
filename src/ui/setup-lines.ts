import { type SafeText, safe, safeLines, safeText } from '../safe-text.ts';
import { clockTime, wrapToWidth } from './format.ts';
import { type Command, type KeyTable, keyHint } from './keys.ts';
import { lineWidth, plain } from './line.ts';
import type { Look, TimelineServices } from './services.ts';
import { serverUrlOf } from './setup-choice.ts';
import type { SetupGuide } from './setup-desk.ts';
import type { Line, Segment } from './theme.ts';
import type { TimelineState } from './timeline-state.ts';
import { wrapCommand } from './wrap-command.ts';
import { writingKeys, writtenLine } from './written-line.ts';

/** The screen that connects a sender: first run, nothing received yet, or asked for by its key. */
export function setupLines({ setup }: TimelineState, services: TimelineServices, width: number): Line[] {
  const { setup: desk, feed, theme, keys } = services;
  const guide = desk.guide(setup);
  const empty = feed.source.table.size === 0;
  // Not indented: what is marked with the mouse must run as it is, and a here-document ends at column one.
  const block = (text: string) =>
    safeLines(text)
      .flatMap((line) => wrapToWidth(line, width))
      .map((line) => plain(line, { color: theme.accent }));
  const prose = (text: SafeText, style: Omit<Segment, 'text'> = {}) =>
    wrapToWidth(text, width).map((line) => plain(line, style));
  const title = (text: SafeText) => prose(text, { bold: true });
  return [
    ...title(empty ? safe`No events yet. ${listening(services)}` : safe`Connect a sender`),
    ...desk.notes.flatMap(({ text, command }) => [
      ...prose(text),
      ...wrapCommand(safeText(command, Number.POSITIVE_INFINITY), width).map((line) =>
        plain(line, { color: theme.accent }),
      ),
    ]),
    [],
    ...choiceLines(guide, serverUrlOf(setup), width, services),
    ...receivedLines(setup, services, prose),
    ...tokenLines(guide, keys, prose, block),
    [],
    ...title(
      safe`Try it: in another terminal, paste this${copyHint('copyCurl', keys)}. The probe appears on this screen.`,
    ),
    ...block(guide.curl),
    [],
    ...title(
      safe`${guide.shellTitle}, paste this${copyHint('copyShell', keys)}. It sends a test notification.`,
    ),
    ...block(guide.shell),
    [],
    ...title(
      safe`Or in its web interface: ${guide.formTitle}${guide.body === undefined ? safe`` : copyHint('copyBody', keys, safe`copies the body`)}`,
    ),
    ...guide.fields.flatMap(([label, value]) => [plain(safeText(label), { dim: true }), ...block(value)]),
    [],
    ...title(safe`When nothing comes`),
    ...guide.checks.flatMap((check) => wrapToWidth(safe`· ${check}`, width, 2).map((line) => plain(line))),
  ];
}

function listening({ setup, attached }: TimelineServices): SafeText {
  return attached?.link().kind === 'lost'
    ? safe`Whether anybody listens on ${safeText(setup.endpoint)} is not known.`
    : safe`Listening on ${safeText(setup.endpoint)}`;
}

/** The address of the web interface, as it is written on the bottom line. */
export function urlLine({ url, status }: TimelineState, width: number, { theme, keys }: Look): Line {
  const label = safe`web interface: `;
  if (!status) return writtenLine(label, url, writingKeys('keepUrl', keys), width, theme);
  const why = plain(safe`▲ ${status.text}`, { color: theme.bad });
  const both = writtenLine(label, url, why, width, theme);
  return both.includes(why[0]!) ? both : why;
}

/** What is chosen and by which key it is chosen otherwise. */
function choiceLines(guide: SetupGuide, serverUrl: string, width: number, { theme, keys }: Look): Line[] {
  const prose = (text: SafeText, style: Omit<Segment, 'text'>) =>
    wrapToWidth(text, width).map((each) => plain(each, style));
  const line = (label: SafeText, value: SafeText, hint: SafeText): Line[] => {
    const left = [
      { text: label, dim: true },
      { text: value, bold: true },
    ];
    const full = [...left, { text: safe`  ${hint}`, color: theme.accent }];
    // The keys are told here too: the line of keys at the bottom has no room for them on a small screen.
    return lineWidth(full) <= width ? [full] : [left, ...prose(hint, { color: theme.accent })];
  };
  return [
    ...line(safe`Sender    `, guide.sender, safe`${guide.senderPlace}${nextHint('nextSender', keys)}`),
    ...line(
      safe`Posts to  `,
      safeText(guide.postsTo),
      safe`${guide.addressPlace}${nextHint('nextAddress', keys)}`,
    ),
    ...line(
      safe`Web UI    `,
      serverUrl === '' ? safe`not known yet` : safeText(serverUrl),
      keyHint('editUrl', keys, (key) => safe`${key} ${serverUrl === '' ? safe`writes` : safe`changes`} it`),
    ),
  ];
}

function nextHint(command: Command, keys: KeyTable): SafeText {
  return keyHint(command, keys, (key) => safe`, ${key} next`);
}

function copyHint(command: Command, keys: KeyTable, does = safe`copies it`): SafeText {
  return keyHint(command, keys, (key) => safe` (${key} ${does})`);
}

/** What has come since the screen was opened: the test notification, as one hopes. */
function receivedLines(
  setup: TimelineState['setup'],
  { feed, theme, setup: desk }: TimelineServices,
  prose: (text: SafeText, style: Omit<Segment, 'text'>) => Line[],
): Line[] {
  const unseen = feed.arrivals - setup.since;
  const proof = (unseen > 0 ? feed.recent.slice(-unseen) : []).findLast(({ slot }) =>
    desk.proves(feed.entry(slot).event, setup),
  );
  if (!proof) return [];
  const { time } = proof;
  const { event } = feed.entry(proof.slot);
  const from = safeText(event.metadata.senderAddress ?? 'a sender');
  const text = safe`✓ Received at ${clockTime(time)} from ${from}: ${safeText(event.title, 120)}`;
  return prose(text, { bold: true, color: theme.good });
}

function tokenLines(
  { token, tokenNote }: SetupGuide,
  keys: KeyTable,
  prose: (text: SafeText) => Line[],
  block: (text: string) => Line[],
): Line[] {
  if (!token) return prose(tokenNote);
  const makes = keyHint('makeToken', keys, (key) => safe` ${key} makes another.`);
  return [
    ...prose(
      safe`The token ${safeText(token.name)} was made.${makes} It is shown in this run only${copyHint('copyToken', keys)}:`,
    ),
    ...block(token.text),
  ];
}
