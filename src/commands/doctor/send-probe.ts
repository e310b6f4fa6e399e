import { randomBytes } from 'node:crypto';
import type { Trust } from '../../ingest/fetch-trusting.ts';
import { fetchWithin } from '../../ingest/fetch-within.ts';
import { TokenFile } from '../../ingest/tokens.ts';
import { findRecent } from '../../store/find-recent.ts';
import { PROBE_PROVIDER, probeEvent } from './probe-event.ts';
import type { ProbeOutcome } from './probe-outcome.ts';

/** Proxmox waits as long for its answer, in milliseconds. */
const ANSWER_MS = 10_000;
/** A token of doctor's that is older was left behind by one that was killed. */
const LEFTOVER_MS = 300_000;

export interface ProbeTarget {
  url: string;
  /** Of a receiver that speaks HTTPS. */
  trust?: Trust | undefined;
}

/**
 * Posts an event with a token made for it alone, and looks for it on disk. The token is revoked whatever happens, also
 * when `stop` is aborted.
 *
 * @param dataDir the one that the receiver asked should have
 */
export async function sendProbe(
  dataDir: string,
  { url, trust }: ProbeTarget,
  stop: AbortSignal,
): Promise<ProbeOutcome> {
  const tokens = new TokenFile(dataDir);
  const name = `doctor-${randomBytes(4).toString('hex')}`;
  let text: string;
  try {
    await revokeLeftovers(tokens);
    text = await tokens.add(name, { provider: PROBE_PROVIDER });
  } catch (error) {
    return { kind: 'no token', why: (error as Error).message };
  }
  const outcome = await post(dataDir, { url, trust }, text, stop);
  try {
    await tokens.revoke(name);
    return outcome;
  } catch (error) {
    return { kind: 'token stays', name, why: (error as Error).message };
  }
}

async function post(
  dataDir: string,
  { url, trust }: ProbeTarget,
  token: string,
  stop: AbortSignal,
): Promise<ProbeOutcome> {
  const mark = randomBytes(8).toString('hex');
  try {
    const request = {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', 'x-tempo-token': token, connection: 'close' },
      body: JSON.stringify(probeEvent(mark)),
      limitMs: ANSWER_MS,
      trust,
      stop,
    } as const;
    const { status, answer } = await fetchWithin(url, request, readAnswer);
    if (status !== 200 && status !== 202)
      return { kind: 'refused', status, ...(typeof answer?.field === 'string' && { field: answer.field }) };
    const stored = await findRecent(
      dataDir,
      ({ id, metadata }) => id === answer?.id && metadata.mark === mark,
    );
    return stored ? { kind: 'stored', status } : { kind: 'not found', status };
  } catch (error) {
    if (stop.aborted) return { kind: 'stopped' };
    const { name, message, cause } = error as Error;
    if (name === 'TimeoutError') return { kind: 'no answer', why: 'none in 10 s' };
    return { kind: 'no answer', why: cause instanceof Error ? cause.message : message };
  }
}

async function readAnswer(response: Response) {
  const answer = (await response.json().catch(() => undefined)) as
    | { id?: unknown; field?: unknown }
    | undefined;
  return { status: response.status, answer };
}

async function revokeLeftovers(tokens: TokenFile): Promise<void> {
  for (const { name, provider, createdAt } of await tokens.senders())
    if (provider === PROBE_PROVIDER && Date.now() - Date.parse(createdAt) > LEFTOVER_MS)
      await tokens.revoke(name);
}
