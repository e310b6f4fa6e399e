/** A request that was refused, as the user may see it: never the token, never the body. */
export interface Rejection {
  /** ISO 8601 in UTC; of several, the last one's. */
  time: string;
  address: string;
  status: number;
  reason: string;
  /** Name of the token, where one was recognised. */
  token?: string | undefined;
  /** How many there were, one directly after the other, that differ in nothing but the time, or, of 404, the path. */
  times: number;
  /** The first one's time. */
  since: string;
}

/** Why there can be too many of something: 429 alone does not say which. */
export const TOO_MANY = {
  events: 'This token sends too many events a minute.',
  attempts: 'Too many failed attempts from this address.',
  readers: 'Too many requests of viewers are under way.',
  connections: 'too many connections were open, so one was closed to make room',
  requests: 'too many requests came on one connection before their answers were read, so it was closed',
} as const;

const ADVICE_ON_TOO_MANY: Readonly<Record<string, string>> = {
  [TOO_MANY.events]: 'Raise --rate-limit where the events are real, or mend the sender that repeats itself.',
  [TOO_MANY.attempts]:
    'Find what knocks at that address with a wrong token or none: give it one that is known, or stop it. --rate-limit changes nothing here.',
  [TOO_MANY.readers]:
    'Close some timelines that are attached, or find what else holds tokens of viewers and asks again and again.',
  [TOO_MANY.connections]:
    'Find what opens connections at that address and sends nothing whole on them, or let a firewall keep it away. Where it is a proxy, let it keep fewer connections.',
  [TOO_MANY.requests]: 'Find what sends at that address without waiting for an answer, and let it wait.',
};

/** Why a connection was not let in at all: 403 alone does not say it. */
export const OUTSIDE = 'its address is in none of the networks that may connect (--allow)';

const ADVICE_ON_REASON: Readonly<Record<string, string>> = {
  [OUTSIDE]:
    'Where that is a sender of yours, name its network beside the others, as in --allow private,203.0.113.0/24, or under "allow" in the config file.',
};

/** What the user can do about a status. Proxmox shows its operator the number and nothing else. */
const ADVICE: Readonly<Record<number, string>> = {
  400: 'What came was no whole request by HTTP/1.1; the reason says what it was.',
  401: 'Put a token into the target that is known and bound to its provider: `tempo-tui token list` shows those there are, `tempo-tui token rotate NAME` gives one a new text.',
  403: 'Pages in a browser may not send events; curl and Proxmox may.',
  404: 'Correct the address in the target: events go to /ingest, those of a Gotify target to its address alone.',
  405: 'Set the method of the target to POST.',
  408: 'The sender was too slow, or only looked whether the port is open.',
  413: 'Send less: a body may have 4 MiB.',
  415: 'Give the target the header Content-Type with the value application/json.',
  422: 'Mend the body template: `tempo-tui doctor --template FILE` says what is wrong with one, `tempo-tui setup proxmox --body` prints one that works.',
  431: 'Send shorter headers.',
  503: 'Give the disk room; senders are taken again by themselves.',
};

/** What to do about a refusal; undefined for a status that the receiver does not refuse with. */
export function adviceFor({ status, reason }: Pick<Rejection, 'status' | 'reason'>): string | undefined {
  return (
    ADVICE_ON_REASON[reason] ?? ADVICE[status] ?? (status === 429 ? ADVICE_ON_TOO_MANY[reason] : undefined)
  );
}

/** What to do about several, each once, by status. */
export function advicesFor(rejections: readonly Rejection[]): { status: number; advice: string }[] {
  const statuses = new Map<string, number>();
  for (const rejection of rejections) {
    const advice = adviceFor(rejection);
    if (advice !== undefined) statuses.set(advice, rejection.status);
  }
  return [...statuses]
    .map(([advice, status]) => ({ status, advice }))
    .sort((one, other) => one.status - other.status);
}
