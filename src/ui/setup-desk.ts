import type { SafeText } from '../safe-text.ts';

/** Something to know, and the command to run for it. */
export interface SetupNote {
  text: SafeText;
  command: SafeText;
}

/** What is chosen on the set-up screen. The numbers count on and back without end. */
export interface SetupChoice {
  sender: number;
  address: number;
  /** The address of the cluster's web interface; '' while it is not known. */
  serverUrl: string;
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
}
