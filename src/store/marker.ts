import type { IncomingEvent, StoredEvent, Triage } from '../event.ts';

/** What is kept in memory of each event beside its place, so that drawing a list reads no disk but for its texts. */
export interface Marks {
  /** Rank of its level. */
  level: number;
  /** Number of what it is about; 0 for an event that stands alone. */
  subject: number;
  /** How it takes part in its stack, in a byte that the scores understand. */
  role: number;
}

/** What the scores say of events, as far as the store keeps it. */
export interface Marker {
  /** Changes whenever the scores may say something else of an event. */
  readonly fingerprint: string;
  mark(event: StoredEvent): Marks;
  /** What is to become of an event as it arrives. */
  triage(event: IncomingEvent): Triage | undefined;
  /** What a subject is, the same at every start, and the number of the subject that is this. */
  identityOf(subject: number): SubjectIdentity;
  subjectOf(identity: SubjectIdentity, provider: string): number;
}

/** 64 bits that stand for a subject of a provider, in two halves, and where its stacks end. */
export interface SubjectIdentity {
  high: number;
  low: number;
  /** In a number that the scores understand. */
  cut: number;
}
