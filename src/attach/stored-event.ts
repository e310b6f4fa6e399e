import * as z from 'zod';
import { actionSchema, EVENT_STATES, EVENT_TYPES, PROVIDER_PATTERN, type StoredEvent } from '../event.ts';

/** A date beyond this, in milliseconds from the epoch, is none to JavaScript. */
const LAST_MS = 8.64e15;

const metadata = z.record(z.string(), z.unknown());

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
  derived: metadata.optional(),
  extra: metadata.optional(),
  token: z.string().optional(),
  triage: z.enum(['acked', 'dismissed']).optional(),
});

/** Whether what came from another process has the form of a stored event: a receiver may be anybody's. */
export function isStoredEvent(value: unknown): value is StoredEvent {
  return schema.safeParse(value).success;
}
