import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionsFor } from '../../src/score/actions.ts';
import { explain, RULE_LISTS } from '../../src/score/explain.ts';
import { explanationLines } from '../../src/score/explanation-text.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { levelWord } from '../../src/score/severity.ts';
import { fillLoosely, parseTemplate } from '../../src/score/template.ts';
import { storedEvent } from '../support/events.ts';
import { anyMetadata, anyScore, bookOf } from '../support/scores.ts';

describe('an explanation', () => {
  it('agrees with the engine, and each of its misses with the rules', () => {
    fc.assert(
      fc.property(
        anyScore,
        anyMetadata,
        fc.option(fc.constantFrom('error', 'info')),
        (score, metadata, severity) => {
          const book = new ScoreBook([score]);
          const event = storedEvent({
            providerIdentifier: 'a.b.c',
            metadata,
            ...(severity !== null && { severity }),
          });
          const { meaning, choices, sender, actions, tried } = explain(event, book);
          const engine = book.interpret(event);
          expect(tried).toEqual(['a.b.c', 'a.b']);
          expect(meaning).toEqual(engine);
          expect(book.place(event)).toEqual({
            level: engine.level,
            surface: engine.surface,
            ...(engine.group && { group: engine.group }),
          });
          expect(actions).toEqual(actionsFor(event, book));

          const rule = score.severityRules?.[choices.severityRules.rule ?? -1];
          const level = sender?.stands
            ? sender.level
            : (rule?.severity ?? score.severityDefault?.severity ?? 'info');
          expect(engine.level).toBe(level);
          const label = rule || sender?.stands ? rule?.label : score.severityDefault?.label;
          expect(engine.label).toBe(
            (label && fillLoosely(parseTemplate(label), event)) || levelWord(engine.level),
          );
          const { dismissRules, ackRules, groupingRules } = choices;
          expect(engine.triage).toBe(
            dismissRules.rule !== undefined ? 'dismissed' : ackRules.rule !== undefined ? 'acked' : undefined,
          );
          if (
            groupingRules.rule !== undefined &&
            score.groupingRules?.[groupingRules.rule]?.role === 'single'
          )
            expect(score.eventPattern === 'run-bound' || engine.group === undefined).toBe(true);

          for (const list of RULE_LISTS) {
            const { rule: fits, misses } = choices[list];
            const rules = score[list] ?? [];
            expect(misses).toHaveLength(fits ?? rules.length);
            for (const { rule: missed, key, wanted, found } of misses) {
              expect(String(rules[missed]!.match[key] ?? '')).toBe(wanted);
              const facts = severity === null ? metadata : { severity, ...metadata };
              if (found === undefined) expect(Object.hasOwn(facts, key)).toBe(false);
              else expect(found).not.toBe(wanted.toLowerCase());
            }
          }
          expect(explanationLines(explain(event, book)).join('\n')).not.toContain('undefined');
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('reads well', () => {
    const book = bookOf({
      severityRules: [
        { match: { state: 'down', site: 'x*' }, severity: 'critical', label: 'Down' },
        { match: { state: 'down' }, severity: 'error', label: 'Gone' },
      ],
      grouping: ['${metadata.host}', '${metadata.site}'],
      groupingWindow: '1h',
      defaultActions: [
        { label: 'Open', systemIcon: 'x', trigger: { openURL: 'https://${metadata.site}/' } },
        { label: 'Copy host', systemIcon: 'x', trigger: { copyToClipboard: '${metadata.host}' } },
        { label: 'Ping', systemIcon: 'x', trigger: { openTerminalWith: 'ping ${metadata.site}' } },
      ],
    });
    const event = storedEvent({ providerIdentifier: 'a.b.web', metadata: { state: 'DOWN', site: 'north' } });
    expect(explanationLines(explain(event, book))).toEqual([
      'score: a.b (A)',
      'looked up: a.b.web, a.b',
      'level: error, by severityRules[1]',
      'badge: Gone',
      'surface: timeline',
      'severity: severityRules[1] fits',
      '  severityRules[0]: site should be "x*", found "north"',
      'stack: north',
      '  ${metadata.host}: the event has no metadata.host',
      '  role group, lasts at most 3600 s, coloured by its worst',
      'actions:',
      '  Open: opens https://north/',
      '  Copy host: not now, the event has no host',
      "  Ping: not now, commands run only from a score you wrote into the scores folder yourself (ping 'north')",
    ]);
  });

  it('says so where there is no score, where the sender decides, and where a key is missing', () => {
    const lines = explanationLines(
      explain(storedEvent({ providerIdentifier: 'x.y', severity: 'ok' }), new ScoreBook()),
    );
    expect(lines.slice(0, 3)).toEqual([
      'score: none',
      'looked up: x.y, x: none of them has one',
      'level: ok, named by the sender',
    ]);
    const book = bookOf({ groupingRules: [{ match: {}, role: 'repeats', key: '${metadata.host}' }] });
    const alone = explanationLines(explain(storedEvent({ providerIdentifier: 'a.b', metadata: {} }), book));
    expect(alone).toContain('stack: none, it stands alone');
    expect(alone).toContain('  ${metadata.host}: the event has no metadata.host');
  });
});
