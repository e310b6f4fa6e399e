import { advicesFor, type Rejection } from '../rejection.ts';
import { type SafeText, safe, safeText } from '../safe-text.ts';
import { ago, clockTime, dayNumber, shortDate, wrapToWidth, type Zone } from './format.ts';
import { type KeyTable, keyHint } from './keys.ts';
import { plain } from './line.ts';
import type { TimelineServices } from './services.ts';
import type { Line } from './theme.ts';

const INDENT = 4;
/** A sender that was refused this long ago is being refused still, as far as anybody knows, in milliseconds. */
const GOING_ON_MS = 120_000;
/** Has a notice of its own. */
const STORAGE_REFUSES = 503;

/** What was refused, the newest first, with what to do about it; below it what the program noted. */
export function logLines(
  { refusals, journal, theme }: TimelineServices,
  width: number,
  now: number,
  zone: Zone = 'local',
): Line[] {
  const paragraph = (text: SafeText, style = {}) =>
    wrapToWidth(text, width, INDENT).map((line) => plain(line, style));
  const heading = (text: SafeText) => plain(text, { bold: true, underline: true });
  const { recent } = refusals;
  return [
    heading(safe`Refused, the newest first`),
    ...(recent.length === 0 ? [plain(safe`Nothing was refused.`)] : []),
    ...advicesFor(recent).flatMap(({ status, advice }) =>
      paragraph(safe`${status}: ${safeText(advice)}`, { dim: true }),
    ),
    ...recent.toReversed().flatMap((rejection) => paragraph(rejectionText(rejection, now, zone))),
    [],
    heading(safe`Log, the newest first`),
    ...journal.entries.toReversed().flatMap(({ time, kind, text }) => {
      const style = kind === 'bad' ? { color: theme.bad } : {};
      const mark = kind === 'bad' ? safe`▲ ` : safe``;
      return paragraph(safe`${timeText(time, now, zone)}  ${mark}${safeText(text)}`, style);
    }),
  ];
}

/** `03:12  10.0.0.11  401  token proxmox  the token is unknown or revoked  ×12 since 03:10` */
export function rejectionText(
  { time, address, status, token, reason, times, since }: Rejection,
  now: number,
  zone: Zone = 'local',
): SafeText {
  const whose = token === undefined ? safe`` : safe`token ${safeText(token)}  `;
  const count = times === 1 ? safe`` : safe`  ×${times} since ${timeText(Date.parse(since), now, zone)}`;
  const when = timeText(Date.parse(time), now, zone);
  return safe`${when}  ${safeText(address)}  ${status}  ${whose}${safeText(reason)}${count}`;
}

/**
 * That somebody is being refused, while it is news: who, why, and how often.
 *
 * @param since milliseconds since the epoch; what was refused before is no news
 * @param now the same, of now: what is over for a while is told as that, as nobody knows whether its cause is gone
 */
export function refusalNotice(
  recent: readonly Rejection[],
  since: number,
  now: number,
  keys: KeyTable,
): SafeText | undefined {
  const news = recent.filter(({ time, status }) => Date.parse(time) > since && status !== STORAGE_REFUSES);
  const last = news.at(-1);
  if (!last) return undefined;
  const { address, status, reason, time } = last;
  const age = now - Date.parse(time);
  const happened =
    age < GOING_ON_MS
      ? safe`is being refused, ${status}`
      : safe`was refused ${ago(now - age, now)}, ${status}`;
  const alike = news.filter(
    (each) => each.address === address && each.status === status && each.reason === reason,
  );
  const count = alike.reduce((sum, { times }) => sum + times, 0);
  const others = new Set(news.map((each) => each.address)).size - 1;
  const often = count === 1 ? safe`` : safe` ×${count}`;
  const also =
    others === 0 ? safe`` : safe`, and ${others} other ${others === 1 ? safe`sender` : safe`senders`} too`;
  const more = keyHint('log', keys, (key) => safe` (${key} tells more)`);
  return safe`▲ ${safeText(address)} ${happened}${often}${more}: ${safeText(reason)}${also}`;
}

function timeText(time: number, now: number, zone: Zone): SafeText {
  return dayNumber(time, zone) === dayNumber(now, zone)
    ? clockTime(time, zone)
    : safe`${shortDate(time, now, zone)} ${clockTime(time, zone)}`;
}
