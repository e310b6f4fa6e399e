import type { Trust } from '../../ingest/fetch-trusting.ts';
import { fetchWithin } from '../../ingest/fetch-within.ts';
import { withoutToken } from '../../ingest/without-token.ts';

/** How long Proxmox waits too, in milliseconds. */
const LIMIT_MS = 10_000;
/** What a receiver answers is short; more is not read, in characters. */
const MOST_ANSWER = 16 * 1024;

/** What came of posting an event. */
export type Posted =
  | {
      kind: 'answered';
      status: number;
      /** The answer, where it is a JSON object; no token is in it. */
      body?: Record<string, unknown>;
      /** Seconds after which it is worth trying again, or a date, as it was answered. */
      retryAfter?: string;
    }
  | { kind: 'silent' }
  /** `code` as Node has it; '' for none. */
  | { kind: 'unreachable'; code: string; reason: string };

/**
 * Posts an event as Proxmox would: once, without following a redirect, and with an answer within ten seconds.
 *
 * @param limits the time for the answer, and whom to trust by HTTPS
 */
export async function postEvent(
  url: URL,
  token: string,
  payload: object,
  { limitMs = LIMIT_MS, trust }: { limitMs?: number; trust?: Trust | undefined } = {},
): Promise<Posted> {
  try {
    const request = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Tempo-Token': token },
      body: JSON.stringify(payload),
      redirect: 'manual',
      limitMs,
      trust,
    } as const;
    return await fetchWithin(url, request, (response) => readAnswer(response, token));
  } catch (error) {
    if ((error as Error).name === 'TimeoutError') return { kind: 'silent' };
    const { code = '', message } = causeOf(error);
    return { kind: 'unreachable', code, reason: message || code };
  }
}

async function readAnswer(response: Response, token: string): Promise<Posted> {
  const body = objectIn(await beginningOf(response), token);
  const retryAfter = response.headers.get('retry-after');
  return {
    kind: 'answered',
    status: response.status,
    ...(body && { body }),
    ...(retryAfter !== null && { retryAfter }),
  };
}

async function beginningOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MOST_ANSWER) break;
  }
  return text;
}

function objectIn(text: string, token: string): Record<string, unknown> | undefined {
  try {
    const json = withoutToken(JSON.parse(text), token);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : undefined;
  } catch {
    return undefined;
  }
}

/** What lies behind the `fetch failed` of fetch. */
function causeOf(error: unknown): NodeJS.ErrnoException {
  const { cause } = error as { cause?: unknown };
  return cause instanceof Error ? cause : (error as NodeJS.ErrnoException);
}
