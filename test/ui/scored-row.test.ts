import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../src/event.ts';
import { actionsFor } from '../../src/score/actions.ts';
import { inspectorLines } from '../../src/ui/inspector-lines.ts';
import { KEYS } from '../../src/ui/keys.ts';
import { rowLine } from '../../src/ui/row-line.ts';
import { Rows } from '../../src/ui/rows.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { START, storedEvent } from '../support/events.ts';
import { bookOf } from '../support/scores.ts';
import { MemorySource } from '../support/source.ts';

const SCORE = {
  displayName: 'Lab',
  grouping: '${metadata.host}',
  severityRules: [
    {
      match: { kind: 'disk' },
      severity: 'warning',
      label: 'Disk',
      color: '#112233',
      title: 'Disk of ${metadata.host}',
      subtitle: '${metadata.free} free',
    },
  ],
  indicatorRules: [
    { match: { kind: 'disk' }, emoji: '💾' },
    { match: { kind: 'person' }, emoji: '🧑\u200D💻' },
  ],
  tagRules: [{ match: { tag: '*' }, tag: '${metadata.tag}' }],
  stackTitle: 'All about ${metadata.host}',
};

function shown(metadatas: readonly Record<string, unknown>[], { width = 120, colors = true } = {}) {
  const events: StoredEvent[] = metadatas.map((metadata, at) =>
    storedEvent({ providerIdentifier: 'a.b', metadata }, at),
  );
  const source = new MemorySource(events, bookOf(SCORE));
  const feed = source.feed();
  const rows = new Rows(feed.index, [0]);
  const row = rows.first()!;
  const theme = makeTheme(colors);
  const style = { feed, width, now: START, theme, selected: false, focused: true, open: false, words: [] };
  const entry = feed.entry(row.slot);
  const inspector = inspectorLines(row, entry, actionsFor(entry.event, source.book), 60, START, {
    theme,
    keys: KEYS,
  });
  const next = rows.next(row);
  const text = (line: readonly { text: string }[]) => line.map((segment) => segment.text).join('');
  return {
    line: rowLine(row, style),
    text: text(rowLine(row, style)),
    child: next ? text(rowLine(next, style)) : '',
    inspector: inspector.map((line) => text(line).trimEnd()),
    badge: inspector[0]![0]!,
  };
}

describe('a row', () => {
  const disk = { kind: 'disk', host: 'nas', free: '3 GB', tag: 'backup\u001B[2J' };

  it('shows the indicator, the title that the score gives, the tag, and the badge in its colour', () => {
    const { text, line } = shown([disk]);
    expect(text).toMatch(/ 💾 Disk of nas +3 GB free +backup\uFFFD\[2J +▲ Disk/);
    expect(line.at(-1)).toMatchObject({ color: '#112233' });
  });

  it('has no colour where there is to be none, and no tag where there is no room', () => {
    expect(shown([disk], { colors: false }).line.every(({ color }) => color === undefined)).toBe(true);
    expect(shown([disk], { width: 60 }).text).not.toContain('backup');
  });

  it('names a stack of several as the score says, and the events in it as themselves', () => {
    const { text, child } = shown([disk, { host: 'nas' }, { host: 'nas' }]);
    expect(text).toContain('All about nas');
    expect(text).toContain('×3');
    expect(child).toContain('Backup completed');
    expect(shown([disk]).text).not.toContain('All about');
  });

  it('draws the first of several emoji that are joined', () => {
    expect(shown([{ kind: 'person' }]).text).toContain(' 🧑 Backup completed');
  });
});

describe('the details', () => {
  it('show the subtitle, the tag, and what the sender called it', () => {
    const { inspector, badge } = shown([{ kind: 'disk', host: 'nas', free: '3 GB', tag: 'x' }]);
    expect(inspector.slice(0, 6)).toEqual([
      '▲ Disk',
      'Disk of nas',
      '3 GB free',
      'Sent title Backup completed',
      'Source     Lab',
      'Tag        x',
    ]);
    expect(badge.color).toBe('#112233');
  });

  it('leave out what the score does not say', () => {
    expect(shown([{ host: 'nas' }]).inspector.slice(0, 3)).toEqual([
      '· Info',
      'Backup completed',
      'Source     Lab',
    ]);
  });
});
