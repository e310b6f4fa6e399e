import { describe, expect, it } from 'vitest';
import { readPayload } from '../../src/ingest/payload.ts';
import { actionsFor } from '../../src/score/actions.ts';
import { parseScore } from '../../src/score/read-score.ts';
import type { Match, Score } from '../../src/score/schema.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { checkUrl } from '../../src/score/url-policy.ts';
import { storedEvent } from '../support/events.ts';
import {
  filled,
  firstFit,
  groupingRulesOf,
  metadataFor,
  namedKeys,
  published,
  samples,
  severityRulesOf,
} from '../support/published.ts';

/** Rules that an earlier one always takes the events of, by score and list. */
const SHADOWED: Record<string, readonly number[]> = {
  'org.jellyfin severityRules': [3],
  'com.ubiquiti.unifi.network severityRules': [12, 16, 32, 36],
  'com.beszel groupingRules': [2],
};
const absent = published.length === 0;

function bookOf(score: string): ScoreBook {
  const read = parseScore(published.find(({ json }) => json.providerIdentifier === score)!.text);
  if ('score' in read) return new ScoreBook([read.score]);
  throw new Error(JSON.stringify(read.problems));
}

/** Metadata that fits a rule and none before it, with all that templates name; undefined where there is none. */
function metadataThatFires(rules: readonly { match: Match }[], at: number, score: Score) {
  const asked = new Set(
    [...severityRulesOf(score), ...groupingRulesOf(score)].flatMap(({ match }) => Object.keys(match)),
  );
  const named = namedKeys(score).filter((key) => !asked.has(key) && !key.includes('.'));
  for (const star of ['', 'x', 'zz9 ']) {
    const metadata = metadataFor(rules[at]!.match, star);
    if (firstFit(rules, metadata) !== at) continue;
    return { ...Object.fromEntries(named.map((key) => [key, `of-${key}`])), ...metadata };
  }
  return undefined;
}

/** What the score's own words make of metadata, by plain replacing. */
function expectedActions({ defaultActions = [] }: Score, values: Record<string, unknown>) {
  return defaultActions
    .filter(({ _disabled }) => !_disabled)
    .map(({ label, trigger }) => {
      const [[name, template]] = Object.entries(trigger) as [[string, string]];
      const plain = filled(template, values);
      const quoted = template.replaceAll(/\$\{(?:metadata\.)?([^}]*)\}/g, (_, key) => `'${values[key]}'`);
      const text = plain !== undefined && name === 'openTerminalWith' ? quoted : plain;
      const opens = name === 'openURL' && text !== undefined && 'url' in checkUrl(text);
      return { label, text: text ?? '', runs: text !== undefined && (opens || name === 'copyToClipboard') };
    });
}

describe.each(published)('the published score $name', ({ text, json }) => {
  const { providerIdentifier } = json;
  const read = parseScore(text);
  const book = 'score' in read ? new ScoreBook([read.score]) : new ScoreBook([]);
  const shadowed = { severity: [] as number[], grouping: [] as number[] };

  it('is valid as it is', () => {
    expect(read).toHaveProperty('score');
  });

  it('fires each severity rule that can fire, with its label, stack and actions', () => {
    const rules = severityRulesOf(json);
    for (const [at, rule] of rules.entries()) {
      const metadata = metadataThatFires(rules, at, json);
      if (!metadata) {
        shadowed.severity.push(at);
        continue;
      }
      const event = storedEvent({ providerIdentifier, metadata });
      const values = { ...metadata, title: event.title, providerIdentifier, metadata };
      const meaning = book.interpret(event);
      expect(meaning).toMatchObject({ level: rule.severity, source: json.displayName });
      const level = rule.severity.charAt(0).toUpperCase() + rule.severity.slice(1);
      expect(meaning.label).toBe(filled(rule.label ?? level, values));
      expect(meaning.title).toBe(rule.title && filled(rule.title, values));
      expect(meaning.subtitle).toBe(rule.subtitle && filled(rule.subtitle, values));
      if (!json.groupingRules) {
        const chain = typeof json.grouping === 'string' ? [json.grouping] : (json.grouping ?? []);
        const subject = chain.map((template) => filled(template, values)).find((each) => each !== undefined);
        expect(meaning.group?.subject).toBe(subject);
      }
      const actions = actionsFor(event, book);
      expect(
        actions.map(({ label, text, disabled }) => ({ label, text, runs: disabled === undefined })),
      ).toEqual(expectedActions(json, values));
    }
    expect(shadowed.severity).toEqual(SHADOWED[`${providerIdentifier} severityRules`] ?? []);
  });

  it('fires each grouping rule that can fire, with its role and key', () => {
    const rules = groupingRulesOf(json);
    for (const [at, rule] of rules.entries()) {
      const metadata = metadataThatFires(rules, at, json);
      if (!metadata) {
        shadowed.grouping.push(at);
        continue;
      }
      const key = rule.key === undefined ? undefined : filled(rule.key, metadata);
      const { group } = book.place(storedEvent({ providerIdentifier, metadata }));
      if (rule.role === 'single' || key === undefined) expect(group).toBeUndefined();
      else expect(group).toMatchObject({ role: rule.role, subject: key });
    }
    expect(shadowed.grouping).toEqual(SHADOWED[`${providerIdentifier} groupingRules`] ?? []);
  });

  it('fires each indicator and tag rule that can fire', () => {
    for (const [at, { emoji }] of (json.indicatorRules ?? []).entries()) {
      const metadata = metadataThatFires(json.indicatorRules!, at, json);
      expect(metadata && book.interpret(storedEvent({ providerIdentifier, metadata })).indicator).toBe(emoji);
    }
    for (const [at, { tag }] of (json.tagRules ?? []).entries()) {
      const metadata = metadataThatFires(json.tagRules!, at, json);
      expect(metadata && book.interpret(storedEvent({ providerIdentifier, metadata })).tag).toBe(tag);
    }
  });
});

describe.skipIf(absent)(
  absent ? 'sample payloads (skipped: the catalogue is not here)' : 'the sample payload',
  () => {
    it('is at hand, and published scores are', () => {
      expect([published.length, samples.length].every((count) => count > 0)).toBe(true);
    });

    it.each(samples)('$score: $payload.title', ({ score, payload, expected }) => {
      const receipt = { receivedAt: Date.now(), senderAddress: '192.0.2.7' };
      const event = { ...storedEvent(), ...readPayload(JSON.stringify(payload), receipt) };
      const [, level, label] = /gives severity (\w+) with badge (\w+)/.exec(expected)!;
      const ours = new ScoreBook();
      for (const book of [bookOf(score), ...(score === 'com.proxmox' ? [ours] : [])]) {
        const meaning = book.interpret(event);
        expect(meaning).toMatchObject({ level, label });
        if (expected.includes('orange')) expect(meaning.color).toBe('#E57000');
        const actions = actionsFor(event, book);
        expect(expected).toContain('five default actions');
        // Ours has more of them behind those.
        const five = book === ours ? actions.slice(0, 5) : actions;
        expect(five).toHaveLength(5);
        expect(five.filter(({ disabled }) => disabled !== undefined)).toEqual([]);
      }
    });
  },
);
