/** A metric as the text format of Prometheus, version 0.0.4, tells it. */
export interface Family {
  type: string;
  help: string;
  samples: { name: string; labels: Record<string, string>; value: number }[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const HEAD = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`);
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`);
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/;
const TYPES = ['counter', 'gauge', 'histogram'];

/**
 * Reads an exposition, and takes nothing that a strict reader would not.
 *
 * @throws Error naming the line
 */
export function parseExposition(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('The last line has no end.');
  const families = new Map<string, Family>();
  let current = '';
  for (const line of text.slice(0, -1).split('\n')) {
    if (line === '') continue;
    const fail = (reason: string) => new Error(`${reason}: ${line}`);
    const [, word, name, rest] = HEAD.exec(line) ?? [];
    if (word === 'HELP') {
      if (families.has(name!)) throw fail('twice');
      families.set(name!, { type: '', help: rest!, samples: [] });
      current = name!;
      continue;
    }
    const family = families.get(current);
    if (!family) throw fail('before any HELP');
    if (word === 'TYPE') {
      if (name !== current || family.type !== '' || !TYPES.includes(rest!)) throw fail('no such TYPE here');
      family.type = rest!;
      continue;
    }
    const sample = SAMPLE.exec(line);
    if (!sample) throw fail('neither a comment nor a sample');
    if (!suffixesOf(family).includes(sample[1]!.slice(current.length)) || !sample[1]!.startsWith(current))
      throw fail(`not of ${current}`);
    const value = sample[3] === '+Inf' ? Number.POSITIVE_INFINITY : Number(sample[3]);
    if (Number.isNaN(value)) throw fail('no number');
    const labels = readLabels(sample[2] ?? '', fail);
    const key = JSON.stringify([sample[1], labels]);
    if (family.samples.some((each) => JSON.stringify([each.name, each.labels]) === key)) throw fail('twice');
    family.samples.push({ name: sample[1]!, labels, value });
  }
  for (const [name, family] of families) check(name, family);
  return families;
}

/** The value of one series; undefined where there is none. */
export function sampleOf(
  families: Map<string, Family>,
  name: string,
  labels: Record<string, string> = {},
): number | undefined {
  for (const { samples } of families.values()) {
    const found = samples.find(
      (each) =>
        each.name === name && Object.entries(labels).every(([label, value]) => each.labels[label] === value),
    );
    if (found) return found.value;
  }
  return undefined;
}

function suffixesOf({ type }: Family): readonly string[] {
  if (type === '') return [];
  return type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
}

function readLabels(text: string, fail: (reason: string) => Error): Record<string, string> {
  const labels: Record<string, string> = {};
  for (let rest = text; rest !== ''; ) {
    const [whole, name, value] = LABEL.exec(rest) ?? [];
    if (whole === undefined || name! in labels) throw fail('no labels');
    labels[name!] = value!.replace(/\\(.)/g, (_, each) => (each === 'n' ? '\n' : each));
    rest = rest.slice(whole.length);
  }
  return labels;
}

function check(name: string, { type, help, samples }: Family): void {
  if (type === '' || help === '') throw new Error(`${name} has no TYPE or no HELP`);
  if (type === 'counter' && !name.endsWith('_total')) throw new Error(`${name} is a counter without _total`);
  if (type !== 'gauge' && samples.some(({ value }) => value < 0)) throw new Error(`${name} is below zero`);
  if (type !== 'histogram') return;
  const buckets = samples.filter((each) => each.name === `${name}_bucket`);
  const bounds = buckets.map(({ labels }) =>
    labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le),
  );
  const counts = buckets.map(({ value }) => value);
  const rises = (numbers: number[]) => numbers.every((each, at) => at === 0 || each >= numbers[at - 1]!);
  if (!rises(bounds) || !rises(counts) || bounds.at(-1) !== Number.POSITIVE_INFINITY)
    throw new Error(`the buckets of ${name} are in no order`);
  if (counts.at(-1) !== samples.find((each) => each.name === `${name}_count`)?.value)
    throw new Error(`the buckets of ${name} are not as many as it counts`);
}
