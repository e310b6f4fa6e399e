import { UsageError } from '../../config.ts';
import { LEVELS } from '../../event.ts';
import { checkPayload } from '../../ingest/payload.ts';
import { Refusal } from '../../ingest/refusal.ts';
import { WINDOW_PATTERN } from '../../score/schema.ts';
import { checkFlags } from './check-flags.ts';
import { flagOf } from './flag-of.ts';
import type { SendFlags } from './send-flags.ts';

/** `key=text`, or `key:=JSON`. */
const PAIR = /^([^=]+?)(:?=)(.*)$/s;
const LINK_ICON = 'link';
const COPY_ICON = 'doc.on.doc';

/**
 * The event that the options tell, as the wire contract has it. It was checked by the receiver's own rules.
 *
 * @param message the text of the message, read already where it was piped in
 * @throws UsageError naming the option that is wrong
 */
export function payloadOf(flags: SendFlags, message: string | undefined): Record<string, unknown> {
  checkFlags(flags);
  const payload = {
    title: flags.title,
    providerIdentifier: flags.provider,
    eventType: flags.eventType,
    severity: severityOf(flags.severity),
    state: flags.state,
    externalID: flags.externalId,
    startDate: flags.start,
    endDate: flags.end,
    actions: actionsOf(flags),
    metadata: withoutAbsent({
      ...Object.fromEntries((flags.metadata ?? []).map(pairOf)),
      hostname: flags.hostname,
      Message: message,
      ...runOf(flags),
    }),
  };
  check(payload);
  return withoutAbsent(payload);
}

function check(payload: object): void {
  try {
    checkPayload(JSON.parse(JSON.stringify(payload)), { receivedAt: Date.now(), senderAddress: '' });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new UsageError(`${flagOf(error.body.field) ?? error.body.field}: ${error.message}.`);
  }
}

/** A misspelt level would be a quiet info. */
function severityOf(word: string | undefined): string | undefined {
  const level = LEVELS.find((each) => each === word?.toLowerCase());
  if (word === undefined || level) return level;
  throw new UsageError(
    `--severity takes ${LEVELS.join(', ')}. A word that a score makes something of goes into --metadata severity=WORD.`,
  );
}

function pairOf(text: string): [string, unknown] {
  const [, key, sign, value = ''] = PAIR.exec(text) ?? [];
  if (key === undefined) throw new UsageError(`--metadata takes KEY=TEXT or KEY:=JSON, not "${text}".`);
  if (sign === '=') return [key, value];
  try {
    return [key, JSON.parse(value)];
  } catch {
    throw new UsageError(
      `--metadata ${key}:= takes JSON, and this is none: ${value}. For a text write ${key}=TEXT.`,
    );
  }
}

function actionsOf({ url = [], copy = [] }: SendFlags): object[] | undefined {
  const actions = [
    ...url.map((text) => actionOf(text, '--url', LINK_ICON, 'openURL')),
    ...copy.map((text) => actionOf(text, '--copy', COPY_ICON, 'copyToClipboard')),
  ];
  return actions.length === 0 ? undefined : actions;
}

function actionOf(text: string, flag: string, systemIcon: string, trigger: string): object {
  const [, label, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (label === undefined) throw new UsageError(`${flag} takes LABEL=TEXT, not "${text}".`);
  return { label, systemIcon, trigger: { [trigger]: value } };
}

/** What tells of a run: see `runStepOf`. A step that failed keeps its own words beside the one that says so. */
function runOf({ runId, runTotal, runTimeout, status, final, finalFailure }: SendFlags): object {
  return {
    runID: runId,
    runTotal: totalOf(runTotal),
    runTimeout: timeoutOf(runTimeout),
    runComplete: final || finalFailure || undefined,
    runStatus: finalFailure ? 'failed' : status,
    status: finalFailure ? status : undefined,
  };
}

function totalOf(text: string | undefined): number | undefined {
  if (text === undefined || /^[1-9]\d{0,8}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new UsageError('--run-total takes a whole number, how many steps there are.');
}

function timeoutOf(text: string | undefined): string | undefined {
  if (text === undefined || /^[1-9]\d{0,8}$/.test(text) || WINDOW_PATTERN.test(text)) return text;
  throw new UsageError('--run-timeout takes seconds, or a time such as 30m or 2h.');
}

function withoutAbsent(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
