const DAY_MS = 86_400_000;
const DAY = 'YYYY-MM-DD'.length;
const LENGTH = 'YYYY-MM-DDTHH:MM:SS.mmmZ'.length;
/** With the sign that years beyond 9999 have. */
const LONG = LENGTH + 3;
const ZERO = 0x30;
const TWO = Array.from({ length: 60 }, (_, at) => String(at).padStart(2, '0'));
const THREE = Array.from({ length: 1000 }, (_, at) => String(at).padStart(3, '0'));

/** The day that was asked for last: what is stored together happened together. */
let day = '';
let dayMs = Number.NaN;

/**
 * What `Date.prototype.toISOString` gives.
 *
 * @param ms since the epoch, any time that a `Date` can have
 * @throws RangeError for any other
 */
export function isoOf(ms: number): string {
  const rest = ms - dayMs;
  if (!(rest >= 0 && rest < DAY_MS && Number.isInteger(rest))) return isoOfNewDay(ms);
  const seconds = Math.floor(rest / 1000);
  const minutes = Math.floor(seconds / 60);
  return `${day}T${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}:${TWO[seconds % 60]}.${THREE[rest % 1000]}Z`;
}

/** Milliseconds since the epoch of a text as {@link isoOf} gives it; undefined for any other text. */
export function msOfIso(text: string): number | undefined {
  if (text.length === LENGTH && day !== '' && text.startsWith(day)) {
    const minutes = two(text, 11) * 60 + two(text, 14);
    const ms =
      dayMs + (minutes * 60 + two(text, 17)) * 1000 + two(text, 20) * 10 + text.charCodeAt(22) - ZERO;
    return isoOf(ms) === text ? ms : undefined;
  }
  if (text.length !== LENGTH && text.length !== LONG) return undefined;
  const ms = Date.parse(text);
  return Number.isFinite(ms) && isoOfNewDay(ms) === text ? ms : undefined;
}

function isoOfNewDay(ms: number): string {
  const iso = new Date(ms).toISOString();
  if (iso.length === LENGTH) {
    day = iso.slice(0, DAY);
    dayMs = Math.floor(ms / DAY_MS) * DAY_MS;
  }
  return iso;
}

function two(text: string, at: number): number {
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
}
