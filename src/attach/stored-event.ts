import * as z from 'zod';
import { actionSchema, EVENT_STATES, EVENT_TYPES, PROVIDER_PATTERN, type StoredEvent } from '../event.ts';
import { MAX_DEPTH, tooDeep } from '../ingest/payload.ts';
import { LAST_MS } from './wire.ts';

const metadata = z.record(z.string(), z.unknown());
/** Texts, numbers, and of a backup job a list of guests with the same. */
const readValue = z.union([z.string(), z.number(), z.boolean()]);
const derived = z.record(z.string(), z.union([readValue, z.array(z.record(z.string(), readValue))]));

/** As a store holds it. What is not named here is looked at with care wherever it is used. */
const schema = z.looseObject({
  id: z.string(),
  seq: z.number().int().nonnegative(),
  receivedAt: z.string(),
  title: z.string(),
  providerIdentifier: z.string().regex(PROVIDER_PATTERN),
  eventType: z.enum(EVENT_TYPES),
  startDate: z.string(),
  endDate: z.string().optional(),
  time: z.number().min(-LAST_MS).max(LAST_MS),
  severity: z.string().optional(),
  state: z.enum(EVENT_STATES).optional(),
  externalID: z.string().optional(),
  actions: z.array(actionSchema).optional(),
  metadata,
  derived: derived.optional(),
  extra: metadata.optional(),
  token: z.string().optional(),
  triage: z.enum(['acked', 'dismissed']).optional(),
});

/** Whether what came from another process has the form of a stored event: a receiver may be anybody's. */
export function isStoredEvent(value: unknown): value is StoredEvent {
  // Below the event there is its metadata, and in that what the receiver lets through.
  return !tooDeep(value, MAX_DEPTH + 2) && schema.safeParse(value).success;
}
