import type { StoredEvent } from '../event.ts';
import { type SafeText, safe, safeLines, safeText } from '../safe-text.ts';
import type { Action } from '../score/actions.ts';
import { letterFor } from './action-keys.ts';
import type { Entry } from './feed.ts';
import { ago, fitToWidth, fullTime, wrapToWidth } from './format.ts';
import { plain } from './line.ts';
import type { Row } from './rows.ts';
import type { Line, Segment, Theme } from './theme.ts';

const LABEL_WIDTH = 10;
/** Shown in the head, as links or below under a heading of its own; not again among the details. */
const TOLD = new Set(['Message', 'severity', 'senderAddress']);

/** Everything about the selected row, as lines of at most `width` cells. */
export function inspectorLines(
  row: Row,
  { event, meaning }: Entry,
  actions: readonly Action[],
  width: number,
  now: number,
  theme: Theme,
): Line[] {
  const level = theme.levels[meaning.level];
  const badgeColor = meaning.badgeColor === undefined ? level.color : theme.scoreColor(meaning.badgeColor);
  const stacked = row.child < 0 && row.stack.size > 1;
  return [
    [
      { text: safe`${level.glyph} ${safeText(meaning.label)}`, color: badgeColor, bold: true },
      ...(stacked ? [{ text: safe`   newest of ${row.stack.size}`, dim: true }] : []),
    ],
    ...wrapToWidth(safeText(meaning.title ?? event.title), width).map((text) => plain(text, { bold: true })),
    ...wrapToWidth(safeText(meaning.subtitle ?? ''), width).flatMap((text) => (text ? [plain(text)] : [])),
    ...(meaning.title === undefined ? [] : field(safe`Sent title`, safeText(event.title), width)),
    ...field(safe`Source`, safeText(meaning.source), width),
    ...fieldOf('Node', event.metadata.NodeName, width),
    ...fieldOf('Guest', event.metadata.VMID, width),
    ...fieldOf('Tag', meaning.tag, width),
    ...field(safe`When`, safe`${fullTime(event.time)}, ${ago(event.time, now)}`, width),
    ...sentTime(event, width),
    [],
    heading(safe`Actions`),
    ...actions.flatMap((action, at) => actionLines(action, at, width, theme)),
    ...(actions.length === 0 ? [plain(safe`none: no score knows this source`, { dim: true })] : []),
    [],
    ...messageLines(event, width),
    heading(safe`Details`),
    ...detailLines(event, width),
  ];
}

/** The sender's own words for the time, where they differ from what the timeline made of them. */
function sentTime(event: StoredEvent, width: number): Line[] {
  const lines = field(safe`Sent as`, safeText(event.startDate), width);
  if (!event.farDate) return lines;
  const doubt = safe`This date is more than a day from the time of receipt: the sender's clock may be wrong.`;
  return [...lines, ...wrapToWidth(doubt, width).map((text) => plain(text, { dim: true }))];
}

function heading(text: SafeText): Line {
  return plain(text, { bold: true, underline: true });
}

function actionLines(action: Action, at: number, width: number, theme: Theme): Line[] {
  const key = at < 9 ? safe`${at + 1}` : safe` `;
  const letter = letterFor(action);
  const name = safe`${fitToWidth(letter ? safe`${key}/${letter}` : key, 5)}${safeText(action.label)}`;
  if (action.disabled !== undefined) {
    return wrapToWidth(safe`${name} – ${safeText(action.disabled)}`, width, 5).map((text) =>
      plain(text, { dim: true }),
    );
  }
  return [
    plain(name, { color: theme.accent }),
    ...wrapToWidth(safe`     → ${safeText(action.text)}`, width, 7).map((text) => plain(text)),
  ];
}

/** A message of a megabyte takes a while to break into lines, and stays the same from frame to frame. */
const brokenMessages = new WeakMap<StoredEvent, { width: number; lines: Line[] }>();

function messageLines(event: StoredEvent, width: number): Line[] {
  const known = brokenMessages.get(event);
  if (known?.width === width) return known.lines;
  const lines = breakMessage(event, width);
  brokenMessages.set(event, { width, lines });
  return lines;
}

function breakMessage(event: StoredEvent, width: number): Line[] {
  const message = event.metadata.Message;
  if (typeof message !== 'string' || message.trim() === '') return [];
  const lines = safeLines(message);
  while (lines[0]?.trim() === '') lines.shift();
  while (lines.at(-1)?.trim() === '') lines.pop();
  return [
    heading(safe`Message`),
    ...lines.flatMap((line) => wrapToWidth(line, width)).map((text) => plain(text)),
    [],
  ];
}

function detailLines(event: StoredEvent, width: number): Line[] {
  const rows: [string, unknown][] = Object.entries(event.metadata).filter(
    ([key, value]) => !TOLD.has(key) && value !== null && value !== '',
  );
  rows.push(['severity', event.severity ?? event.metadata.severity]);
  rows.push(['provider', event.providerIdentifier], ['type', event.eventType], ['state', event.state]);
  rows.push(['endDate', event.endDate], ['externalID', event.externalID]);
  rows.push(...Object.entries(event.extra ?? {}));
  rows.push(['received', event.receivedAt], ['from', event.metadata.senderAddress], ['id', event.id]);
  return rows.flatMap(([key, value]) => fieldOf(key, value, width));
}

function fieldOf(label: string, value: unknown, width: number): Line[] {
  if (value === undefined || value === null || value === '') return [];
  return field(safeText(label), safeText(typeof value === 'object' ? JSON.stringify(value) : value), width);
}

function field(label: SafeText, value: SafeText, width: number): Line[] {
  const indent = label.length > LABEL_WIDTH ? 2 : LABEL_WIDTH + 1;
  const texts = wrapToWidth(value, Math.max(8, width - indent));
  if (label.length > LABEL_WIDTH)
    return [
      ...wrapToWidth(label, width).map((text) => plain(text, { dim: true })),
      ...texts.map((text) => plain(safe`  ${text}`)),
    ];
  return texts.map((text, at): Segment[] => [
    { text: safe`${fitToWidth(at === 0 ? label : safe``, LABEL_WIDTH)} `, dim: true },
    { text },
  ]);
}
