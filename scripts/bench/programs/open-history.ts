// Opens a data directory as the timeline does and says, as JSON, for how many milliseconds it held the event loop at
// most while the history was indexed: open-history.js DIRECTORY
import { openSync, readSync } from 'node:fs';
import { ScoreBook } from '../../../src/score/score-book.ts';
import { marker, Subjects } from '../../../src/score/subjects.ts';
import { EventStore } from '../../../src/store/event-store.ts';
import { TimelineFeed } from '../../../src/ui/feed.ts';

const schedstat = openSync('/proc/thread-self/schedstat', 'r');
const line = Buffer.alloc(64);

/** How long this thread has been ready to run without a processor, in milliseconds. */
function waitedMs(): number {
  const length = readSync(schedstat, line, 0, line.length, 0);
  return Number(line.toString('latin1', 0, length).split(' ')[1]) / 1e6;
}

const book = new ScoreBook();
const subjects = new Subjects();
const store = await EventStore.open(process.argv[2]!, marker(book, subjects));
const feed = new TimelineFeed(store, book, subjects);

let at = performance.now();
let waited = waitedMs();
let held = 0;
let heldOrWaiting = 0;
let done = false;

function look(): void {
  const now = performance.now();
  const nowWaited = waitedMs();
  heldOrWaiting = Math.max(heldOrWaiting, now - at);
  held = Math.max(held, now - at - (nowWaited - waited));
  at = now;
  waited = nowWaited;
  if (!done) setImmediate(look);
}

setImmediate(look);
await store.index();
done = true;
console.log(JSON.stringify({ held, heldOrWaiting, events: store.table.size }));
feed.close();
await store.close();
