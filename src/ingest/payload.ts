import * as z from 'zod';
import {
  actionSchema,
  EVENT_STATES,
  EVENT_TYPES,
  type IncomingEvent,
  isAbsent,
  type Metadata,
  PROVIDER_PATTERN,
} from '../event.ts';
import { placeInTime, readDate } from './dates.ts';
import { Refusal } from './refusal.ts';

const MAX_TITLE = 200;
const MAX_KEYS = 64;
export const MAX_DEPTH = 32;
/** As a property is that was assigned. */
const OWN = { enumerable: true, configurable: true, writable: true };
const DATE_RULE = 'must be an ISO 8601 date with a zone, or epoch seconds or milliseconds';

const date = z.unknown().transform((value, context) => {
  const read = readDate(value);
  if (read) return read;
  context.addIssue({ code: 'custom', message: DATE_RULE });
  return z.NEVER;
});

const metadata = z
  .custom<Metadata>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
    message: 'must be an object',
  })
  .refine((value) => Object.keys(value).length <= MAX_KEYS, `must have at most ${MAX_KEYS} keys`);

/** zod's own error texts may quote the input, so each rule brings its words. */
const text = z.string({ error: ({ input }) => (input === undefined ? 'is missing' : 'must be text') });

const payloadSchema = z.object({
  title: text.trim().min(1, 'must not be empty'),
  providerIdentifier: text.regex(
    PROVIDER_PATTERN,
    'must be 1 to 128 letters, digits, dots, dashes or underscores',
  ),
  eventType: z.enum(EVENT_TYPES, `must be one of ${EVENT_TYPES.join(', ')}`).default('alert'),
  startDate: date.optional(),
  endDate: date.optional(),
  severity: text.max(64, 'must be at most 64 characters').optional(),
  state: z.enum(EVENT_STATES, `must be one of ${EVENT_STATES.join(', ')}`).optional(),
  externalID: text.min(1, 'must not be empty').max(512, 'must be at most 512 characters').optional(),
  actions: z
    .array(actionSchema, 'must be a list of actions')
    .max(8, 'must have at most 8 actions')
    .optional(),
  metadata: metadata.default({}),
});

/** What the receiver knows of a request beside its body. */
export interface Receipt {
  /** Milliseconds since the epoch. */
  receivedAt: number;
  senderAddress: string;
  /** Name of the token it came with. */
  token?: string;
  /** Name of the cluster that the token is for, for events that do not say theirs. */
  cluster?: string;
}

/**
 * Turns the body of a request into an event, by the wire contract.
 *
 * @throws Refusal 422 naming the field by its path in the schema; nothing the sender wrote is in it.
 */
export function readPayload(body: string, receipt: Receipt): IncomingEvent {
  return checkPayload(parseBody(body), receipt);
}

/** The same for a body that was parsed. */
export function checkPayload(json: unknown, receipt: Receipt): IncomingEvent {
  if (tooDeep(json, MAX_DEPTH + 2)) {
    throw new Refusal(422, `is nested more than ${MAX_DEPTH} levels deep`, { field: '/metadata' });
  }
  const { named, extra } = divide(json);
  const parsed = payloadSchema.safeParse(named);
  if (!parsed.success) throw refusalFor(parsed.error);
  return toEvent(parsed.data, extra, receipt);
}

/**
 * What the contract names of a body, and what it does not, which is not the schema's to hand on: it leaves out what is
 * called `__proto__`. A template renders what it does not have as `null`; that is the same as leaving it out.
 */
function divide(json: unknown): { named: unknown; extra?: Metadata } {
  if (!isNode(json) || Array.isArray(json)) return { named: json };
  const named: Record<string, unknown> = {};
  const extra: Record<string, unknown> = {};
  let hasExtra = false;
  // Half a million fields are walked here while everybody waits: nothing is made for any of them.
  for (const name of Object.keys(json)) {
    const value = (json as Metadata)[name];
    if (value === null) continue;
    if (Object.hasOwn(payloadSchema.shape, name)) {
      named[name] = value;
      continue;
    }
    hasExtra = true;
    if (name === '__proto__') Object.defineProperty(extra, name, { value, ...OWN });
    else extra[name] = value;
  }
  return hasExtra ? { named, extra } : { named };
}

function toEvent(
  payload: z.infer<typeof payloadSchema>,
  extra: Metadata | undefined,
  receipt: Receipt,
): IncomingEvent {
  const { title, startDate, endDate, severity, state, externalID, actions } = payload;
  const shown = cutTitle(title);
  const place = placeInTime(startDate?.time ?? receipt.receivedAt, receipt.receivedAt);
  const event: IncomingEvent = {
    title: shown,
    providerIdentifier: payload.providerIdentifier,
    eventType: payload.eventType,
    startDate: startDate?.iso ?? new Date(receipt.receivedAt).toISOString(),
    time: place.time,
    metadata: {
      senderAddress: receipt.senderAddress,
      ...(shown !== title && { fullTitle: title }),
      ...payload.metadata,
      ...(receipt.cluster && isAbsent(payload.metadata.Cluster) && { Cluster: receipt.cluster }),
    },
  };
  if (endDate) event.endDate = endDate.iso;
  if (place.far) event.farDate = true;
  if (severity !== undefined) event.severity = severity;
  if (state) event.state = state;
  if (externalID !== undefined) event.externalID = externalID;
  if (actions) event.actions = actions;
  if (extra) event.extra = extra;
  if (receipt.token !== undefined) event.token = receipt.token;
  return event;
}

/** @throws Refusal 422 */
export function parseBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(422, 'is not valid JSON; often a template left a quote or line break unescaped', {
      field: '',
    });
  }
}

/** Whether JSON is nested more than so many levels deep; walks no deeper than that, as a body can be two million deep. */
export function tooDeep(json: unknown, limit: number): boolean {
  return isNode(json) && goesBeyond(json, limit);
}

/** A million values are walked here while everybody waits: nothing is made for any of them. */
function goesBeyond(node: object, levels: number): boolean {
  if (levels === 0) return true;
  if (Array.isArray(node)) {
    for (let at = 0; at < node.length; at += 1)
      if (isNode(node[at]) && goesBeyond(node[at], levels - 1)) return true;
    return false;
  }
  for (const key in node) {
    const child = (node as Record<string, unknown>)[key];
    if (isNode(child) && goesBeyond(child, levels - 1)) return true;
  }
  return false;
}

function isNode(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function cutTitle(title: string): string {
  // Characters are at most as many as UTF-16 units, and seldom are there so many.
  if (title.length <= MAX_TITLE) return title;
  const characters = [...title];
  return characters.length > MAX_TITLE ? `${characters.slice(0, MAX_TITLE - 1).join('')}…` : title;
}

function refusalFor(error: z.ZodError): Refusal {
  const issue = error.issues[0];
  const path = (issue?.path ?? []).map((step) => `/${String(step)}`).join('');
  return new Refusal(422, ruleOf(issue), { field: path });
}

function ruleOf(issue: z.core.$ZodIssue | undefined): string {
  if (/^(must|is) /.test(issue?.message ?? '')) return issue!.message;
  return issue?.path.length === 0 ? 'must be a JSON object' : 'breaks the rules for this field';
}
