import type { IncomingEvent } from '../event.ts';
import { type Action, actionsFor } from './actions.ts';
import type { CompiledScore, Meaning } from './compile-score.ts';
import type { MetadataTexts, Rule } from './match.ts';
import { parentName, type ScoreBook } from './score-book.ts';
import { senderLevel } from './severity.ts';
import { fillTemplate, placeholderValue } from './template.ts';

/** Why a rule was passed over: the first of its keys that did not fit. */
export interface Miss {
  /** Place of the rule in its list, from 0. */
  rule: number;
  key: string;
  /** The value as the rule writes it. */
  wanted: string;
  /** What the event has there, in lower case as it is compared; undefined where it has no such key. */
  found: string | undefined;
}

/** Which rule of a list an event fits, and why not one before it. */
export interface Choice {
  /** Place of the rule in its list, from 0; undefined where none fits. */
  rule: number | undefined;
  misses: readonly Miss[];
}

/** Why one template of the fallback chain was passed over. */
export interface Unresolved {
  template: string;
  /** The first placeholder for which the event has nothing. */
  missing: string;
}

/** How a score came to what it says of an event. */
export interface Explanation {
  /** The identifiers that were looked up, one after the other. */
  tried: readonly string[];
  /** The score that was found. */
  score?: { identifier: string; name: string };
  meaning: Meaning;
  /** The level that the sender names, and whether it stands against the rules. */
  sender?: { level: string; stands: boolean };
  choices: Readonly<Record<RuleList, Choice>>;
  /** Templates of the chain before the one that was taken; all of them where none was. */
  unresolved: readonly Unresolved[];
  actions: readonly Action[];
}

/** The lists of rules, by their names in a score. */
export const RULE_LISTS = [
  'severityRules',
  'indicatorRules',
  'tagRules',
  'dismissRules',
  'ackRules',
  'groupingRules',
  'restStateOverrides',
] as const;
export type RuleList = (typeof RULE_LISTS)[number];

/** Goes the way of the engine once more and writes down each turn. */
export function explain(event: IncomingEvent, book: ScoreBook): Explanation {
  const compiled = book.find(event.providerIdentifier);
  const level = senderLevel(event);
  return {
    tried: triedFor(event.providerIdentifier, compiled),
    ...(compiled && {
      score: { identifier: compiled.score.providerIdentifier, name: compiled.score.displayName },
    }),
    meaning: book.interpret(event),
    ...(level && {
      sender: { level, stands: level !== 'info' && (compiled?.severity.senderWins ?? true) },
    }),
    choices: choicesOf(compiled, event),
    unresolved: unresolvedOf(compiled, event),
    actions: actionsFor(event, book),
  };
}

function triedFor(identifier: string, compiled: CompiledScore | undefined): string[] {
  const tried: string[] = [];
  const found = compiled?.score.providerIdentifier.toLowerCase();
  for (let name = identifier.toLowerCase(); name !== ''; name = parentName(name)) {
    tried.push(name);
    if (name === found) break;
  }
  return tried;
}

function choicesOf(compiled: CompiledScore | undefined, event: IncomingEvent): Record<RuleList, Choice> {
  const texts = compiled?.texts.of(event);
  const choice = (rules: readonly Rule<unknown>[] | undefined) => choose(rules ?? [], texts);
  return {
    severityRules: choice(compiled?.severity.rules),
    indicatorRules: choice(compiled?.indicators),
    tagRules: choice(compiled?.tags),
    dismissRules: choice(compiled?.dismissals),
    ackRules: choice(compiled?.acks),
    groupingRules: choice(compiled?.grouping.rules),
    restStateOverrides: choice(compiled?.grouping.restStates),
  };
}

function choose(rules: readonly Rule<unknown>[], texts: MetadataTexts | undefined): Choice {
  const misses: Miss[] = [];
  for (const [rule, candidate] of rules.entries()) {
    const misfit = texts?.misfit(candidate);
    if (!misfit) return { rule, misses };
    const { key, wanted, slot } = misfit;
    misses.push({ rule, key, wanted, found: texts?.text(slot) });
  }
  return { rule: undefined, misses };
}

/** Of the chain, and of the key of the rule that fits. */
function unresolvedOf(compiled: CompiledScore | undefined, event: IncomingEvent): Unresolved[] {
  if (!compiled) return [];
  const { chain, rules } = compiled.grouping;
  const unresolved: Unresolved[] = [];
  for (const { template } of chain) {
    const filled = fillTemplate(template, event);
    if (!('missing' in filled)) return unresolved;
    unresolved.push({ template: template.source, missing: filled.missing });
  }
  const step = rules && compiled.texts.of(event).choose(rules);
  if (!step?.role) return unresolved;
  const missing = step.template.placeholders.find((each) => placeholderValue(each, event) === undefined);
  return missing === undefined ? unresolved : [...unresolved, { template: step.template.source, missing }];
}
