import { createHash } from 'node:crypto';
import { type IncomingEvent, LEVELS } from '../event.ts';
import { builtinScores } from './builtin-scores.ts';
import {
  type CompiledScore,
  compileScore,
  type Meaning,
  meaningOf,
  type Standing,
  standingOf,
  surfaceOf,
} from './compile-score.ts';
import type { Score } from './schema.ts';
import { levelWord, senderLevel } from './severity.ts';

export type { Meaning } from './compile-score.ts';
export type { Group } from './grouping.ts';

/** To be raised with every change to what this engine makes of the same score and event. */
const ENGINE = 2;
/** The badge of an event that its score stumbles over. */
const UNREADABLE = 'Unreadable';

/** The scores in force. An event is looked up by its identifier, then by that without its last dot segment. */
export class ScoreBook {
  /** Changes whenever an event may mean something else. */
  readonly fingerprint: string;
  readonly #scores: ReadonlyMap<string, CompiledScore>;
  /** Every text that a score puts on the screen, in lower case. */
  readonly #shown: string;

  constructor(scores: readonly Score[] = builtinScores()) {
    this.fingerprint = createHash('sha256')
      .update(JSON.stringify([ENGINE, scores]))
      .digest('hex');
    this.#scores = new Map(
      scores.map((score) => [score.providerIdentifier.toLowerCase(), compileScore(score)]),
    );
    this.#shown = [...LEVELS, UNREADABLE, ...scores.flatMap(shownTexts)].join('\n').toLowerCase();
  }

  /** Whether a text, in lower case, may come from a score and not from the event itself. */
  says(text: string): boolean {
    return this.#shown.includes(text);
  }

  /** The scores there are, in no order that means anything. */
  get scores(): readonly Score[] {
    return [...this.#scores.values()].map(({ score }) => score);
  }

  find(providerIdentifier: string): CompiledScore | undefined {
    for (let name = providerIdentifier.toLowerCase(); name !== ''; name = parentName(name)) {
      const score = this.#scores.get(name);
      if (score) return score;
    }
    return undefined;
  }

  /**
   * What decides where an event stands: asked for each of a history's events and on each receipt. Never throws: an
   * event that is stored already must not stop the program at every start.
   */
  place(event: IncomingEvent): Standing {
    const compiled = this.find(event.providerIdentifier);
    try {
      return compiled ? standingOf(compiled, event) : { level: senderLevel(event) ?? 'info' };
    } catch {
      return { level: 'warning' };
    }
  }

  /**
   * Gives an event its whole meaning, for showing it; one without a score is grey, `info`, and bears its raw
   * identifier. Never throws, as {@link place}, and agrees with it.
   */
  interpret(event: IncomingEvent): Meaning {
    const compiled = this.find(event.providerIdentifier);
    try {
      return compiled ? meaningOf(compiled, event) : unscored(event);
    } catch {
      return { level: 'warning', label: UNREADABLE, source: event.providerIdentifier, surface: 'timeline' };
    }
  }
}

function shownTexts({
  displayName,
  severityDefault = {},
  severityRules = [],
  tagRules = [],
}: Score): string[] {
  const badges = [severityDefault, ...severityRules];
  const texts = badges.flatMap((badge) => [
    badge.label,
    'title' in badge && badge.title,
    'subtitle' in badge && badge.subtitle,
  ]);
  return [
    displayName,
    ...texts.filter((text) => typeof text === 'string'),
    ...tagRules.map(({ tag }) => tag),
  ];
}

function unscored(event: IncomingEvent): Meaning {
  const level = senderLevel(event) ?? 'info';
  return { level, label: levelWord(level), source: event.providerIdentifier, surface: surfaceOf(event) };
}

/** An identifier without its last dot segment; '' where there is no more. */
export function parentName(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}
