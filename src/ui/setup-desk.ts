import type { StoredEvent } from '../event.ts';
import type { SafeText } from '../safe-text.ts';
import type { SetupChoice } from './setup-choice.ts';

/** Something to know, and the command to run for it. */
export interface SetupNote {
  text: SafeText;
  command: SafeText;
}

/** How to connect one sender: the texts to show and to copy. */
export interface SetupGuide {
  sender: SafeText;
  /** Which of how many, such as `1 of 4`. */
  senderPlace: SafeText;
  /** Where it will post to. */
  postsTo: string;
  addressPlace: SafeText;
  /** Where the commands are pasted, and where the form is. */
  shellTitle: SafeText;
  formTitle: SafeText;
  /** A token that fits the choice, while it can still be shown: only the run that made it knows it. */
  token?: { name: string; text: string };
  /** What to do where there is none. */
  tokenNote: SafeText;
  /** What the commands and the body template lack before they are of use; undefined where nothing is. */
  lacks?: SafeText;
  /** Sends a probe that appears on this very screen. */
  curl: string;
  /** Connects the sender when pasted. */
  shell: string;
  /** The fields of the web form: label and value. */
  fields: readonly (readonly [string, string])[];
  /** The body template, where this kind of sender has one. */
  body?: string;
  /** What to look at when nothing comes. */
  checks: readonly SafeText[];
}

/** Makes the texts that connect senders, and their tokens. */
export interface SetupDesk {
  /** Where events are posted to from this machine. */
  endpoint: string;
  loopbackOnly: boolean;
  /** Notes of the program's own, above everything else. */
  notes: readonly SetupNote[];
  guide(choice: SetupChoice): SetupGuide;
  /**
   * Makes a token for the choice, which the guide has from then on.
   *
   * @returns its name
   * @throws Error whose message is for the user
   */
  makeToken(choice: SetupChoice): Promise<string>;
  /**
   * Makes one where none is known whose text fits.
   *
   * @param use what it is for: a sender's commands, or a probe from this machine, for which more of them fit
   * @returns its name where it was made
   * @throws Error whose message is for the user
   */
  ensureToken(choice: SetupChoice, use: 'sender' | 'probe'): Promise<string | undefined>;
  /** Whether an event that came says that the set-up works: one of a token made in this run, where there is one. */
  proves(event: StoredEvent, choice: SetupChoice): boolean;
}
