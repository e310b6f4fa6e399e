import { applyEdits, type Edit, type Fault, type Level, type Rule } from './finding.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { parseTemplate } from './parse.ts';
import { faultsOf } from './rules.ts';
import { placeOf } from './tokens.ts';

/** Something to know about a template. */
export interface Finding {
  rule: Rule;
  level: Level;
  /** Both from 1. */
  line: number;
  column: number;
  what: string;
  /** What becomes of it in Proxmox. */
  why: string;
  /** The line as it should be, where that can be told. */
  mended?: string;
}

export interface TemplateCheck {
  /** Proxmox renders it, for every notification, to an event that the receiver takes. */
  works: boolean;
  findings: Finding[];
  /** The whole template as it should be; undefined where nothing is to be changed, or it cannot be told how. */
  mended?: string;
}

/** What a template lacks, by the field that the receiver misses. */
const MISSING: Readonly<Record<string, { rule: Rule; what: string; line: string }>> = {
  '/providerIdentifier': {
    rule: 'no-provider',
    what: 'there is no providerIdentifier',
    line: '\n  "providerIdentifier": "com.proxmox",',
  },
  '/title': { rule: 'no-title', what: 'there is no title', line: '\n  "title": {{ json title }},' },
};

/**
 * Checks the body template of a webhook target without Proxmox: what can be told from its text, and then whether
 * it renders notifications of each sort to what the receiver takes. Proxmox itself saves any template without
 * complaint.
 */
export function checkTemplate(template: string): TemplateCheck {
  const faults = faultsOf(parseTemplate(template), template);
  addMissing(faults, template);
  const outcome = outcomeOf(template);
  const broken = faults.some(({ level }) => level === 'broken');
  if (!broken && outcome.kind !== 'taken') faults.push(faultOf(outcome));

  const edits = faults.flatMap((fault) => fault.edits);
  const mended = applyEdits(template, edits);
  return {
    works: !broken && outcome.kind === 'taken',
    findings: faults.map((fault) => finding(fault, template, edits)),
    ...(mended !== template && works(mended) && { mended }),
  };
}

function works(template: string): boolean {
  const faults = faultsOf(parseTemplate(template), template);
  return faults.every(({ level }) => level === 'hint') && outcomeOf(template).kind === 'taken';
}

/** Asks what the receiver would still miss once everything else is mended. */
function addMissing(faults: Fault[], template: string): void {
  const brace = template.indexOf('{');
  const start = brace === -1 || template[brace + 1] === '{' ? -1 : brace + 1;
  for (let tried = 0; tried < Object.keys(MISSING).length; tried += 1) {
    const edits = faults.flatMap((fault) => fault.edits);
    const outcome = outcomeOf(applyEdits(template, edits));
    const missing = outcome.kind === 'refused' ? MISSING[outcome.field] : undefined;
    if (!missing || faults.some(({ rule }) => rule === missing.rule)) return;
    faults.unshift({
      rule: missing.rule,
      level: 'broken',
      start: Math.max(0, start - 1),
      what: missing.what,
      why: 'It is sent, and refused with 422.',
      edits: start === -1 ? [] : [{ start, end: start, text: missing.line }],
    });
  }
}

function faultOf(outcome: Exclude<Outcome, { kind: 'taken' }>): Fault {
  const sample = outcome.sample;
  switch (outcome.kind) {
    case 'unsent':
      return {
        ...general('unsent', outcome.offset),
        what: outcome.why,
        why: `Proxmox sends nothing for ${sample}.`,
      };
    case 'no-json':
      return {
        ...general('no-json', outcome.offset),
        what: `the result for ${sample} is no JSON`,
        why: 'It is sent, and refused with 422.',
      };
    case 'refused':
      return {
        ...general('refused', 0),
        what: outcome.why,
        why: `The event for ${sample} is refused with 422.`,
      };
  }
}

function general(rule: Rule, start: number): Pick<Fault, 'rule' | 'level' | 'start' | 'edits'> {
  return { rule, level: 'broken', start, edits: [] };
}

function finding({ start, edits: own, ...fault }: Fault, template: string, edits: readonly Edit[]): Finding {
  const [first] = own;
  return {
    rule: fault.rule,
    level: fault.level,
    ...placeOf(template, start),
    what: fault.what,
    why: fault.why,
    ...(first && {
      mended: first.text.startsWith('\n') ? first.text.trim() : lineAfter(template, edits, first),
    }),
  };
}

/** The line in the mended template that an edit is on. */
function lineAfter(template: string, edits: readonly Edit[], { start }: Edit): string {
  const before = applyEdits(
    template,
    edits.filter((edit) => edit.end <= start && edit.start < start),
  );
  const at = start + before.length - template.length;
  const mended = applyEdits(template, edits);
  const from = mended.lastIndexOf('\n', at - 1) + 1;
  const end = mended.indexOf('\n', from);
  return mended.slice(from, end === -1 ? mended.length : end);
}
