import type { Rejection } from '../rejection.ts';
import type { SafeText } from '../safe-text.ts';
import type { Desktop } from '../score/run-action.ts';
import type { ScoreBook } from '../score/score-book.ts';
import type { ScoreNotice } from '../score/score-folder.ts';
import type { TimelineFeed } from './feed.ts';
import type { KeyTable } from './keys.ts';
import type { SetupDesk } from './setup-desk.ts';
import type { Theme } from './theme.ts';

/** What the receiver refused, as the screen shows it. */
export interface Refusals {
  /** Oldest first. */
  readonly recent: readonly Rejection[];
  subscribe(listener: () => void): () => void;
}

/** What the program did or came upon, oldest first. */
export interface ProgramLog {
  readonly entries: readonly { time: number; kind: 'good' | 'bad'; text: string }[];
}

/** Whether the terminal reports clicks and the wheel; while it does, it marks no text. */
export interface MouseSwitch {
  readonly on: boolean;
  turn(on: boolean): void;
}

/** The receiver in another process that a timeline shows. */
export interface AttachedTo {
  /** What the top line says of it. */
  name(): SafeText;
  /** How the line to it stands. */
  link(): { kind: 'live' } | { kind: 'lost'; since: number; why: string };
  /** What to do while it is not heard: a sentence, or the beginning of one that ends in a command for this machine. */
  remedy(): { how: SafeText; command?: SafeText };
}

/** Everything the timeline needs of the world around it. */
export interface TimelineServices {
  feed: TimelineFeed;
  book: ScoreBook;
  refusals: Refusals;
  journal: ProgramLog;
  /** Why senders do not reach the receiver as they came before; undefined where nothing is known to be in their way. */
  astray?(): string | undefined;
  /** What is wrong with files of the scores folder. */
  scoreNotices(): readonly ScoreNotice[];
  setup: SetupDesk;
  /** There in the demo alone, which listens to nobody and stores nothing: how to start for real. */
  demo?: { start: SafeText };
  /** There where another process receives: nothing is lost when this one quits. */
  attached?: AttachedTo;
  /** Has the receiver go on in a process of its own when this one quits; absent where that cannot be. */
  handOver?(): void;
  /** Called when the terminal is given back and the process is about to be stopped. */
  onSuspend?(): void;
  desktop: Desktop;
  theme: Theme;
  keys: KeyTable;
  mouse: MouseSwitch;
  /** Web addresses the user has agreed to open. */
  origins: { knows(origin: string): boolean; remember(origin: string): Promise<void> };
  /** Milliseconds since the epoch. */
  now(): number;
  quit(): void;
  suspend(): void;
  /** Ends the program on an error that drawing came upon. */
  crash(error: unknown): void;
}

/** How things look, and the keys that texts name. */
export type Look = Pick<TimelineServices, 'theme' | 'keys'>;
