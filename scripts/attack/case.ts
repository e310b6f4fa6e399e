import type { Ledger } from './ledger.ts';
import { bytesOf, type Sent } from './requests.ts';
import type { Target } from './target.ts';
import type { Part, Talk, TalkOptions } from './wire.ts';

/** What a case works with: the receiver it attacks, and what it learns there. */
export interface Arena extends Target {
  /** As {@link talk}; what is acknowledged is noted, and each answer judged by what holds of all. From an address of its own. */
  talk(parts: readonly Part[], options?: TalkOptions): Promise<Talk>;
  /** One request and its answer. */
  ask(sent: Sent, options?: TalkOptions): Promise<Talk>;
  /** An address of this machine that nothing has come from yet. */
  newAddress(): string;
  readonly ledger: Ledger;
}

/** One attack, and what it must come to. */
export interface Case {
  name: string;
  /** Takes too long for the shorter run. */
  long?: boolean;
  /** Makes or revokes tokens, which takes the data directory of the receiver. */
  needsTokens?: boolean;
  /** @returns what is wrong, in words; the reader knows the case */
  run(arena: Arena): Promise<readonly string[]>;
}

/** Attacks of one kind. */
export interface Group {
  name: string;
  cases: readonly Case[];
  /** A receiver of its own with these arguments, as it would get in the way of others. */
  apart?: readonly string[];
  /** All at once, as each of them waits for a clock. */
  together?: boolean;
  /** Says something about HTTPS alone. */
  needsTls?: boolean;
  /** While one of its bodies is read nothing else is done: nobody who measures time may run beside it. */
  heavy?: boolean;
}

/** A status, or that the connection ends without an answer; of several, any. */
export type Expected = number | 'closed' | readonly (number | 'closed')[];

/** A request, or the bytes of what is none. */
type Attack = Sent | string | Buffer;

export interface ProbeOptions extends TalkOptions, Pick<Case, 'long' | 'needsTokens'> {
  /** The field that a 422 must name. */
  field?: string;
  /** What must hold of the event as it is stored. */
  kept?(event: Stored): boolean;
}

/** An event as `tempo-tui export` tells it. */
export interface Stored {
  id: string;
  seq: number;
  title: string;
  providerIdentifier: string;
  metadata: Record<string, unknown>;
  extra?: Record<string, unknown>;
  [field: string]: unknown;
}

/** A case of one request: what is sent, and the class of answer that it must get. */
export function probe(
  name: string,
  attack: Attack | ((arena: Arena) => Attack),
  expected: Expected,
  { field, kept, long, needsTokens, ...options }: ProbeOptions = {},
): Case {
  return {
    name,
    ...(long && { long }),
    ...(needsTokens && { needsTokens }),
    run: async (arena) => {
      const sent = typeof attack === 'function' ? attack(arena) : attack;
      const bytes = typeof sent === 'string' || Buffer.isBuffer(sent) ? sent : bytesOf(sent, arena);
      const headOnly = typeof sent === 'object' && 'method' in sent && sent.method === 'HEAD';
      const heard = await arena.talk([bytes], { headOnly, ...options });
      const wrong = unexpected(heard, expected);
      const [answer] = heard.answers;
      if (field !== undefined && answer) {
        const named = fieldOf(answer.body);
        if (named !== field) wrong.push(`names ${JSON.stringify(named)} and not ${JSON.stringify(field)}`);
      }
      if (kept && answer) arena.ledger.check(answer, name, kept);
      return wrong;
    },
  };
}

/** What is wrong with the first answer. */
export function unexpected({ answers, end, tookMs }: Talk, expected: Expected): string[] {
  const allowed = typeof expected === 'object' ? expected : [expected];
  const [answer] = answers;
  const got = answer ? answer.status : end === 'silent' ? 'silent' : 'closed';
  if ((allowed as readonly unknown[]).includes(got)) return [];
  const what = {
    silent: `no answer in ${Math.round(tookMs)} ms`,
    closed: `no answer, the connection ${end}`,
  };
  return [`${typeof got === 'number' ? got : what[got]} instead of ${allowed.join(' or ')}`];
}

/** What is wrong with the statuses of several answers. */
export function unlike({ answers, end }: Talk, expected: readonly number[]): string[] {
  const got = answers.map(({ status }) => status);
  if (got.length === expected.length && got.every((status, at) => status === expected[at])) return [];
  return [`answers ${inShort(got)} (${end}) instead of ${inShort(expected)}`];
}

/** `202 ×100, 400` */
export function inShort(statuses: readonly number[]): string {
  const runs: { status: number; times: number }[] = [];
  for (const status of statuses) {
    const last = runs.at(-1);
    if (last?.status === status) last.times += 1;
    else runs.push({ status, times: 1 });
  }
  return runs.map(({ status, times }) => (times > 1 ? `${status} ×${times}` : status)).join(', ') || 'none';
}

function fieldOf(body: string): unknown {
  try {
    return JSON.parse(body).field;
  } catch {
    return body;
  }
}
