const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const AGO = /^(\d{1,6})([mhdw])$/;
const CLOCK = /^(\d{1,2}):(\d{2})$/;
const DAY = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/** What {@link readMoment} takes, for those who wrote something else. */
export const MOMENT_FORMS = 'today, yesterday, 3h (m, h, d, w ago), 14:30, 2026-04-14 or 2026-04-14T03:00';

/**
 * Reads a moment as a person writes it, in the local zone: `today` and `yesterday` are their midnights, `3h` is
 * three hours ago, `14:30` is of today.
 *
 * @param now milliseconds since the epoch
 * @returns milliseconds since the epoch; undefined for anything else, a date that no calendar has among it
 */
export function readMoment(text: string, now: number): number | undefined {
  const word = text.toLowerCase();
  if (word === 'now') return now;
  if (word === 'today') return midnight(now, 0);
  if (word === 'yesterday') return midnight(now, -1);
  const ago = AGO.exec(word);
  if (ago) return now - Number(ago[1]) * UNIT_MS[ago[2] as keyof typeof UNIT_MS];
  const clock = CLOCK.exec(word);
  if (clock) return at(new Date(now), Number(clock[1]), Number(clock[2]), 0);
  const day = DAY.exec(text);
  if (!day) return undefined;
  const [year, month, date] = [Number(day[1]), Number(day[2]), Number(day[3])];
  const start = new Date(year, month - 1, date);
  if (start.getMonth() !== month - 1 || start.getDate() !== date) return undefined;
  return at(start, Number(day[4] ?? 0), Number(day[5] ?? 0), Number(day[6] ?? 0));
}

function midnight(now: number, days: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
}

function at(day: Date, hour: number, minute: number, second: number): number | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return new Date(day.getFullYear(), day.getMonth(), day.getDate(), hour, minute, second).getTime();
}
