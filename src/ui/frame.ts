import { safe, safeText } from '../safe-text.ts';
import { type Action, actionsFor } from '../score/actions.ts';
import { awayLine, tellsAway } from './away-line.ts';
import { noticeLines, stripLine, topLine } from './chrome-lines.ts';
import { cutOffLines } from './cut-off-lines.ts';
import type { Entry } from './entries.ts';
import type { TimelineFeed } from './feed.ts';
import { filterLine, nothingFitsLines } from './filter-lines.ts';
import { footOf } from './foot-line.ts';
import { wrapToWidth } from './format.ts';
import { dayHeading, gapLine, tasksOf, topHeading } from './heading-lines.ts';
import { type HelpPage, helpFoot, helpPage } from './help-lines.ts';
import { inspectorLines } from './inspector-lines.ts';
import { type Focus, type KeyTable, keyHint } from './keys.ts';
import { layOutScreen, type ScreenLayout } from './layout.ts';
import { plain } from './line.ts';
import { linesOrWhy } from './lines-or-why.ts';
import { overlayLines } from './overlays.ts';
import { askedLines } from './question-lines.ts';
import { rowLine } from './row-line.ts';
import { layOutRows, type Row, Rows, type TimelineLine } from './rows.ts';
import type { TimelineServices } from './services.ts';
import { selectedRow } from './state.ts';
import type { Line } from './theme.ts';
import type { TimelineState } from './timeline-state.ts';
import { zoneOf } from './times.ts';

/** Notices take at most this many lines: the timeline is what people came for. */
const MAX_NOTICES = 3;

/** What lies over everything, also where there is nothing yet. */
const LAID_OVER: ReadonlySet<Focus> = new Set(['help', 'log', 'url']);

/** All that one picture of the screen consists of, and what the keys need to know of it. */
export interface Frame {
  layout: ScreenLayout;
  focus: Focus;
  head: Line[];
  /** The timeline, or the overlay that lies over everything. */
  main: Line[];
  /** What each line of `main` is, where that is the timeline. */
  listed?: readonly TimelineLine[];
  /** The inspector, where it stands beside or below the timeline. */
  side: Line[] | undefined;
  foot: Line;
  row: Row | undefined;
  /** The event of the row. */
  entry: Entry | undefined;
  actions: readonly Action[];
  scrollMax: number;
  scrollPage: number;
  /** In the help: the key that Enter presses, which command is chosen, and how many can be. */
  help?: Pick<HelpPage, 'runs' | 'count' | 'place'>;
}

/** Where the keys go. With nothing in the timeline there is nothing but the set-up to look at. */
export function focusOf(state: TimelineState, services: TimelineServices): Focus {
  if (state.question) return 'question';
  const empty = services.feed.source.table.size === 0;
  const focus = empty && !LAID_OVER.has(state.focus) ? 'setup' : state.focus;
  return services.demo && focus === 'setup' ? 'demo' : focus;
}

/** Makes the picture for a state of the screen and of the store. Costs what is visible, never the history. */
export function makeFrame(
  state: TimelineState,
  services: TimelineServices,
  columns: number,
  rows: number,
): Frame {
  const { feed, theme } = services;
  const now = services.now();
  const focus = focusOf(state, services);
  const away =
    feed.away && tellsAway(state, feed.away)
      ? [awayLine(feed.away, now, columns, state.times, services)]
      : [];
  const cutOff = services.attached ? cutOffLines(services.attached, columns, rows, services) : [];
  const notices = noticeLines(services, state.focus === 'log' ? now : state.looked, now).slice(
    0,
    cutOff.length > 0 ? 1 : MAX_NOTICES - away.length,
  );
  const filter = feed.filter ?? (focus === 'search' ? feed.everything : undefined);
  const narrowed = filter
    ? [filterLine(filter, feed.source.indexed, columns, theme, focus !== 'search')]
    : [];
  const head = [...headLines(services, columns, now), ...cutOff, ...notices, ...away, ...narrowed];
  const layout = layOutScreen(columns, rows, head.length + 1);
  const timeline = new Rows(feed.index, state.opened, feed.source.gaps, zoneOf(state.times));
  const row = selectedRow(timeline, state.selection);
  const entry = row && feed.entry(row.slot);
  const actions = entry ? actionsFor(entry.event, services.book) : [];
  const base = { layout, focus, row, entry, actions, head };
  const body = rows - head.length - 1;
  if (focus === 'help') {
    const from = focusOf({ ...state, focus: state.help.from }, services);
    const help = helpPage(state, from, columns, services);
    const above = state.help.above ?? Math.floor(body / 2);
    const around = scrolled(help.lines, help.at - above, body);
    return { ...base, ...around, side: undefined, foot: helpFoot(state, help, columns, services), help };
  }
  const footBelow = (isMore: boolean) => footOf(state, services, { ...base, isMore }, columns);
  const foot = footBelow(false);
  const shown = state.question ? state.focus : focus;
  const { list, inspector } = layout;

  const asked = askedLines(state.question, columns, theme);
  if (asked) return { ...base, ...scrolled(asked, 0, body), side: undefined, foot };
  const overlay = overlayLines(shown, entry, state, services, columns);
  if (overlay) {
    const part = scrolled(overlay, state.scroll, body);
    return { ...base, ...part, side: undefined, foot: footBelow(state.scroll < part.scrollMax) };
  }
  const details =
    row && entry
      ? linesOrWhy(inspector.width, () =>
          inspectorLines(row, entry, actions, inspector.width, now, services, state.times),
        )
      : [];
  if (layout.kind === 'narrow' && shown === 'inspector') {
    const part = scrolled(details, state.scroll, inspector.height);
    return { ...base, ...part, side: undefined, foot: footBelow(state.scroll < part.scrollMax) };
  }
  // Of the newest, whichever that is, the beginning is shown.
  const side = scrolled(
    details,
    shown === 'inspector' || state.selection ? state.scroll : 0,
    inspector.height,
  );
  const focused = shown === 'timeline' || shown === 'search';
  const listed = timelineLines(state, services, timeline, row, list, focused, now);
  return { ...base, ...side, ...listed, side: layout.kind === 'narrow' ? undefined : side.main, foot };
}

