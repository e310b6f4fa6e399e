import { type IncomingEvent, LEVELS, type Level } from '../event.ts';
import type { MatchKeys, MetadataTexts, Rule } from './match.ts';
import type { Score } from './schema.ts';
import { fillLoosely, parseTemplate, type Template } from './template.ts';

/** What a rule, or the default, makes of an event; absent texts are left to the event or to its level. */
export interface Badge {
  level: Level;
  label?: Template;
  color?: string;
  title?: Template;
  subtitle?: Template;
}

/** How a score finds the level of an event, made ready. */
export interface Severity {
  senderWins: boolean;
  rules: readonly Rule<Badge>[];
  fallback: Badge;
}

export function compileSeverity(score: Score, keys: MatchKeys): Severity {
  const { senderSeverityWins, severityRules = [], severityDefault = {} } = score;
  return {
    senderWins: senderSeverityWins !== false,
    rules: severityRules.map((rule) => ({ tests: keys.compile(rule.match), gives: badgeOf(rule) })),
    fallback: badgeOf(severityDefault),
  };
}

/** The level alone, for what decides where an event stands. */
export function levelOf(severity: Severity, event: IncomingEvent, texts: MetadataTexts): Level {
  const insisted = severity.senderWins ? insistedLevel(event) : undefined;
  if (insisted) return insisted;
  return texts.choose(severity.rules)?.level ?? severity.fallback.level;
}

/**
 * The level is the sender's where it names one other than info (unless the score says that rules decide); the first
 * rule that fits gives the badge either way. The default's badge is for events that have the default's level.
 */
export function badgeFor(severity: Severity, event: IncomingEvent, texts: MetadataTexts): Badge {
  const insisted = severity.senderWins ? insistedLevel(event) : undefined;
  const rule = texts.choose(severity.rules);
  if (!insisted) return rule ?? severity.fallback;
  return { ...rule, level: insisted };
}

/** The word on a badge: its label as far as it resolves, or the name of the level. */
export function badgeWord({ level, label }: Badge, event: IncomingEvent): string {
  return (label && fillLoosely(label, event)) || levelWord(level);
}

export function levelWord(level: Level): string {
  return level.charAt(0).toUpperCase() + level.slice(1);
}

/** The level that the sender names. */
export function senderLevel({ severity, metadata }: IncomingEvent): Level | undefined {
  const word = severity ?? metadata.severity;
  if (typeof word !== 'string') return undefined;
  const lower = word.toLowerCase();
  return LEVELS.find((level) => level === lower);
}

/** Info is what senders say that have nothing to say. */
function insistedLevel(event: IncomingEvent): Level | undefined {
  const level = senderLevel(event);
  return level === 'info' ? undefined : level;
}

function badgeOf({
  severity: level = 'info',
  label,
  color,
  title,
  subtitle,
}: {
  severity?: Level | undefined;
  label?: string | undefined;
  color?: string | undefined;
  title?: string | undefined;
  subtitle?: string | undefined;
}): Badge {
  return {
    level,
    ...(label !== undefined && { label: parseTemplate(label) }),
    ...(color !== undefined && { color }),
    ...(title !== undefined && { title: parseTemplate(title) }),
    ...(subtitle !== undefined && { subtitle: parseTemplate(subtitle) }),
  };
}
