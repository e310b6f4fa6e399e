import type { Settings } from '../config.ts';
import { readRejections } from '../ingest/rejection-file.ts';
import { advicesFor, type Rejection } from '../rejection.ts';
import { safeText } from '../safe-text.ts';
import { localTime } from '../ui/format.ts';
import { say, writeLine } from './output.ts';
import { printableJson } from './printable-json.ts';

/** Prints what the receiver of a data directory refused, the last 500, and on stderr what to do about it. */
export async function printRejections({ dataDir }: Settings, json: boolean): Promise<void> {
  const rejections = await readRejections(dataDir);
  if (json) {
    for (const rejection of rejections) writeLine(printableJson(rejection));
    return;
  }
  if (rejections.length === 0) say('Nothing was refused.');
  for (const rejection of rejections) writeLine(rejectionLine(rejection));
  for (const { status, advice } of advicesFor(rejections)) say(`${status}: ${advice}`);
}

/** A refusal as a line for a person, with times of the local zone. */
export function rejectionLine({ time, address, status, token, reason, times, since }: Rejection): string {
  const whose = token === undefined ? '' : `token ${token}  `;
  const count = times === 1 ? '' : `  ×${times} since ${localTime(Date.parse(since))}`;
  return safeText(`${localTime(Date.parse(time))}  ${address}  ${status}  ${whose}${reason}${count}`);
}
