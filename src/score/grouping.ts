import type { IncomingEvent } from '../event.ts';
import { durationMs } from './duration.ts';
import type { MatchKeys, MetadataTexts, Rule } from './match.ts';
import type { GroupingRule, Score } from './schema.ts';
import { fillTemplate, parseTemplate, type Template } from './template.ts';

const RUN_TEMPLATE = '${metadata.runID}';

/** What an event is among those it is stacked with. */
export type Role = 'group' | 'repeats' | 'opens' | 'closes' | 'continues';

/** The stack an event belongs to, and what it does there. */
export interface Group {
  /** Identifies the subject among all sources and ways of grouping. */
  key: string;
  /** The values that make the key. */
  parts: readonly string[];
  /** The subject as the template writes it, such as `pve-01/100`. */
  subject: string;
  role: Role;
  /** How a stack of it is cut: by a window counted from its first event, or into episodes. */
  mode: 'window' | 'session';
  /**
   * In milliseconds; Infinity for no limit. Of a window: how long a stack may span. Of a session: how soon after its end
   * the next episode joins the same stack. The same for all events of one key.
   */
  windowMs: number;
  /** By which of its events the stack is coloured: its newest, or its worst. */
  header: 'worst' | 'current';
  /** Of `closes`: how bad an episode is that is over. */
  closedSeverity?: 'info' | 'warning';
}

/** The ways to group that a score names, made ready. */
export interface Grouping {
  /** The fallback chain; the templates of runs come first. */
  chain: readonly ChainLink[];
  chainWindowMs: number;
  /** In place of the chain but for runs; undefined where the score has none. */
  rules: readonly Rule<GroupingStep>[] | undefined;
  restStates: readonly Rule<RestState>[];
}

interface ChainLink {
  template: Template;
  /** Tells the keys of one way of grouping from those of others. */
  tag: string;
}

interface GroupingStep {
  /** Undefined for `single`. */
  role: Exclude<Role, 'group'> | undefined;
  template: Template;
  tag: string;
  windowMs: number;
  header: 'worst' | 'current';
}

interface RestState {
  swaps: boolean;
  closedSeverity: 'info' | 'warning';
}

const SWAPPED = { opens: 'closes', closes: 'opens', continues: 'continues', repeats: 'repeats' } as const;

export function compileGrouping(score: Score, keys: MatchKeys): Grouping {
  const rules = score.groupingRules?.length ? score.groupingRules : undefined;
  const chain = typeof score.grouping === 'string' ? [score.grouping] : (score.grouping ?? []);
  const links = rules
    ? []
    : chain.map((source, at) => ({ template: parseTemplate(source), tag: String(at) }));
  const ofRuns = score.eventPattern === 'run-bound' && (rules || chain[0] !== RUN_TEMPLATE);
  const settling = settleWindows(rules ?? []);
  return {
    chain: ofRuns ? [{ template: parseTemplate(RUN_TEMPLATE), tag: 'run' }, ...links] : links,
    chainWindowMs: durationMs(score.groupingWindow),
    rules: rules?.map((rule) => ({ tests: keys.compile(rule.match), gives: stepOf(rule, settling) })),
    restStates: (score.restStateOverrides ?? []).map(
      ({ match, restState, closedCycleSeverity = 'info' }) => ({
        tests: keys.compile(match),
        gives: { swaps: restState === 'off', closedSeverity: closedCycleSeverity },
      }),
    ),
  };
}

/** The first template of the chain that the event fills, or the first rule that fits it. */
export function groupOf(grouping: Grouping, event: IncomingEvent, texts: MetadataTexts): Group | undefined {
  for (const { template, tag } of grouping.chain) {
    const filled = fillTemplate(template, event);
    if ('missing' in filled) continue;
    return {
      key: keyOf(event.providerIdentifier, tag, filled.values),
      parts: filled.values,
      subject: filled.text,
      role: 'group',
      mode: 'window',
      windowMs: grouping.chainWindowMs,
      header: 'worst',
    };
  }
  const step = grouping.rules && texts.choose(grouping.rules);
  return step && groupByRule(grouping, step, event, texts);
}

/** A key that does not resolve leaves the event alone: another rule was not meant for it. */
function groupByRule(
  { restStates }: Grouping,
  { role: declared, template, tag, windowMs, header }: GroupingStep,
  event: IncomingEvent,
  texts: MetadataTexts,
): Group | undefined {
  if (!declared) return undefined;
  const filled = fillTemplate(template, event);
  if ('missing' in filled) return undefined;
  const resting = texts.choose(restStates);
  const role = resting?.swaps ? SWAPPED[declared] : declared;
  return {
    key: keyOf(event.providerIdentifier, tag, filled.values, template.literals),
    parts: filled.values.length > 0 ? filled.values : [filled.text],
    subject: filled.text,
    role,
    mode: role === 'repeats' ? 'window' : 'session',
    windowMs,
    header,
    ...(role === 'closes' && { closedSeverity: resting?.closedSeverity ?? 'info' }),
  };
}

function stepOf(
  { role, key = '', window, stackColor }: GroupingRule,
  settling: (key: Template) => number,
): GroupingStep {
  const template = parseTemplate(key);
  const repeats = role === 'repeats';
  const windowMs = repeats ? durationMs(window) : settling(template);
  const byNewest = stackColor === undefined ? !repeats : stackColor === 'current-state';
  return {
    role: role === 'single' ? undefined : role,
    template,
    // A window is of the rule: series of different windows must not share a stack that one of them would cut.
    tag: repeats ? `repeats ${windowMs}` : 'session',
    windowMs,
    header: byNewest ? 'current' : 'worst',
  };
}

/**
 * How soon the next episode joins the one before, by the texts between the placeholders of a key: keys that can
 * resolve to the same subject have the same, so that every event of a subject has one window.
 */
function settleWindows(rules: readonly GroupingRule[]): (key: Template) => number {
  const byShape = new Map<string, number | undefined>();
  let first: number | undefined;
  for (const { role, key, window } of rules) {
    if (role !== 'opens' || key === undefined) continue;
    const shape = shapeOf(parseTemplate(key));
    const windowMs = window === undefined ? undefined : durationMs(window);
    byShape.set(shape, byShape.get(shape) ?? windowMs);
    first ??= windowMs;
  }
  return (key) => {
    const shape = shapeOf(key);
    return (byShape.has(shape) ? byShape.get(shape) : first) ?? 0;
  };
}

function shapeOf({ literals }: Template): string {
  return JSON.stringify(literals);
}

/**
 * Each part with its length before it: what only looks alike when joined has another key.
 *
 * @param literals the texts around the values, where they count too: one more than there are values
 */
function keyOf(
  provider: string,
  tag: string,
  values: readonly string[],
  literals?: readonly string[],
): string {
  let key = `${tag} ${measured(provider)}`;
  for (let at = 0; at < values.length; at += 1) {
    if (literals) key += measured(literals[at]!);
    key += measured(values[at]!);
  }
  return literals ? key + measured(literals.at(-1)!) : key;
}

function measured(part: string): string {
  return `${part.length}:${part}`;
}
