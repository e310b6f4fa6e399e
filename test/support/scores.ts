import fc from 'fast-check';
import { LEVELS } from '../../src/event.ts';
import { readScore } from '../../src/score/read-score.ts';
import type { Score } from '../../src/score/schema.ts';
import { ScoreBook } from '../../src/score/score-book.ts';

/** A score of some fields; throws with its problems where it is not one. */
export function scoreOf(fields: Record<string, unknown>): Score {
  const read = readScore({ providerIdentifier: 'a.b', displayName: 'A', ...fields });
  if ('score' in read) return read.score;
  throw new Error(read.problems.map(({ path, reason }) => `${path}: ${reason}`).join('\n'));
}

/** A book of one such score, for events of `a.b`. */
export function bookOf(fields: Record<string, unknown>): ScoreBook {
  return new ScoreBook([scoreOf(fields)]);
}

const key = fc.constantFrom('a', 'b', 'c', 'severity', 'runID');
const word = fc.constantFrom('x', 'Y', 'xy', 'error', '0', 'yxy');
const pattern = fc.oneof(
  word,
  fc.constantFrom('*', 'x*', '*y', '*x*', '?', 'x?y', '*?*', 'y*y', ''),
  fc.constantFrom(0, true, null),
);
const match = fc.dictionary(key, pattern, { maxKeys: 3 });
const template = fc.constantFrom(
  '${metadata.a}',
  '${metadata.b}',
  '${metadata.a}/${metadata.b}',
  'x:${metadata.c}',
  'fixed',
  '${title}',
);
const window = fc.constantFrom('', '30m', '1h', '1d');
const level = fc.constantFrom(...LEVELS);

function rules<T>(fields: Record<string, fc.Arbitrary<T>>, required: readonly string[] = []) {
  return fc.array(fc.record({ match, ...fields }, { requiredKeys: ['match', ...required] as never }), {
    maxLength: 5,
  });
}

const ROLES = ['opens', 'closes', 'continues', 'repeats', 'single'] as const;

/** Scores of `a.b` with rules over a few keys, so that they often fit an event of {@link anyMetadata}. */
export const anyScore: fc.Arbitrary<Score> = fc
  .record(
    {
      severityRules: rules<unknown>(
        {
          severity: level,
          label: template,
          color: fc.constant('#123456'),
          title: template,
          subtitle: template,
        },
        ['severity'],
      ),
      severityDefault: fc.record({ severity: level, label: template }, { requiredKeys: [] }),
      senderSeverityWins: fc.boolean(),
      indicatorRules: rules({ emoji: fc.constantFrom('🔔', '🌙'), color: fc.constantFrom('red', '#00ff00') }),
      tagRules: rules({ tag: template }, ['tag']),
      ackRules: rules({}),
      dismissRules: rules({}),
      grouping: fc.oneof(template, fc.array(template, { minLength: 1, maxLength: 3 })),
      groupingWindow: window,
      groupingRules: rules<unknown>(
        { role: fc.constantFrom(...ROLES), key: template, window, stackColor: fc.constant('current-state') },
        ['role', 'key'],
      ),
      restStateOverrides: rules<unknown>(
        { restState: fc.constantFrom('on', 'off'), closedCycleSeverity: fc.constantFrom('info', 'warning') },
        ['restState'],
      ),
      eventPattern: fc.constantFrom('episodic', 'run-bound'),
      surface: fc.constantFrom('timeline', 'agenda'),
      stackTitle: template,
    },
    { requiredKeys: [] },
  )
  .map(scoreOf);

/** Metadata over the keys that {@link anyScore} asks for. */
export const anyMetadata = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'severity', 'runID', 'runTotal'),
  fc.oneof(word, fc.constantFrom<unknown>('', null, 0, true, { x: 1 }, ['x'])),
  { maxKeys: 5 },
);
