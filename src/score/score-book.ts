import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type IncomingEvent, LEVELS, type Triage } from '../event.ts';
import { builtinScores } from './builtin-scores.ts';
import {
  arrivalOf,
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
import { parseTemplate } from './template.ts';

export type { Meaning } from './compile-score.ts';
export type { Group } from './grouping.ts';

/** To be raised with every change to what this engine makes of the same score and event. */
const ENGINE = 5;
/** The badge of an event that its score stumbles over. */
const UNREADABLE = 'Unreadable';

/** Where a score came from, whatever it says of itself: the user's own alone may run commands. */
export type ScoreOrigin = 'built in' | 'installed' | 'own';

/** A score in force. */
export interface KnownScore {
  score: Score;
  origin: ScoreOrigin;
  /** Name of its file in the scores folder. */
  file?: string;
}

/**
 * The scores in force, which may change while the program runs. An event is looked up by its identifier, then by that
 * without its last dot segment.
 */
export class ScoreBook {
  #fingerprint = '';
  #known: ReadonlyMap<string, KnownScore> = new Map();
  #scores: ReadonlyMap<string, CompiledScore> = new Map();
  /** Every text that a score puts on the screen, in lower case. */
  #shown = '';
  /** What stands beside the placeholders of those texts, in lower case. */
  #pieces: readonly string[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(scores: readonly Score[] = builtinScores()) {
    this.replace(scores.map((score) => ({ score, origin: 'built in' })));
  }

  /** Changes whenever an event may mean something else. */
  get fingerprint(): string {
    return this.#fingerprint;
  }

  /**
   * Puts other scores in force; of two for one identifier the later counts.
   *
   * @returns the identifiers, in lower case, whose score is another now
   */
  replace(scores: readonly KnownScore[]): string[] {
    const before = this.#known;
    this.#known = new Map(scores.map((known) => [known.score.providerIdentifier.toLowerCase(), known]));
    const inForce = [...this.#known.values()].map(({ score }) => score);
    this.#scores = new Map([...this.#known].map(([name, { score }]) => [name, compileScore(score)]));
    this.#fingerprint = createHash('sha256')
      .update(JSON.stringify([ENGINE, inForce]))
      .digest('hex');
    this.#shown = [...LEVELS, UNREADABLE, ...inForce.flatMap(shownTexts)].join('\n').toLowerCase();
    this.#pieces = inForce.flatMap(shownTexts).flatMap(piecesBesidePlaceholders);
    for (const listener of this.#listeners) listener();
    return [...new Set([...before.keys(), ...this.#known.keys()])].filter(
      (name) => !isDeepStrictEqual(before.get(name)?.score, this.#known.get(name)?.score),
    );
  }

  /** Calls `listener` after each change of the scores; returns how to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The scores in force, by their identifiers. */
  get known(): readonly KnownScore[] {
    return [...this.#known.values()];
  }

  /** Where the score of a provider came from; undefined where it has none. */
  originOf(providerIdentifier: string): ScoreOrigin | undefined {
    const score = this.find(providerIdentifier)?.score;
    return score && this.#known.get(score.providerIdentifier.toLowerCase())?.origin;
  }

  /** Whether a text, in lower case, may come from a score and not from the event itself. */
  says(text: string): boolean {
    return this.#shown.includes(text) || this.#pieces.some((piece) => meets(piece, text));
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
      return compiled
        ? standingOf(compiled, event)
        : { level: senderLevel(event) ?? 'info', surface: surfaceOf(event) };
    } catch {
      return { level: 'warning', surface: 'timeline' };
    }
  }

  /** What is to become of an event as it arrives. Never throws. */
  triage(event: IncomingEvent): Triage | undefined {
    const compiled = this.find(event.providerIdentifier);
    try {
      return compiled && arrivalOf(compiled, event);
    } catch {
      return undefined;
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

function piecesBesidePlaceholders(text: string): string[] {
  const { literals, placeholders } = parseTemplate(text);
  return placeholders.length === 0
    ? []
    : literals.map((each) => each.toLowerCase()).filter((each) => each !== '');
}

/** Whether a text may begin at the end of a piece, or end at its beginning, so that it runs on into a value. */
function meets(piece: string, text: string): boolean {
  for (let length = 1; length < text.length; length += 1) {
    if (piece.endsWith(text.slice(0, length)) || piece.startsWith(text.slice(-length))) return true;
  }
  return false;
}

function unscored(event: IncomingEvent): Meaning {
  const level = senderLevel(event) ?? 'info';
  return { level, label: levelWord(level), source: event.providerIdentifier, surface: surfaceOf(event) };
}

/** An identifier without its last dot segment; '' where there is no more. */
export function parentName(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}
