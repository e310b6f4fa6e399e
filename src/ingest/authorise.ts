import type { IncomingMessage } from 'node:http';
import { TOO_MANY } from '../rejection.ts';
import type { RateLimit } from './rate-limit.ts';
import { Refusal } from './refusal.ts';
import { coversProvider, isViewer, type SenderToken, type Token, type ViewerToken } from './token.ts';
import { mayComeFrom } from './token-origin.ts';
import type { TokenFile } from './tokens.ts';

export interface Gate {
  tokens: TokenFile;
  /** Events a minute, by token name. */
  events: RateLimit;
  /** Failed authentications a minute, by address. */
  failures: RateLimit;
}

/** Who asks, as far as that is known. */
export interface Visit {
  address: string;
  /** The token that was recognised, also where it may not do what it was shown for. */
  token?: Pick<Token, 'name'>;
}

/**
 * Finds out whose request this is, before its body is read. A valid token is never held up by the failures of
 * others at its address.
 *
 * @param text the token that was presented, if one was
 * @param visit is given the token as soon as that is recognised, whatever becomes of the request
 * @throws Refusal 401, also for the token of a viewer, or 429 for an address that fails too often or a token that sends
 * too much.
 */
export async function authorise(gate: Gate, text: string | undefined, visit: Visit): Promise<SenderToken> {
  const token = await recognise(gate, text, visit);
  if (isViewer(token))
    throw refuse(gate, visit, `the token ${token.name} is a viewer's: it reads, and sends nothing`);
  const wait = gate.events.take(token.name);
  if (wait > 0) throw tooMany(TOO_MANY.events, wait);
  return token;
}

/**
 * The same for a request that reads or acknowledges.
 *
 * @throws Refusal 401, also for the token of a sender, or 429 for an address that fails too often.
 */
export async function authoriseViewer(
  gate: Gate,
  text: string | undefined,
  visit: Visit,
): Promise<ViewerToken> {
  const token = await recognise(gate, text, visit);
  if (isViewer(token)) return token;
  throw refuse(gate, visit, `the token ${token.name} sends for ${token.provider}, and reads nothing`);
}

/** Whether a viewer's token that was let in may read on: it may have been revoked, or may not come from there any more. */
export async function mayStillRead(
  { tokens }: Pick<Gate, 'tokens'>,
  text: string | undefined,
  address: string,
): Promise<boolean> {
  const token = text === undefined ? undefined : await tokens.find(text);
  return token !== undefined && isViewer(token) && mayComeFrom(token, address);
}

async function recognise(gate: Gate, text: string | undefined, visit: Visit): Promise<Token> {
  const token = text === undefined ? undefined : await gate.tokens.find(text);
  if (token) {
    visit.token = token;
    if (mayComeFrom(token, visit.address)) return token;
    throw refuse(
      gate,
      visit,
      `the token ${token.name} may not come from this address (tempo-tui token allow)`,
    );
  }
  throw refuse(gate, visit, text === undefined ? 'no token was sent' : 'the token is unknown or revoked');
}

/** A failure, of which an address has so many a minute. */
function refuse(gate: Gate, { address }: Visit, trueReason: string): Refusal {
  const wait = gate.failures.take(address);
  return wait > 0 ? tooMany(TOO_MANY.attempts, wait) : unauthorised(trueReason);
}

/** @throws Refusal 401 when the token is not bound to this provider. */
export function authoriseProvider(token: SenderToken, provider: string): void {
  if (coversProvider(token.provider, provider)) return;
  throw unauthorised(`the token is bound to ${token.provider}, the event is from ${provider}`);
}

/** One answer for every reason: which of them it was is the user's to know, not the sender's. */
function unauthorised(trueReason: string): Refusal {
  return new Refusal(401, 'The token is missing, unknown, or not bound to this provider.', {
    trueReason,
    headers: { 'www-authenticate': 'Bearer' },
  });
}

function tooMany(reason: string, seconds: number): Refusal {
  return new Refusal(429, reason, { headers: { 'retry-after': String(seconds) } });
}

/** The token of a request. */
export function presentedToken({ headers }: IncomingMessage): string | undefined {
  return headerText(headers['x-tempo-token']) ?? bearerToken(headers);
}

/** The token of a request where those of Gotify's clients come too, which may write it into the address. */
export function presentedGotifyToken(request: IncomingMessage): string | undefined {
  const [, query = ''] = (request.url ?? '').split('?', 2);
  return (
    presentedToken(request) ??
    headerText(request.headers['x-gotify-key']) ??
    headerText(new URLSearchParams(query).get('token'))
  );
}

function headerText(value: string | string[] | null | undefined): string | undefined {
  return (typeof value === 'string' && value.trim()) || undefined;
}

function bearerToken(headers: IncomingMessage['headers']): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization?.trim() ?? '')?.[1];
}
