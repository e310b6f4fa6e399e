import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtinScores } from '../../src/score/builtin-scores.ts';
import { parseScore, readScore } from '../../src/score/read-score.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { storedEvent } from '../support/events.ts';

const LEAST = { providerIdentifier: 'a.b', displayName: 'A' };

function problemsOf(json: unknown): string[] {
  const read = readScore(json);
  return 'problems' in read ? read.problems.map(({ path, reason }) => `${path}: ${reason}`) : [];
}

describe('reading a score', () => {
  it('takes the least there can be, and what is there for authors and other programs', () => {
    expect(readScore(LEAST)).toEqual({ score: LEAST });
    const more = {
      $schema: 'x',
      _comment: ['any', 1],
      _bundledVersion: 3,
      _own: {},
      helper: { platforms: ['py'] },
    };
    expect(readScore({ ...LEAST, ...more })).toEqual({ score: { ...LEAST, helper: { platforms: ['py'] } } });
  });

  it.each<[string, unknown, string]>([
    ['nothing', null, 'top level: must be an object'],
    ['a list', [], 'top level: must be an object'],
    ['no identifier', { displayName: 'A' }, 'providerIdentifier: is missing'],
    [
      'a hidden file for a name',
      { ...LEAST, providerIdentifier: '.x' },
      'providerIdentifier: must not begin with a dot',
    ],
    [
      'a folder for a name',
      { ...LEAST, providerIdentifier: '..' },
      'providerIdentifier: must not begin with a dot',
    ],
    [
      'a path for a name',
      { ...LEAST, providerIdentifier: 'a/b' },
      'providerIdentifier: must be 1 to 128 letters, digits, dots, dashes or underscores',
    ],
    [
      'an empty identifier',
      { ...LEAST, providerIdentifier: '' },
      'providerIdentifier: must be 1 to 128 letters, digits, dots, dashes or underscores',
    ],
    ['an empty name', { ...LEAST, displayName: '' }, 'displayName: must not be empty'],
    ['a number for a name', { ...LEAST, displayName: 3 }, 'displayName: must be text'],
    ['a short colour', { ...LEAST, color: '#FFF' }, 'color: must be a colour as #RRGGBB'],
    ['an unknown field', { ...LEAST, colour: '#FFFFFF' }, 'colour: is not a field of the score format here'],
    ['rules that are no list', { ...LEAST, severityRules: {} }, 'severityRules: must be a list'],
    [
      'a level that there is not',
      { ...LEAST, severityRules: [{ match: {}, severity: 'bad' }] },
      'severityRules[0].severity: must be one of info, ok, warning, error, critical',
    ],
    [
      'a rule without a match',
      { ...LEAST, severityRules: [{ severity: 'ok' }] },
      'severityRules[0].match: is missing',
    ],
    [
      'a list in a match',
      { ...LEAST, tagRules: [{ match: { 'a b': [] }, tag: 'x' }] },
      'tagRules[0].match["a b"]: must be text of at most 500 characters, a number, true, false or null',
    ],
    ['no templates', { ...LEAST, grouping: [] }, 'grouping: must not be empty'],
    ['a template that is a number', { ...LEAST, grouping: ['a', 3] }, 'grouping[1]: must be text'],
    [
      'a chain of the wrong kind',
      { ...LEAST, grouping: 3 },
      'grouping: must be a template or a list of templates',
    ],
    [
      'a window in words',
      { ...LEAST, groupingWindow: 'a day' },
      'groupingWindow: must be a number with s, m, h, d or w (such as 30m), or empty',
    ],
    [
      'a role without a key',
      { ...LEAST, groupingRules: [{ match: {}, role: 'opens' }] },
      'groupingRules[0].key: is missing; only the role single can do without',
    ],
    [
      'two triggers',
      {
        ...LEAST,
        defaultActions: [{ label: 'x', systemIcon: 'y', trigger: { openURL: 'a', copyToClipboard: 'b' } }],
      },
      'defaultActions[0].trigger: must have exactly one of openURL, copyToClipboard, openTerminalWith',
    ],
    [
      'no trigger',
      { ...LEAST, defaultActions: [{ label: 'x', systemIcon: 'y', trigger: {} }] },
      'defaultActions[0].trigger: must have exactly one of openURL, copyToClipboard, openTerminalWith',
    ],
    [
      'a trigger of the wrong kind',
      { ...LEAST, defaultActions: [{ label: 'x', systemIcon: 'y', trigger: { openURL: 3 } }] },
      'defaultActions[0].trigger.openURL: must be text',
    ],
    [
      'a key that JavaScript takes for itself',
      JSON.parse('{"providerIdentifier":"a.b","displayName":"A","ackRules":[{"match":{"__proto__":"x"}}]}'),
      'ackRules[0].match.__proto__: cannot be used as a key',
    ],
    [
      'a template of a book',
      { ...LEAST, stackTitle: 'x'.repeat(5000) },
      'stackTitle: must have at most 4096 characters',
    ],
    [
      'more rules than anybody writes',
      { ...LEAST, ackRules: Array.from({ length: 10_001 }, () => ({ match: {} })) },
      'ackRules: must have at most 10000 entries',
    ],
  ])('says what is wrong with %s', (_, json, problem) => {
    expect(problemsOf(json)).toEqual([problem]);
  });

  it('tells all problems of a file, and counts those beyond fifty', () => {
    const severityRules = Array.from({ length: 40 }, () => ({ match: 3, severity: 'x' }));
    const problems = problemsOf({ ...LEAST, color: 'red', severityRules });
    expect(problems).toHaveLength(51);
    expect(problems.slice(0, 3)).toEqual([
      'color: must be a colour as #RRGGBB',
      'severityRules[0].match: must be an object',
      'severityRules[0].severity: must be one of info, ok, warning, error, critical',
    ]);
    expect(problems.at(-1)).toBe('top level: has 31 more problems');
  });

  it('does not go down into what is nested without end', () => {
    let nested: unknown = 'x';
    for (let depth = 0; depth < 5000; depth += 1) nested = { a: nested };
    expect(problemsOf({ ...LEAST, helper: nested })).toEqual([
      expect.stringMatching(/^helper\..*: is nested too deeply$/),
    ]);
    expect(parseScore('['.repeat(200_000))).toMatchObject({ problems: [{ path: 'line 1, column 200001' }] });
  });

  it('is done with mutated scores without a crash, and so is the engine with what passes', () => {
    const events = [{}, { severity: 'x', label: 'Warn', runID: 1 }].map((metadata) =>
      storedEvent({ metadata }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...builtinScores()), fc.infiniteStream(fc.nat()), (score, dice) => {
        const read = parseScore(JSON.stringify(mutated(score, dice)));
        if ('problems' in read) {
          expect(read.problems.length).toBeGreaterThan(0);
          for (const { path, reason } of read.problems)
            expect(`${path}: ${reason}`).not.toMatch(/zod|invalid|expected/i);
          return;
        }
        const book = new ScoreBook([read.score]);
        for (const event of events) {
          const meaning = book.interpret({ ...event, providerIdentifier: read.score.providerIdentifier });
          expect(meaning.label).not.toBe('Unreadable');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is done with texts that were cut or changed, and names a place for each', () => {
    const text = JSON.stringify(builtinScores()[2], undefined, 2);
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(20), fc.string({ maxLength: 3 }), (at, length, put) => {
        const read = parseScore(text.slice(0, at) + put + text.slice(at + length));
        if ('problems' in read) expect(read.problems[0]!.reason).not.toBe('');
      }),
      { numRuns: 1000 },
    );
  });
});

const STRANGE = [
  null,
  0,
  -1,
  '',
  'x',
  '${',
  '${}',
  '*'.repeat(400),
  [],
  {},
  [[]],
  true,
  { match: {} },
  1e308,
];

/** Changes a few places of JSON as dice say: other values, other keys, keys gone. */
function mutated(json: unknown, dice: Iterator<number>): unknown {
  const roll = (sides: number) => dice.next().value % sides;
  if (roll(12) === 0) return STRANGE[roll(STRANGE.length)];
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map((each) => mutated(each, dice));
  return Object.fromEntries(
    Object.entries(json).flatMap(([key, value]) => {
      const luck = roll(40);
      if (luck === 0) return [];
      return [[luck === 1 ? `${key}x` : key, mutated(value, dice)]];
    }),
  );
}
