import * as z from 'zod';
import { gapSchema } from '../store/heartbeat.ts';

/** Raised with every change that an older viewer or receiver would not understand. */
export const WIRE_VERSION = 1;

/** Where a viewer finds what, under the receiver's address. */
export const PATHS = { stream: '/stream', history: '/history', marks: '/marks', visit: '/visit' } as const;

/** The newest records that a viewer gets at once when it comes: enough for the tallest screen. */
export const NEWEST = 200;
/** A receiver that has nothing to tell says so this often, in milliseconds. */
export const BEAT_MS = 5000;
/** Of marks this many go into a request. */
export const MARKS_AT_ONCE = 10_000;
/** What became of events is told of this many at once, and so many of them are given up at once. */
export const SEQS_AT_ONCE = 20_000;

/** A date beyond this, in milliseconds from the epoch, is none to JavaScript. */
export const LAST_MS = 8.64e15;

const flags = z.array(z.tuple([z.number(), z.number()]));
const rejection = z.object({
  time: z.string(),
  address: z.string(),
  status: z.number(),
  reason: z.string(),
  token: z.string().optional(),
  times: z.number(),
  since: z.string(),
});
const note = z.object({ time: z.number(), kind: z.enum(['good', 'bad']), text: z.string() });
const notice = z.object({ name: z.string(), reason: z.string() });
const state = z.object({
  /** Why nothing can be stored at present; null while all is well. */
  trouble: z.object({ code: z.string(), message: z.string() }).nullable(),
  problems: z.object({
    damaged: z.number(),
    torn: z.number(),
    newer: z.number(),
    foreign: z.array(z.string()),
    unread: z.string().optional(),
  }),
  /** Why senders do not reach the receiver as they came before. */
  astray: z.string().optional(),
  /** What is wrong with files of the scores folder. */
  scoreNotices: z.array(notice),
});
const head = z.object({
  wire: z.number(),
  /** The receiver's version, process and whether it has a timeline of its own. */
  version: z.string(),
  pid: z.number(),
  kind: z.enum(['serve', 'timeline']),
  endpoint: z.string(),
  /** The likeliest first. */
  lanEndpoints: z.array(z.string()).min(1),
  loopbackOnly: z.boolean(),
  /** How it is started again by hand, for a person on its machine; absent where another version does not say. */
  restart: z.string().optional(),
  /** The same for one that only its machine reaches, so that the LAN does. */
  opening: z.string().optional(),
  lastVisit: z.string().optional(),
  lastSeen: z.number().optional(),
  gaps: z.array(gapSchema),
  /** How many events there are, as far as that is known yet. */
  size: z.number(),
  rejections: z.array(rejection),
  notes: z.array(note),
  state,
});
/** As {@link z.infer} of a score is large, a score is checked where it is read. */
const score = z.object({ origin: z.enum(['built in', 'installed', 'own']), score: z.unknown() });

/**
 * What a receiver tells a viewer, by the name of the message; a record itself is a line of the log. First comes `head`,
 * then the newest records or those behind the one the viewer had last, `flags` of all events, and `ready`; from then on
 * what happens.
 */
export const MESSAGES = {
  head,
  scores: z.array(score),
  /** What became of events: of all of them, where `all` says so. */
  flags: z.object({ all: z.boolean(), flags }),
  /** All there is has been told, up to a `seq`. `size`: how many events that is; absent while it is not known. */
  ready: z.object({ seq: z.number(), size: z.number().optional() }),
  /** Events were given up. */
  dropped: z.array(z.number()),
  /** A segment was written anew or removed. */
  rewritten: z.number(),
  state,
  /** What was refused since; they may be ones that were told, with more of the same. */
  rejections: z.array(rejection),
  notes: z.array(note),
  /** The receiver stood still for a while. */
  gaps: z.array(gapSchema),
  /** It is being stopped: why nothing comes from now on. */
  end: z.object({ reason: z.string() }),
} as const;

export type MessageName = keyof typeof MESSAGES;
export type MessageOf<N extends MessageName> = z.infer<(typeof MESSAGES)[N]>;

/** The names of the messages that bring a record; with a place where the viewer can read the log itself. */
export const RECORD = 'record';
export const PLACED_RECORD = 'placed';

/** What a viewer asks to be set or cleared. */
export const marksSchema = z.strictObject({
  flag: z.enum(['acked', 'dismissed']),
  on: z.boolean(),
  seqs: z.array(z.number().int().nonnegative()).max(MARKS_AT_ONCE),
});
export type Marks = z.infer<typeof marksSchema>;

/** Those of them that are not known by this `seq`, as they are gone or have a newer version. */
export const markedSchema = z.object({ unknown: z.array(z.number()) });

export const visitSchema = z.strictObject({ seq: z.number().int().nonnegative() });
