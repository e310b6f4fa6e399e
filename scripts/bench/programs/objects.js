// Reads segments of events into an array of objects, and says what each takes: objects.js SEGMENT...
import { readFileSync } from 'node:fs';

async function settled() {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc();
    await new Promise((done) => setTimeout(done, 200));
  }
  return process.memoryUsage.rss();
}

// In a function of its own: nothing of the file is to be left over when it is measured.
function readInto(events, path) {
  const bytes = readFileSync(path);
  let from = 0;
  for (let to = bytes.indexOf(10); to !== -1; to = bytes.indexOf(10, from)) {
    const {
      v: _,
      mark: __,
      crc: ___,
      event,
      received,
      ...others
    } = JSON.parse(bytes.toString('utf8', from, to));
    event.startDate ??= new Date(others.time).toISOString();
    event.receivedAt = new Date(received).toISOString();
    events.push(Object.assign(event, others));
    from = to + 1;
  }
}

const before = await settled();
const events = [];
for (const path of process.argv.slice(2)) readInto(events, path);
console.log(((await settled()) - before) / events.length);
