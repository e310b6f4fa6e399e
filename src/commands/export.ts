import type { Settings } from '../config.ts';
import type { StoredEvent } from '../event.ts';
import { namedValue } from '../score/named-value.ts';
import type { ScoreBook } from '../score/score-book.ts';
import { placeholderValue } from '../score/template.ts';
import { FLAG } from '../store/event-table.ts';
import { readEvents } from '../store/scan.ts';
import { UserState } from '../store/user-state.ts';
import { openScores } from './open-scores.ts';
import { dataLine, writeAll } from './output.ts';

/** Characters that are written together. */
const TOGETHER = 64 * 1024;

/** Writes every stored event to stdout, one JSON object a line, in the order of the log. Needs no ownership. */
export async function exportEvents(settings: Settings): Promise<void> {
  const { book } = await openScores(settings.scoresDir);
  const user = await UserState.open(settings.dataDir);
  let lines = '';
  for await (const event of readEvents(settings.dataDir)) {
    const line = JSON.stringify({ ...event, resolved: resolve(event, book, user.flagsOf(event)) });
    lines += `${dataLine(line)}\n`;
    if (lines.length < TOGETHER) continue;
    if (!(await writeAll(lines))) return;
    lines = '';
  }
  await writeAll(lines);
}

function resolve(event: StoredEvent, book: ScoreBook, flags: number) {
  const { level, label, source, title, group } = book.interpret(event);
  const guests = namedValue(event, 'guests');
  return {
    level,
    label,
    source,
    stack: group ? group.parts : null,
    title: title ?? event.title,
    vmid: placeholderValue('metadata.VMID', event) ?? null,
    guests: Array.isArray(guests) ? guests : [],
    acked: (flags & FLAG.acked) !== 0,
    dismissed: (flags & FLAG.dismissed) !== 0,
  };
}
