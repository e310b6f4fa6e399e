import { type SafeText, safe, safeLines, safeText } from '../safe-text.ts';
import { clockTime, wrapToWidth } from './format.ts';
import { lineWidth, plain } from './line.ts';
import type { TimelineServices } from './services.ts';
import type { SetupGuide } from './setup-desk.ts';
import type { TimelineState } from './state.ts';
import type { Line, Segment, Theme } from './theme.ts';
import { WRITING_KEYS, writtenLine } from './written-line.ts';

/** The screen that connects a sender: first run, nothing received yet, or asked for by its key. */
export function setupLines({ setup }: TimelineState, services: TimelineServices, width: number): Line[] {
  const { setup: desk, feed, theme } = services;
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
    ...title(empty ? safe`No events yet. Listening on ${safeText(desk.endpoint)}` : safe`Connect a sender`),
    ...desk.notes.flatMap(({ text, command }) => [...prose(text), ...block(command)]),
    [],
    ...choiceLines(guide, setup.serverUrl, width, theme),
    ...receivedLines(setup.since, services, prose),
    ...tokenLines(guide, prose, block),
    [],
    ...title(safe`Try it: in another terminal, paste this (c copies it). The probe appears on this screen.`),
    ...block(guide.curl),
    [],
    ...title(safe`${guide.shellTitle}, paste this (p copies it). Its last line sends a test notification.`),
    ...block(guide.shell),
    [],
    ...title(safe`Or in its web interface: ${guide.formTitle}`),
    ...guide.fields.flatMap(([label, value]) => [plain(safeText(label), { dim: true }), ...block(value)]),
    [],
    ...title(safe`When nothing comes`),
    ...guide.checks.flatMap((check) => wrapToWidth(safe`· ${check}`, width, 2).map((line) => plain(line))),
  ];
}

/** The address of the web interface, as it is written on the bottom line. */
export function urlLine({ url, status }: TimelineState, width: number, theme: Theme): Line {
  const right = status ? plain(safe`▲ ${status.text}`, { color: theme.bad }) : WRITING_KEYS;
  return writtenLine(safe`web interface: `, url, right, width, theme);
}

/** What is chosen and by which key it is chosen otherwise. */
function choiceLines(guide: SetupGuide, serverUrl: string, width: number, theme: Theme): Line[] {
  const line = (label: SafeText, value: SafeText, hint: SafeText): Line => {
    const left = [
      { text: label, dim: true },
      { text: value, bold: true },
    ];
    const full = [...left, { text: safe`  ${hint}`, color: theme.accent }];
    return lineWidth(full) <= width ? full : left;
  };
  return [
    line(safe`Sender    `, guide.sender, safe`${guide.senderPlace}, → next`),
    line(safe`Posts to  `, safeText(guide.postsTo), safe`${guide.addressPlace}, a next`),
    line(
      safe`Web UI    `,
      serverUrl === '' ? safe`not known yet` : safeText(serverUrl),
      serverUrl === '' ? safe`e writes it` : safe`e changes it`,
    ),
  ];
}

/** What has come since the screen was opened: the test notification, as one hopes. */
function receivedLines(
  since: number,
  { feed, theme }: TimelineServices,
  prose: (text: SafeText, style: Omit<Segment, 'text'>) => Line[],
): Line[] {
  const { arrival } = feed;
  if (!arrival || feed.arrivals <= since) return [];
  const { event } = feed.entry(arrival.slot);
  const from = safeText(event.metadata.senderAddress ?? 'a sender');
  const text = safe`✓ Received at ${clockTime(arrival.time)} from ${from}: ${safeText(event.title, 120)}`;
  return prose(text, { bold: true, color: theme.good });
}

function tokenLines(
  { token, tokenNote }: SetupGuide,
  prose: (text: SafeText) => Line[],
  block: (text: string) => Line[],
): Line[] {
  if (!token) return prose(tokenNote);
  return [
    ...prose(safe`The token ${safeText(token.name)} was made. It is shown in this run only (t copies it):`),
    ...block(token.text),
  ];
}
