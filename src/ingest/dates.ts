/** Beyond this distance from the time of receipt a date is marked: no clock drifts so far. */
const FAR_MS = 24 * 60 * 60 * 1000;
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:[Zz]|([+-])(\d{2}):?(\d{2}))$/;

export interface ReadDate {
  /** ISO 8601 with a zone. */
  iso: string;
  /** Milliseconds since the epoch. */
  time: number;
}

/**
 * Reads a date from the wire: ISO 8601 with a zone, or epoch seconds or milliseconds as a number or a string
 * of digits (Proxmox templates can render nothing else). `Date.parse` is not used: it takes "1" for the year
 * 2001 and 30 February for 2 March.
 *
 * @returns undefined for anything that is not plainly a date.
 */
export function readDate(value: unknown): ReadDate | undefined {
  if (typeof value === 'number') return readEpoch(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return /^\d+$/.test(text) ? readEpoch(Number(text)) : readIso(text);
}

/** Ten digits of seconds or thirteen of milliseconds (nine and twelve: before September 2001). */
function readEpoch(value: number): ReadDate | undefined {
  const seconds = value >= 1e8 && value < 1e11;
  const milliseconds = value >= 1e11 && value < 1e14;
  if (!seconds && !milliseconds) return undefined;
  const time = Math.round(seconds ? value * 1000 : value);
  return { iso: new Date(time).toISOString(), time };
}

function readIso(text: string): ReadDate | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const [zoneHour, zoneMinute] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  const utc = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!);
  const date = new Date(utc);
  const inCalendar = date.getUTCMonth() === month! - 1 && date.getUTCDate() === day!;
  if (!inCalendar || year! < 1970 || hour! > 23 || minute! > 59 || second! > 59) return undefined;
  if (zoneHour > 14 || zoneMinute > 59) return undefined;
  const offset = (match[8] === '-' ? -1 : 1) * (zoneHour * 60 + zoneMinute) * 60_000;
  const fraction = Math.floor(Number(`0.${match[7] ?? '0'}`) * 1000);
  return { iso: text, time: utc - offset + fraction };
}

/**
 * Where an event of this date belongs in the timeline. A date far ahead would sit above everything live for
 * as long as it lies ahead, so such an event stands at its time of receipt.
 */
export function placeInTime(sent: number, receivedAt: number): { time: number; far: boolean } {
  const ahead = sent - receivedAt;
  return { time: ahead > FAR_MS ? receivedAt : sent, far: Math.abs(ahead) > FAR_MS };
}