function headLines(
  { feed, setup, demo, mouse, theme, attached }: TimelineServices,
  columns: number,
  now: number,
): Line[] {
  const facts = {
    endpoint: safeText(setup.endpoint),
    loopbackOnly: setup.loopbackOnly,
    lastMinute: feed.lastMinute(),
    storageTrouble: feed.source.trouble !== undefined,
    indexed: feed.source.indexed,
    demo: demo !== undefined,
    mouse: mouse.on,
    attached: attached && { name: attached.name(), isLive: attached.link().kind === 'live' },
  };
  return [topLine(facts, columns, theme), stripLine(feed.strip(now), columns, theme)];
}

function timelineLines(
  state: TimelineState,
  { feed, book, theme, keys }: TimelineServices,
  rows: Rows,
  selected: Row | undefined,
  size: { width: number; height: number },
  focused: boolean,
  now: number,
): { main: Line[]; listed: readonly TimelineLine[] } {
  if (feed.index.size === 0) return { main: emptyLines(feed, size.width, keys), listed: [] };
  const { lines } = layOutRows(rows, selected, state.above, size.height);
  const main = lines.map((line, at) => {
    if (line.kind === 'day' && at === 0)
      return topHeading(line.time, state, feed, { width: size.width, now, theme, keys });
    if (line.kind === 'day') return dayHeading(line.time, state, now, theme);
    if (line.kind === 'gap') {
      const below = lines.slice(at).find((each) => each.kind === 'row')?.row;
      const tasks = below && tasksOf(feed.entry(below.slot).event, book);
      return gapLine(line.gap, state, tasks, { width: size.width, now, theme, keys });
    }
    const { row } = line;
    const isSelected = row.place === selected?.place && row.child === selected.child;
    const open = rows.isOpen(row.stack);
    const words = feed.filter?.query.words ?? [];
    const { times } = state;
    const { width } = size;
    const style = { feed, width, now, theme, selected: isSelected, focused, open, words, times };
    return linesOrWhy(width, () => [rowLine(row, style)])[0]!;
  });
  return { main, listed: lines };
}

/** Where there are events and none is shown: the filter hides them, or they were dismissed. */
function emptyLines({ filter, source, marks }: TimelineFeed, width: number, keys: KeyTable): Line[] {
  if (filter) return nothingFitsLines(filter, source.indexed, width, keys);
  const dismissed = source.table.size;
  const all = dismissed === 1 ? safe`The one event there is has` : safe`All ${dismissed} events have`;
  const how = marks.canUndo
    ? keyHint('undo', keys, (key) => safe` ${key} brings back what went last.`)
    : safe` They stay stored: tempo-tui list --all shows them.`;
  return wrapToWidth(safe`${all} been dismissed.${how}`, width).map((text) => plain(text));
}

function scrolled(lines: Line[], scroll: number, height: number) {
  const scrollMax = Math.max(0, lines.length - height);
  const from = Math.max(0, Math.min(scroll, scrollMax));
  return { main: lines.slice(from, from + height), scrollMax, scrollPage: Math.max(1, height - 1) };
}
