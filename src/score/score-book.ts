import { createHash } from 'node:crypto';
import type { IncomingEvent, Level } from '../event.ts';
import { LEVELS } from '../event.ts';
import proxmox from './builtin/com.proxmox.json' with { type: 'json' };
import { matches } from './match.ts';
import { type Match, type Score, scoreSchema } from './schema.ts';
import { fillTemplate, parseTemplate, type Template } from './template.ts';

/** To be raised with every change to what this engine makes of the same score and event. */
const ENGINE = 1;
const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** What a score says of one event. */
export interface Meaning {
  level: Level;
  /** The word on the badge. */
  label: string;
  /** Name of the source. */
  source: string;
  /** Accent colour of the source as #RRGGBB, where it has one. */
  color?: string;
  /** The stack it belongs to; absent: it stands alone. */
  group?: Group;
}

export interface Group {
  /** Identifies the subject among all sources and templates. */
  key: string;
  /** The values that make the key. */
  parts: readonly string[];
  /** The subject as the template writes it, such as `pve-01/100`. */
  subject: string;
  /** How long a stack may span, in milliseconds; Infinity for no limit. */
  windowMs: number;
}

/** A score taken apart once, for evaluating many events. */
export interface CompiledScore {
  score: Score;
  grouping: readonly Template[];
  windowMs: number;
}

/** The scores in force. An event is looked up by its identifier, then by that without its last dot segment. */
export class ScoreBook {
  /** Changes whenever an event may mean something else. */
  readonly fingerprint: string;
  readonly #scores: ReadonlyMap<string, CompiledScore>;

  constructor(scores: readonly Score[] = [scoreSchema.parse(proxmox)]) {
    this.fingerprint = createHash('sha256')
      .update(JSON.stringify([ENGINE, scores]))
      .digest('hex');
    this.#scores = new Map(scores.map((score) => [score.providerIdentifier, compile(score)]));
  }

  find(providerIdentifier: string): CompiledScore | undefined {
    for (let name = providerIdentifier.toLowerCase(); name !== ''; name = parentName(name)) {
      const score = this.#scores.get(name);
      if (score) return score;
    }
    return undefined;
  }

  /**
   * Gives an event its meaning; one without a score is grey, `info`, and bears its raw identifier. Never throws:
   * an event that is stored already must not stop the program at every start.
   */
  interpret(event: IncomingEvent): Meaning {
    try {
      return this.#interpret(event);
    } catch {
      return { level: 'warning', label: 'Unreadable', source: event.providerIdentifier };
    }
  }

  #interpret(event: IncomingEvent): Meaning {
    const compiled = this.find(event.providerIdentifier);
    if (!compiled) {
      const level = senderLevel(event) ?? 'info';
      return { level, label: capitalise(level), source: event.providerIdentifier };
    }
    const { score } = compiled;
    const { level, label } = severityOf(score, event);
    const meaning: Meaning = { level, label, source: score.displayName };
    if (score.color) meaning.color = score.color;
    const group = groupOf(compiled, event);
    if (group) meaning.group = group;
    return meaning;
  }
}

function compile(score: Score): CompiledScore {
  const grouping = typeof score.grouping === 'string' ? [score.grouping] : (score.grouping ?? []);
  return { score, grouping: grouping.map(parseTemplate), windowMs: durationMs(score.groupingWindow) };
}

function durationMs(text = ''): number {
  const match = /^(\d+)([smhdw])$/.exec(text);
  return match ? Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS] : Number.POSITIVE_INFINITY;
}

function parentName(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}

/**
 * The level is the sender's where it names one other than info (unless the score says that rules decide); the
 * first rule that matches gives the badge either way.
 */
function severityOf(score: Score, event: IncomingEvent): { level: Level; label: string } {
  // A word at the top of the event is for the rules too, where the metadata has none.
  const facts =
    event.severity === undefined ? event.metadata : { severity: event.severity, ...event.metadata };
  const rule = score.severityRules?.find((candidate) => matches(candidate.match as Match, facts));
  const sent = score.senderSeverityWins === false ? undefined : senderLevel(event);
  const insists = sent !== undefined && sent !== 'info';
  const level = insists ? sent : (rule?.severity ?? score.severityDefault?.severity ?? 'info');
  const label = rule ? rule.label : insists ? undefined : score.severityDefault?.label;
  return { level, label: label ?? capitalise(level) };
}

function senderLevel({ severity, metadata }: IncomingEvent): Level | undefined {
  const word = severity ?? metadata.severity;
  if (typeof word !== 'string') return undefined;
  return LEVELS.find((level) => level === word.toLowerCase());
}

/** The first template of the chain that the event fills; keys compare by the parts, not by the joined text. */
function groupOf(compiled: CompiledScore, event: IncomingEvent): Group | undefined {
  for (const [at, template] of compiled.grouping.entries()) {
    const filled = fillTemplate(template, event);
    if ('missing' in filled) continue;
    const key = JSON.stringify([event.providerIdentifier, at, ...filled.values]);
    return { key, parts: filled.values, subject: filled.text, windowMs: compiled.windowMs };
  }
  return undefined;
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
