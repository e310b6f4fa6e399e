import { createHash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { StoredEvent } from '../../src/event.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { marker, Subjects } from '../../src/score/subjects.ts';
import { SEGMENT_BYTES } from '../../src/store/event-log.ts';
import { RecordMaker } from '../../src/store/record-maker.ts';
import { segmentName } from '../../src/store/scan.ts';
import { progress } from './measured.ts';
import { makeDir } from './workshop.ts';

const maker = new RecordMaker(marker(new ScoreBook(), new Subjects()));
const SPAN_MS = 2 * 365 * 86_400_000;
/** Fixed, so that a history is the same whenever it is made. */
const NEWEST = Date.UTC(2025, 0, 1);
const NODES = 300;
const GUESTS = 100;
const HOT_SUBJECTS = 200;

/** What the oldest event of every history says, to find on the screen that all of it is there. */
export const OLDEST_TITLE = 'First event of the history';

/** Which history: the newest `count` events of one that has `of`. */
export interface HistoryKind {
  count: number;
  of?: number;
}

/**
 * The folder with the segments of a history, made when it is not there yet. It is kept for the next run and is not
 * to be changed: see {@link layHistory}.
 */
export function historyDir({ count, of = count }: HistoryKind): string {
  const sample = maker.encode(eventOf(0, count, of)).toString();
  const key = createHash('sha256')
    .update(JSON.stringify([count, of, sample, SEGMENT_BYTES]))
    .digest('hex')
    .slice(0, 12);
  const dir = join(tmpdir(), `tempo-tui-bench-history-${userInfo().uid}-${count}-${key}`);
  if (!existsSync(dir)) {
    progress(`making a history of ${count.toLocaleString('en-US')} events in ${dir}, kept for other runs`);
    const unfinished = makeDir();
    writeHistory(unfinished, count, of);
    renameSync(unfinished, dir);
  }
  return dir;
}

/**
 * Puts a history into a data directory. All but the last segment are shared with the one that is kept; they are
 * never written to again.
 */
export function layHistory(kind: HistoryKind, dataDir: string): void {
  const from = historyDir(kind);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const names = readdirSync(from).sort();
  for (const name of names) {
    if (name === names.at(-1)) copyFileSync(join(from, name), join(dataDir, name));
    else linkSync(join(from, name), join(dataDir, name));
  }
}

/** The segments of a history, oldest first, read once so that they are in the system's memory. */
export function warmSegments(kind: HistoryKind): string[] {
  const dir = historyDir(kind);
  const paths = readdirSync(dir)
    .sort()
    .map((name) => join(dir, name));
  for (const path of paths) readFileSync(path);
  return paths;
}

function writeHistory(dir: string, count: number, of: number): void {
  let segment = 1;
  let file = openSync(join(dir, segmentName(segment)), 'w', 0o600);
  let size = 0;
  let pending: Buffer[] = [];
  for (let seq = 1; seq <= count; seq += 1) {
    const record = maker.encode(eventOf(count - seq, count, of));
    if (size + record.length > SEGMENT_BYTES) {
      writeSync(file, Buffer.concat(pending));
      closeSync(file);
      segment += 1;
      file = openSync(join(dir, segmentName(segment)), 'w', 0o600);
      size = 0;
      pending = [];
    }
    pending.push(record);
    size += record.length;
    if (pending.length === 4096) {
      writeSync(file, Buffer.concat(pending));
      pending = [];
    }
  }
  writeSync(file, Buffer.concat(pending));
  closeSync(file);
}

/** What happens on a node or a guest: title, message, severity, kind of task. */
const KINDS = [
  ['Backup of VM % finished', 'Finished Backup of VM % (00:04:17)', 'info', 'vzdump'],
  ['Backup of VM % finished', 'Finished Backup of VM % (00:00:52)', 'info', 'vzdump'],
  ['Backup of VM % failed', 'VM % qmp command failed - got timeout', 'error', 'vzdump'],
  ['Replication job %-0 failed', 'zfs recv rpool/data/vm-%-disk-0 failed', 'error', 'replication'],
  ['New software packages available', '14 packages can be upgraded', 'notice', 'package-updates'],
  ['Certificate expires in 14 days', 'The certificate is to be renewed', 'warning', 'acme'],
  ['Garbage collection finished', 'Removed 1,204 chunks, 31.9 GB; 8.7 TB remain', 'info', 'gc'],
  ['Node was fenced', 'No answer for 60 seconds', 'critical', 'fencing'],
] as const;

/** The event that has `age` newer ones after it, the same in every history of `of` events. */
function eventOf(age: number, count: number, of: number): StoredEvent {
  const random = randomFrom(age);
  const hot = random() < 0.3;
  const subject = Math.floor(random() * (hot ? HOT_SUBJECTS : NODES * GUESTS)) * (hot ? 149 : 1);
  const node = `pve-${String(1 + (subject % NODES)).padStart(3, '0')}`;
  const guest = String(100 + (Math.floor(subject / NODES) % GUESTS));
  const [title, message, severity, TaskType] = KINDS[Math.floor(random() ** 1.6 * KINDS.length)]!;
  const oldest = age === count - 1;
  const received = NEWEST - Math.floor((age * SPAN_MS) / of);
  // Clocks of nodes differ a little, and now and then one is far behind.
  const behind = random() * (random() < 0.001 ? 3_600_000 : 2000);
  const time = oldest ? received - 7_200_000 : Math.floor(received - behind);
  return {
    title: oldest ? OLDEST_TITLE : title.replace('%', guest),
    providerIdentifier: 'com.proxmox',
    eventType: 'alert',
    startDate: new Date(time).toISOString(),
    time,
    metadata: {
      senderAddress: `10.0.${subject % 4}.${1 + ((subject % NODES) % 250)}`,
      severity: oldest ? 'info' : severity,
      ServerUrl: `https://${node}.lan:8006`,
      NodeName: oldest ? 'pve-first' : node,
      VMID: oldest ? '1' : guest,
      TaskType,
      Message: message.replace('%', guest),
    },
    id: uuidFrom(random),
    seq: count - age,
    receivedAt: new Date(received).toISOString(),
  };
}

function uuidFrom(random: () => number): string {
  const hex = (digits: number) =>
    Math.floor(random() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(6)}${hex(6)}`;
}

/** mulberry32: the same numbers for the same seed, everywhere. */
function randomFrom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
