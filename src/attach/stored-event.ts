import * as z from 'zod';
import {
  actionSchema,
  EVENT_STATES,
  EVENT_TYPES,
  type Metadata,
  PROVIDER_PATTERN,
  type StoredEvent,
} from '../event.ts';
import { MAX_DEPTH, tooDeep } from '../ingest/payload.ts';
import { LAST_MS } from './wire.ts';

/** Beside the 64 keys that a receiver lets through there are its own few, and those of other versions. */
const MOST_KEYS = 128;
const MOST_ACTIONS = 8;
/** UTF-16 units of a text that a receiver cuts, or writes itself. */
const MOST_TEXT = 2000;

/** JSON is not walked for this: there may be half a million fields. */
const json = z.custom<Metadata>(isObject);
const short = z.string().max(MOST_TEXT);
/** Texts, numbers, and of a backup job a list of guests with the same. */
const readValue = z.union([z.string(), z.number(), z.boolean()]);
const derived = z.record(z.string(), z.union([readValue, z.array(z.record(z.string(), readValue))]));

/** As a store holds it. What is not named here is looked at with care wherever it is used. */
const schema = z.looseObject({
  id: short,
  seq: z.number().int().nonnegative(),
  receivedAt: short,
  title: short,
  providerIdentifier: z.string().regex(PROVIDER_PATTERN),
  eventType: z.enum(EVENT_TYPES),
  startDate: short,
  endDate: short.optional(),
  time: z.number().min(-LAST_MS).max(LAST_MS),
  severity: short.optional(),
  state: z.enum(EVENT_STATES).optional(),
  externalID: short.optional(),
  actions: z.array(actionSchema).max(MOST_ACTIONS).optional(),
  metadata: json,
  derived: derived.optional(),
  extra: json.optional(),
  token: short.optional(),
  triage: z.enum(['acked', 'dismissed']).optional(),
});

/** Whether what came from another process has the form of a stored event: a receiver may be anybody's. */
export function isStoredEvent(value: unknown): value is StoredEvent {
  if (!isObject(value) || ![value, value.metadata, value.derived].every(hasFewKeys)) return false;
  // Below the event there is its metadata, and in that what the receiver lets through.
  return !tooDeep(value, MAX_DEPTH + 2) && schema.safeParse(value).success;
}

/** Looked at first: all else takes its time with each of them. */
function hasFewKeys(value: unknown): boolean {
  return !isObject(value) || Object.keys(value).length <= MOST_KEYS;
}

function isObject(value: unknown): value is Metadata {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
