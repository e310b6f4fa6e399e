/** The statuses the receiver refuses with, each of them distinct: Proxmox shows its operator nothing else. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 413 | 415 | 422 | 429 | 503;

export interface RefusalDetail {
  /** JSON pointer into the payload's schema; '' is the body as a whole. */
  field?: string;
  headers?: Record<string, string>;
  /** The true reason, where the answer must not tell it. */
  trueReason?: string;
}

/** A request that is answered with a status of 400 or more. An expected outcome, not a fault of the program. */
export class Refusal extends Error {
  readonly status: RefusalStatus;
  readonly detail: RefusalDetail;

  constructor(status: RefusalStatus, reason: string, detail: RefusalDetail = {}) {
    super(reason);
    this.status = status;
    this.detail = detail;
  }

  /** What stands in the answer. Holds nothing the sender wrote. */
  get body(): { error: string; field?: string } {
    const { field } = this.detail;
    if (field === undefined) return { error: this.message };
    return { error: `${field === '' ? 'The body' : field} ${this.message}.`, field };
  }

  /** What stands in the log and on the screen. */
  get reason(): string {
    return this.detail.trueReason ?? this.body.error;
  }
}
