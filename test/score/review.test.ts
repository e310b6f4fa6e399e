import { describe, expect, it } from 'vitest';
import { reviewLines, ruleCount } from '../../src/score/review.ts';
import { published } from '../support/published.ts';
import { scoreOf } from '../support/scores.ts';

describe('the review of a score', () => {
  it.each(published)('of $name names every rule and action', ({ json }) => {
    const lines = reviewLines(scoreOf({ ...json }));
    expect(lines.filter((line) => line.startsWith('  ') && line.includes(' -> '))).toHaveLength(
      ruleCount(json),
    );
    for (const { match, label } of json.severityRules ?? []) {
      const fitting = lines.filter((line) =>
        Object.entries(match).every(([key, value]) => line.includes(`${key} = ${JSON.stringify(value)}`)),
      );
      expect(fitting.some((line) => label === undefined || line.includes(JSON.stringify(label)))).toBe(true);
    }
    for (const { label, trigger } of json.defaultActions ?? []) {
      const line = lines.find((each) => each.startsWith(`  ${label}: `));
      expect(line).toContain(Object.values(trigger)[0]);
    }
  });

  it('says what each kind of rule does', () => {
    const score = scoreOf({
      severityRules: [
        { match: { a: 0, b: null }, severity: 'error', label: 'E', title: '${metadata.t}', subtitle: 's' },
      ],
      severityDefault: { severity: 'ok', label: 'Fine' },
      senderSeverityWins: false,
      indicatorRules: [
        { match: {}, emoji: '🔔' },
        { match: {}, color: 'red' },
      ],
      tagRules: [{ match: { a: '*' }, tag: '${metadata.a}' }],
      ackRules: [{ match: { a: 'x' } }],
      groupingRules: [
        { match: { a: 'x' }, role: 'opens', key: 'k', window: '2h', stackColor: 'worst-severity' },
        { match: {}, role: 'single' },
      ],
      grouping: 'not used',
      restStateOverrides: [{ match: { tv: '*' }, restState: 'off', closedCycleSeverity: 'warning' }],
      eventPattern: 'run-bound',
      stackTitle: 'All of ${metadata.a}',
    });
    expect(reviewLines(score)).toEqual([
      'identifier: a.b',
      'name: A',
      'colour: none',
      'severity rules (1):',
      '  a = 0 and b = null -> error, "E", title "${metadata.t}", subtitle "s"',
      'level where none fits: ok, "Fine"',
      'level that the sender names: does not stand against the rules',
      'indicator rules (2):',
      '  any event -> 🔔',
      '  any event -> a circle, red',
      'tag rules (1):',
      '  a = "*" -> ${metadata.a}',
      'acknowledge rules (1):',
      '  a = "x" -> acknowledged on arrival',
      'runs: steps are stacked by their runID',
      'grouping rules (2):',
      '  a = "x" -> opens, k, within 2h, coloured by worst-severity',
      '  any event -> single',
      'rest state rules (1):',
      '  tv = "*" -> rests when off, when over "warning"',
      'title of a stack: All of ${metadata.a}',
      'actions: none',
    ]);
    expect(ruleCount(score)).toBe(8);
  });

  it.each([
    ['https://${metadata.host}:${metadata.port}/', undefined],
    ['${metadata.anything}', undefined],
    ['ssh://root@${metadata.host}', undefined],
    ['javascript:alert(${metadata.a})', 'javascript: addresses are not opened'],
    ['https://user:${metadata.password}@host/', 'the address holds a user name or password'],
    ['no address', 'the address holds characters that do not belong there'],
  ])('says of the address %s that it is never opened: %s', (openURL, reason) => {
    const score = scoreOf({ defaultActions: [{ label: 'Go', systemIcon: 'x', trigger: { openURL } }] });
    const suffix = reason === undefined ? '' : ` (disabled: ${reason})`;
    expect(reviewLines(score).at(-1)).toBe(`  Go: opens ${openURL}${suffix}`);
  });
});
