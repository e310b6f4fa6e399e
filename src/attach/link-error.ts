/** What keeps a receiver from being read, as part of a sentence about it, and what to do. */
export interface Trouble {
  /** Without a full stop, as it stands in the middle of others. */
  what: string;
  /** Whole sentences; absent where nothing can be said. */
  advice?: string;
  /** Something answered there: the receiver may well run, and to start it would not help. */
  isHeard?: boolean;
}

/** A receiver that cannot be read; its message says why, as part of a sentence. */
export class LinkError extends Error {
  readonly advice: string | undefined;
  readonly isHeard: boolean;

  constructor({ what, advice, isHeard = false }: Trouble) {
    super(what);
    this.advice = advice;
    this.isHeard = isHeard;
  }
}

/** A receiver that answered, and not with what was asked for. */
export class AnswerError extends LinkError {
  readonly status: number;

  constructor(status: number, trouble: Trouble) {
    super(trouble);
    this.status = status;
  }
}

/** A receiver that did not answer in time: what it was asked to do may have been done all the same. */
export class LateError extends Error {
  constructor() {
    super('no answer in time');
  }
}

/** The line to a receiver broke after it was reached. */
export class BreakError extends Error {}
