import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseScore } from '../../src/score/read-score.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { storedEvent } from '../support/events.ts';
import { MemorySource } from '../support/source.ts';

const CATALOGUE = '../shared/tempo/catalogue';
const absent = !existsSync(CATALOGUE);
const NAME = absent ? 'published scores (skipped: they are not here)' : 'published scores';

function stacksOf(score: string, metadatas: readonly object[]) {
  const read = parseScore(readFileSync(`${CATALOGUE}/${score}.json`, 'utf8'));
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  const events = metadatas.map((metadata, at) =>
    storedEvent({ providerIdentifier: score, metadata: metadata as Record<string, unknown> }, at / 4),
  );
  const feed = new MemorySource(events, new ScoreBook([read.score])).feed();
  return Array.from({ length: feed.index.size }, (_, place) => {
    const stack = feed.index.at(place)!;
    const shown = feed.worst(stack, feed.entry(stack.head));
    return `${stack.size} ↻${feed.cycles(stack)} ${shown.meaning.label}`;
  });
}

describe.skipIf(absent)(NAME, () => {
  const down = { monitorID: 1, badge: 'DOWN', important: true };
  const still = { monitorID: 1, badge: 'DOWN', important: false };
  const up = { monitorID: 1, badge: 'UP', important: true };

  it.each([
    ['down', [down], ['1 ↻1 Down']],
    ['still down', [down, still, still], ['3 ↻1 Down']],
    ['up again', [down, still, up], ['3 ↻1 Up']],
    ['flapping', [down, up, down, up, down], ['5 ↻3 Down']],
    ['another one', [down, { ...down, monitorID: 2 }, up], ['2 ↻1 Up', '1 ↻1 Down']],
  ])('Uptime Kuma, a monitor that is %s', (_, metadatas, stacks) => {
    expect(stacksOf('com.uptime-kuma', metadatas)).toEqual(stacks);
  });

  const client = (name: string) => ({
    source: 'unifi',
    alarmName: `WiFi Client ${name}`,
    clientMac: 'aa:bb',
  });

  it.each([
    ['left', [client('Disconnected')], ['1 ↻1 Disconnected']],
    ['left and came back', [client('Disconnected'), client('Connected')], ['2 ↻1 Connected']],
    [
      'comes and goes',
      [client('Disconnected'), client('Connected'), client('Disconnected'), client('Connected')],
      ['4 ↻2 Connected'],
    ],
  ])('UniFi, a client that %s', (_, metadatas, stacks) => {
    expect(stacksOf('com.ubiquiti.unifi.network', metadatas)).toEqual(stacks);
  });
});
