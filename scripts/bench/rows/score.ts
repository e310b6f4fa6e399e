import type { IncomingEvent } from '../../../src/event.ts';
import { readScore } from '../../../src/score/read-score.ts';
import type { Score } from '../../../src/score/schema.ts';
import { ScoreBook } from '../../../src/score/score-book.ts';
import { figure, fromPairs, interleave, type Row } from '../measured.ts';

const EVENTS = 200_000;
/** Words that the rules look for: in a name for half of the rules, in a key for the other half. */
const WORDS = [
  ...['Lost Contact', 'Offline', 'Threat', 'Intrusion', 'Honeypot', 'Rogue', 'Failed', 'Error', 'Critical'],
  ...[
    'Upgrade',
    'Scheduled',
    'Restart',
    'Reboot',
    'Speedtest',
    'Login',
    'Connected',
    'Adopted',
    'Roam',
    'Blocked',
  ],
];

/** A score as those of network controllers are: 41 rules over a name and a key, almost all with wildcards. */
function networkScore(): Score {
  const rules = [
    { match: { alarmName: '*Unreachable*', clientMac: '*' }, severity: 'info', label: 'Away' },
    { match: { alarmName: '*Associated*', clientMac: '*' }, severity: 'info', label: 'Here' },
    ...WORDS.map((word) => ({ match: { alarmName: `*${word}*` }, severity: 'error', label: word })),
    ...WORDS.map((word) => ({
      match: { alarmKey: `*${word.replace(' ', '_')}*` },
      severity: 'error',
      label: word,
    })),
    { match: { alarmKey: 'EVT_AD_*' }, severity: 'warning', label: 'Admin' },
  ];
  const read = readScore({
    providerIdentifier: 'bench.network',
    displayName: 'Network',
    severityRules: rules,
    groupingRules: [
      {
        match: { alarmName: '*Unreachable*', clientMac: '*' },
        role: 'opens',
        key: '${metadata.clientMac}',
        window: '2h',
      },
      { match: { alarmName: '*Associated*', clientMac: '*' }, role: 'closes', key: '${metadata.clientMac}' },
      { match: { source: 'network' }, role: 'repeats', key: '${metadata.deviceMac}', window: '1h' },
    ],
  });
  if ('score' in read) return read.score;
  throw new Error(read.problems[0]?.reason);
}

/** Events that fit rules from the first to the last, and every fifth of them none. */
function networkEvents(): IncomingEvent[] {
  return Array.from({ length: EVENTS }, (_, at) => {
    const word = at % 5 === 0 ? 'Nothing' : WORDS[at % WORDS.length]!;
    const byKey = at % 2 === 0;
    const time = 1_777_432_440_000 + at;
    return {
      title: `Device ${at % 300} reports`,
      providerIdentifier: 'bench.network.site',
      eventType: 'alert',
      startDate: new Date(time).toISOString(),
      time,
      metadata: {
        source: 'network',
        alarmName: byKey ? `Device ${at % 300} reports` : `AP ${word} in hall ${at % 40}`,
        alarmKey: byKey ? `EVT_AP_${word.replace(' ', '_')}` : 'EVT_AP_Other',
        deviceMac: `aa:bb:cc:00:${at % 90}:${at % 70}`,
        device: `ap-${at % 300}`,
        senderAddress: '192.0.2.7',
      },
    };
  });
}

/** The same rules, each key with a regular expression that was made once. */
function byExpressions(score: Score): (event: IncomingEvent) => string {
  const rules = (score.severityRules ?? []).map(({ match, severity }) => ({
    tests: Object.entries(match).map(([key, wanted]) => ({
      key,
      fits: new RegExp(`^${String(wanted).replaceAll('*', '.*')}$`, 'is'),
    })),
    severity,
  }));
  return ({ metadata }) =>
    rules.find(({ tests }) =>
      tests.every(({ key, fits }) => Object.hasOwn(metadata, key) && fits.test(String(metadata[key]))),
    )?.severity ?? 'info';
}

/** In this process: what an event's level and stack cost by a score of 41 rules. */
export const scoreRow: Row = {
  name: 'score',
  work: 'level and stack of an event by a score of 41 severity rules',
  comparison: 'its level alone, by a regular expression for each key',
  goal: { of: 'ours', bound: 'at least', value: 200_000 },
  async measure({ rounds }) {
    const score = networkScore();
    const book = new ScoreBook([score]);
    const events = networkEvents();
    const expressions = byExpressions(score);
    const shown = perSecond(events, (event) => book.interpret(event).label);
    const pairs = await interleave(
      rounds,
      async () => perSecond(events, (event) => book.place(event).level),
      async () => perSecond(events, expressions),
      1,
    );
    return fromPairs('events/s', pairs, `with all that is shown of them: ${figure(shown)} events/s`);
  },
};

function perSecond(events: readonly IncomingEvent[], level: (event: IncomingEvent) => string): number {
  const started = performance.now();
  let length = 0;
  for (const event of events) length += level(event).length;
  if (length === 0) throw new Error('nothing was found');
  return (events.length * 1000) / (performance.now() - started);
}
