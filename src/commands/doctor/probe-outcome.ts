import { type Check, failure, ok, warning } from './check.ts';
import type { OwnCommand } from './own-command.ts';

/** How it went with a probe. */
export type ProbeOutcome =
  | { kind: 'stored'; status: number }
  /** Answered as stored, and not on disk. */
  | { kind: 'not found'; status: number }
  | { kind: 'refused'; status: number; field?: string }
  | { kind: 'no answer'; why: string }
  | { kind: 'no token'; why: string }
  | { kind: 'token stays'; name: string; why: string }
  | { kind: 'no receiver'; why: string }
  | { kind: 'stopped' };

const NAME = 'probe';

/** What a status means for an event that is as it should be, with a token that was made a moment ago. */
const REFUSALS: Record<number, readonly [why: string, advice: string]> = {
  401: [
    'the token just made is not known to it',
    'it reads other tokens than those of this data directory: stop it and start it anew',
  ],
  403: ['it takes the request for one of a browser page', 'a proxy in between adds "Origin": let it not'],
  404: ['it knows no /ingest', 'what runs there is no tempo-tui of this version: start it anew'],
  413: ['it takes the event for too large', 'a proxy in between limits bodies: let it take 4 MiB'],
  415: ['the content type did not arrive', 'a proxy in between changes headers: let it not'],
  422: [
    'the event arrived changed, or it is of a version with other rules',
    'start the tempo-tui that runs anew, with this version',
  ],
  429: ['there are too many events a minute', 'start it with a larger --rate-limit, or 0 for none'],
  500: ['it came upon an error of its own', 'press L in the timeline for what it was, and start it anew'],
  503: ['it can store nothing now', 'see to the disk (data directory and room above)'],
};

/**
 * @param by through whose door it went
 */
export function judgeProbe(outcome: ProbeOutcome, by: string, command: OwnCommand): Check {
  switch (outcome.kind) {
    case 'stored':
      return ok(
        NAME,
        `an event was posted to /ingest, answered ${outcome.status} and found in the store (${by})`,
      );
    case 'not found':
      return failure(
        NAME,
        `an event was answered ${outcome.status} and is not in this data directory`,
        'the tempo-tui at the port stores elsewhere: run doctor with its --data-dir',
      );
    case 'refused':
      return judgeRefusal(outcome);
    case 'no answer':
      return failure(
        NAME,
        `an event got no answer: ${outcome.why}`,
        'it may still be reading a long history: look again; else start it anew, as Proxmox gives up after 10 s too',
      );
    case 'no token':
      return failure(
        NAME,
        `not sent, as no token could be made for it: ${outcome.why}`,
        'see to the data directory and the token file',
      );
    case 'token stays':
      return failure(
        NAME,
        `its token could not be revoked again: ${outcome.why}`,
        command('token', 'revoke', outcome.name),
      );
    case 'no receiver':
      return failure(
        NAME,
        `doctor could not start the receiver for it: ${outcome.why}`,
        'tempo-tui will not start either before that is mended',
      );
    case 'stopped':
      return warning(NAME, 'stopped', command('doctor'));
  }
}

function judgeRefusal({ status, field }: Extract<ProbeOutcome, { kind: 'refused' }>): Check {
  const known = Object.hasOwn(REFUSALS, status) ? REFUSALS[status] : undefined;
  const [why, advice] = known ?? [
    'that is no answer of a tempo-tui',
    'start tempo-tui anew, and look at its log',
  ];
  const where = field === undefined || field === '' ? '' : ` (${field})`;
  return failure(NAME, `an event was answered ${status}: ${why}${where}`, advice);
}
