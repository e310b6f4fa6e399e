import * as z from 'zod';

/** How bad an event is, mildest first. `ok` ranks above `info` because it says that something was checked. */
export const LEVELS = ['info', 'ok', 'warning', 'error', 'critical'] as const;
export type Level = (typeof LEVELS)[number];

/** The rank of a level; a larger number is worse. */
export function levelRank(level: Level): number {
  return LEVELS.indexOf(level);
}

/** A source's stable name in reverse-DNS form, such as `com.proxmox`. */
export const PROVIDER_PATTERN = /^[A-Za-z0-9._-]{1,128}$/;

const openUrlTrigger = z.strictObject({ openURL: z.string().min(1) });
const copyTrigger = z.strictObject({ copyToClipboard: z.string().min(1) });

/** An action as a score or a sender writes it; the texts are templates with `${…}` placeholders. */
export const actionSchema = z.strictObject({
  label: z.string().min(1).max(100),
  systemIcon: z.string().min(1).max(100),
  trigger: z.union([openUrlTrigger, copyTrigger]),
  _disabled: z.boolean().optional(),
});
export type ActionTemplate = z.infer<typeof actionSchema>;

export const EVENT_TYPES = ['event', 'task', 'reminder', 'alert'] as const;
export const EVENT_STATES = ['firing', 'resolved', 'info'] as const;

/** Anything JSON can hold, keyed by the sender's own words. */
export type Metadata = Readonly<Record<string, unknown>>;

/** Nothing, as senders write it: a template renders what it does not have as `null` or as an empty text. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** An event that passed the wire contract and is not yet stored. */
export interface IncomingEvent {
  title: string;
  providerIdentifier: string;
  eventType: (typeof EVENT_TYPES)[number];
  /** ISO 8601 with a zone, as the sender wrote it where it did. */
  startDate: string;
  endDate?: string;
  /**
   * Where the event stands in the timeline, in milliseconds since the epoch: its `startDate`, or the time of
   * receipt when `startDate` lies so far ahead that it would cover everything live.
   */
  time: number;
  /** Set when `startDate` lies further from the time of receipt than a working clock explains. */
  farDate?: true;
  severity?: string;
  state?: (typeof EVENT_STATES)[number];
  externalID?: string;
  actions?: ActionTemplate[];
  metadata: Metadata;
  /**
   * What the receiver read from the texts, under the names of the metadata and only where the sender gave nothing, and
   * a `title` for the row. Never comes from the wire.
   */
  derived?: Metadata;
  /** Top-level fields the contract does not name. */
  extra?: Metadata;
  /** The name of the token it came with. Never comes from the wire. */
  token?: string;
}

/** An event as the store holds it. */
export interface StoredEvent extends IncomingEvent {
  id: string;
  /** Position in the event log; a later record of the same `id` has a larger one. */
  seq: number;
  /** ISO 8601 in UTC. */
  receivedAt: string;
  /** What its score made of it as it arrived; what the user does later wins. */
  triage?: Triage;
}

export type Triage = 'acked' | 'dismissed';
