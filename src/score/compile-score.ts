import type { IncomingEvent, Level, Triage } from '../event.ts';
import { compileGrouping, type Group, type Grouping, groupOf } from './grouping.ts';
import { indicatorOf } from './indicator.ts';
import { MatchKeys, MetadataTexts, type Rule } from './match.ts';
import { derivedTitle } from './named-value.ts';
import { type RunStep, runStepOf } from './run-state.ts';
import type { Match, Score } from './schema.ts';
import { badgeFor, badgeWord, compileSeverity, levelOf, type Severity } from './severity.ts';
import { fillWhole, parseTemplate, type Template } from './template.ts';

/** What decides where an event stands. */
export interface Standing {
  level: Level;
  /** The stack it belongs to; absent: it stands alone. */
  group?: Group;
  /** Where it is shown: with what wants attention, or as a note of the day. */
  surface: 'timeline' | 'agenda';
}

/** What a score says of one event. All texts are raw. */
export interface Meaning extends Standing {
  /** The word on the badge. */
  label: string;
  /** Name of the source. */
  source: string;
  /** Accent colour of the source as #RRGGBB, where it has one. */
  color?: string;
  /** Colour of the badge as #RRGGBB, where a rule names one. */
  badgeColor?: string;
  /** Stands in place of the event's own title: the score's, or else what was read from the texts. */
  title?: string;
  subtitle?: string;
  /** An emoji before the title. */
  indicator?: string;
  tag?: string;
  /** Title of a stack of which this is the newest event. */
  stackTitle?: string;
  /** What becomes of the event as it arrives. */
  triage?: Triage;
  /** Which run it is a step of, and what it says of that. */
  run?: RunStep;
}

/** A score taken apart once, for evaluating many events. */
export interface CompiledScore {
  score: Score;
  /** The reader of metadata that all of its rules share. */
  texts: MetadataTexts;
  severity: Severity;
  grouping: Grouping;
  indicators: readonly Rule<string | undefined>[];
  tags: readonly Rule<Template>[];
  acks: readonly Rule<undefined>[];
  dismissals: readonly Rule<undefined>[];
  stackTitle: Template | undefined;
}

export function compileScore(score: Score): CompiledScore {
  const keys = new MatchKeys();
  function rules<R extends { match: Match }, T>(list: readonly R[] = [], make: (rule: R) => T): Rule<T>[] {
    return list.map((rule) => ({ tests: keys.compile(rule.match), gives: make(rule) }));
  }
  const compiled = {
    score,
    severity: compileSeverity(score, keys),
    grouping: compileGrouping(score, keys),
    indicators: rules(score.indicatorRules, indicatorOf),
    tags: rules(score.tagRules, ({ tag }) => parseTemplate(tag)),
    acks: rules(score.ackRules, () => undefined),
    dismissals: rules(score.dismissRules, () => undefined),
    stackTitle: score.stackTitle === undefined ? undefined : parseTemplate(score.stackTitle),
  };
  return { ...compiled, texts: new MetadataTexts(keys) };
}

/** What decides where an event stands, for each of a history's events. */
export function standingOf(compiled: CompiledScore, event: IncomingEvent): Standing {
  const texts = compiled.texts.of(event);
  const level = levelOf(compiled.severity, event, texts);
  const group = groupOf(compiled.grouping, event, texts);
  const surface = compiled.score.surface ?? surfaceOf(event);
  return group ? { level, group, surface } : { level, surface };
}

/** What is to become of an event as it arrives. */
export function arrivalOf(compiled: CompiledScore, event: IncomingEvent): Triage | undefined {
  compiled.texts.of(event);
  return triageOf(compiled);
}

/** All that is shown of an event: where it stands, by the same parts, and the texts that go with it. */
export function meaningOf(compiled: CompiledScore, event: IncomingEvent): Meaning {
  const { score, indicators, tags } = compiled;
  const texts = compiled.texts.of(event);
  const badge = badgeFor(compiled.severity, event, texts);
  const meaning: Meaning = {
    level: badge.level,
    label: badgeWord(badge, event),
    source: score.displayName,
    surface: score.surface ?? surfaceOf(event),
  };
  const group = groupOf(compiled.grouping, event, texts);
  if (group) meaning.group = group;
  setText(meaning, 'color', score.color);
  setText(meaning, 'badgeColor', badge.color);
  setText(meaning, 'title', fillWhole(badge.title, event) ?? derivedTitle(event));
  setText(meaning, 'subtitle', fillWhole(badge.subtitle, event));
  setText(meaning, 'indicator', texts.choose(indicators));
  setText(meaning, 'tag', fillWhole(texts.choose(tags), event));
  setText(meaning, 'stackTitle', fillWhole(compiled.stackTitle, event));
  const triage = triageOf(compiled);
  if (triage) meaning.triage = triage;
  const run = score.eventPattern === 'run-bound' ? runStepOf(event) : undefined;
  if (run) meaning.run = run;
  return meaning;
}

/** Where events of a type belong without a score's word. */
export function surfaceOf({ eventType }: IncomingEvent): 'timeline' | 'agenda' {
  return eventType === 'alert' ? 'timeline' : 'agenda';
}

type TextOfMeaning = 'color' | 'badgeColor' | 'title' | 'subtitle' | 'indicator' | 'tag' | 'stackTitle';

function setText(meaning: Meaning, key: TextOfMeaning, text: string | undefined): void {
  if (text !== undefined) meaning[key] = text;
}

/** Of the event that the score's reader is turned to. */
function triageOf({ texts, acks, dismissals }: CompiledScore): Triage | undefined {
  if (texts.first(dismissals) !== -1) return 'dismissed';
  return texts.first(acks) === -1 ? undefined : 'acked';
}
