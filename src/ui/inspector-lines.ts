import { isAbsent, type StoredEvent } from '../event.ts';
import { joinSafe, type SafeText, safe, safeLines, safeText } from '../safe-text.ts';
import type { Action } from '../score/actions.ts';
import { isDerived, namedValue, namesOf } from '../score/named-value.ts';
import { keysForAction } from './action-keys.ts';
import type { Entry } from './entries.ts';
import { displayWidth, fitToWidth, wrapToWidth } from './format.ts';
import { plain } from './line.ts';
import type { Row } from './rows.ts';
import type { Look } from './services.ts';
import type { Line, Segment } from './theme.ts';
import { type Times, wholeTime } from './times.ts';

const LABEL_WIDTH = 10;
const MOST_FIELDS = 200;
/** Of a table's column. */
const CELL_MAX = 30;
/** Shown in the head, as links or below under a heading of its own; not again among the details. */
const TOLD = new Set(['Message', 'severity', 'senderAddress', 'GuestPath', 'GuestBackupsPath']);
const DERIVED = safe`(read from the text)`;

/** Everything about the selected row, as lines of at most `width` cells. */
export function inspectorLines(
  row: Row,
  { event, meaning }: Entry,
  actions: readonly Action[],
  width: number,
  now: number,
  look: Look,
  times: Times = 'local',
): Line[] {
  const { theme } = look;
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
    ...namedField('Node', event, 'NodeName', width),
    ...namedField('Guest', event, 'VMID', width),
    ...fieldOf('Tag', meaning.tag, width),
    ...field(safe`When`, wholeTime(event.time, now, times), width),
    ...sentTime(event, width),
    [],
    heading(safe`Actions`),
    ...actionLines(actions, width, look),
    ...(actions.length === 0 ? [plain(safe`none: no score knows this source`, { dim: true })] : []),
    [],
    ...settledLines(event, width),
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

/** What can be run with what it opens or copies, and behind that what cannot, those of one reason together. */
function actionLines(actions: readonly Action[], width: number, { theme, keys }: Look): Line[] {
  const lines: Line[] = [];
  const barred = new Map<string, { name: SafeText; at: number }[]>();
  for (const [at, action] of actions.entries()) {
    const key = keysForAction(action, at, keys);
    if (action.disabled !== undefined) {
      const same = barred.get(action.disabled) ?? [];
      const name = same.length === 0 ? fitToWidth(key, 5) : safe`${key} `;
      barred.set(action.disabled, [...same, { name: safe`${name}${safeText(action.label)}`, at }]);
      continue;
    }
    const click = { does: 'action', at } as const;
    lines.push(
      plain(safe`${fitToWidth(key, 5)}${safeText(action.label)}`, { color: theme.accent, click }),
      ...wrapToWidth(safe`     → ${safeText(action.text)}`, width, 7).map((text) => plain(text, { click })),
    );
  }
  for (const [reason, same] of barred) {
    const names = joinSafe(
      same.map(({ name }) => name),
      safe`, `,
    );
    // The first of them answers a click for all: the reason is the same.
    const click = { does: 'action', at: same[0]!.at } as const;
    lines.push(
      ...wrapToWidth(safe`${names} – ${safeText(reason)}`, width, 5).map((text) =>
        plain(text, { dim: true, click }),
      ),
    );
  }
  return lines;
}

/** Megabytes of a message or of a field take a while to make lines of, and stay the same from frame to frame. */
const settled = new WeakMap<StoredEvent, { width: number; lines: Line[] }>();

function settledLines(event: StoredEvent, width: number): Line[] {
  const known = settled.get(event);
  if (known?.width === width) return known.lines;
  const lines = [
    ...guestLines(event, width),
    ...breakMessage(event, width),
    heading(safe`Details`),
    ...detailLines(event, width),
  ];
  settled.set(event, { width, lines });
  return lines;
}

/** The guests of a run, those that failed first. */
function guestLines(event: StoredEvent, width: number): Line[] {
  const guests = namedValue(event, 'guests');
  const rows = (Array.isArray(guests) ? guests : []).flatMap(guestRow).sort((a, b) => b.bad - a.bad);
  if (rows.length === 0) return [];
  const widths = rows[0]!.cells.map((_, at) =>
    Math.min(
      CELL_MAX,
      rows.reduce((most, { cells }) => Math.max(most, displayWidth(cells[at]!)), 0),
    ),
  );
  const lines = rows.flatMap(({ bad, cells }) => {
    const padded = cells.map((cell, at) => fitToWidth(cell, widths[at]!));
    const filled = padded.filter((_, at) => widths[at]! > 0);
    return wrapToWidth(joinSafe(filled, safe`  `), width, 2).map((text) =>
      plain(text, bad > 0 ? { bold: true } : {}),
    );
  });
  const title = isDerived(event, 'guests') ? safe`Guests ${DERIVED}` : safe`Guests`;
  return [...wrapToWidth(title, width).map(heading), ...lines, []];
}

/** Status, which guest, its name, size and time; `bad`: how far up it belongs. Senders may write anything. */
function guestRow(guest: unknown): { bad: number; cells: SafeText[] }[] {
  if (typeof guest !== 'object' || guest === null || !('vmid' in guest)) return [];
  const { vmid, kind, name, status, state, size, time } = guest as Record<string, unknown>;
  const cells = [status ?? state, vmid, name, size, time].map((value) =>
    safeText(typeof value === 'string' || typeof value === 'number' ? value : ''),
  );
  const prefix = kind === 'qemu' ? safe`VM ` : kind === 'lxc' ? safe`CT ` : safe``;
  cells[1] = safe`${prefix}${cells[1]!}`;
  return [{ bad: status === 'err' ? 2 : status === 'todo' ? 1 : 0, cells }];
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
  const named = namesOf(event).filter((name) => !TOLD.has(name) && !isTabled(event, name));
  const extra = event.extra ?? {};
  const own: [string, unknown][] = [
    ['severity', event.severity ?? event.metadata.severity],
    ['provider', event.providerIdentifier],
    ['type', event.eventType],
    ['state', event.state],
    ['endDate', event.endDate],
    ['externalID', event.externalID],
  ];
  const kept: [string, unknown][] = [
    ['received', event.receivedAt],
    ['from', event.metadata.senderAddress],
    ['token', event.token],
    ['id', event.id],
  ];
  const fields = (rows: [string, unknown][]) => rows.flatMap(([key, value]) => fieldOf(key, value, width));
  return [
    ...mostOf(named, width, (name) => namedField(name, event, name, width)),
    ...fields(own),
    ...mostOf(Object.keys(extra), width, (name) => fieldOf(name, extra[name], width)),
    ...fields(kept),
  ];
}

/** A sender may name hundreds of thousands of fields, of which nobody reads so many here. */
function mostOf(names: readonly string[], width: number, linesOf: (name: string) => Line[]): Line[] {
  const lines = names.slice(0, MOST_FIELDS).flatMap(linesOf);
  if (names.length <= MOST_FIELDS) return lines;
  const rest = safe`… and ${names.length - MOST_FIELDS} more, which tempo-tui export has.`;
  return [...lines, ...wrapToWidth(rest, width).map((text) => plain(text, { dim: true }))];
}

/** What was read as a table stands as one. */
function isTabled(event: StoredEvent, name: string): boolean {
  return name === 'guests' && isDerived(event, name);
}

function namedField(label: string, event: StoredEvent, name: string, width: number): Line[] {
  return fieldOf(label, namedValue(event, name), width, isDerived(event, name) ? safe` ${DERIVED}` : safe``);
}

function fieldOf(label: string, value: unknown, width: number, mark = safe``): Line[] {
  if (isAbsent(value)) return [];
  const text = safeText(typeof value === 'object' ? JSON.stringify(value) : value);
  return field(safeText(label), safe`${text}${mark}`, width);
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
