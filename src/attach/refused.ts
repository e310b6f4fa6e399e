import type { IncomingMessage } from 'node:http';
import { withoutToken } from '../ingest/without-token.ts';
import { jsonIn } from './json-in.ts';
import { AnswerError, type Trouble } from './link-error.ts';
import { allowing, connectTo, isOutward, isPlainUrl, placeOf, portHint } from './place.ts';

/** Of what another side says of itself so much is told, in characters. */
const MOST_REASON = 200;
/** A proxy says so of what it stands before and cannot reach. */
const BEHIND_PROXY = [502, 503, 504];

/** Where a receiver is asked, and with which token. */
export interface Asked {
  url: URL;
  token: string;
}

export interface Refused {
  response: IncomingMessage;
  /** The address of this machine on the connection. */
  from: string | undefined;
  /** What it answered. */
  text: string;
  /** It let this viewer in before. */
  wasLetIn: boolean;
}

/** Why a receiver does not answer with what was asked for, and what to do, for who wants to read it. */
export function refusedError(asked: Asked, refused: Refused): AnswerError {
  const { statusCode = 0, headers } = refused.response;
  const reason = tempoReason(refused.text, headers.server === 'tempo-tui', asked.token);
  const trouble = reason === undefined ? ofAnother(asked, refused) : ofTempo(asked, refused, reason);
  return new AnswerError(statusCode, trouble);
}

/** What answers with a stream of another kind is no receiver. */
export function strangeError(asked: Asked, response: IncomingMessage): AnswerError {
  return new AnswerError(response.statusCode ?? 0, noTempo(asked, response));
}

function ofTempo({ url }: Asked, { response, wasLetIn, from }: Refused, reason: string): Trouble {
  switch (response.statusCode) {
    case 401:
      return {
        what: wasLetIn
          ? "this viewer's token is no longer accepted"
          : "this token is not accepted as a viewer's",
        advice:
          '"tempo-tui token add NAME --viewer" on its machine makes one to start again with. What this one lacks, ' +
          '"tempo-tui rejections" says there: it may be revoked, be a sender\'s, or not be let come from here ' +
          `(${from}; "tempo-tui token allow").`,
        isHeard: true,
      };
    case 403:
      return {
        what: `the address of this machine may not connect there${isOutward(from) ? ` (${from}, unless it is changed on the way)` : ''}`,
        advice: `"tempo-tui rejections" on its machine names the address. Start it again with that, as in ${allowing(from)}`,
        isHeard: true,
      };
    case 404:
      if (url.pathname !== '/') {
        const whole = new URL('/', url);
        const what = `a tempo-tui answers at ${placeOf(url)}, and has nothing under ${url.pathname}`;
        return { what, advice: `Start again with ${connectTo(whole)}`, isHeard: true };
      }
      return {
        what: 'it is a tempo-tui that shows nothing to viewers',
        advice: 'It is older than this one: bring it up to date there.',
        isHeard: true,
      };
    case 429:
      return {
        what: `it is asked too much at present: ${reason}`,
        advice: 'Try again in a minute.',
        isHeard: true,
      };
    default:
      return { what: `it answered ${response.statusCode}: ${reason}`, isHeard: true };
  }
}

function ofAnother(asked: Asked, { response }: Refused): Trouble {
  const { statusCode = 0, headers } = response;
  if (BEHIND_PROXY.includes(statusCode))
    return {
      what: `a proxy answers at ${placeOf(asked.url)}, and reaches no tempo-tui behind it (${statusCode})`,
      advice: 'Does "tempo-tui serve" run there, where the proxy looks for it?',
    };
  const leadsTo = statusCode >= 300 && statusCode < 400 ? goalOf(asked, headers.location) : undefined;
  if (leadsTo === undefined) return noTempo(asked, response);
  const what = `${placeOf(asked.url)} answers with a redirect to ${leadsTo.origin}, which is not followed, as the token would go there`;
  if (!isPlainUrl(leadsTo.origin + leadsTo.pathname)) return { what, isHeard: true };
  return { what, advice: `If that is your receiver, start again with ${connectTo(leadsTo)}`, isHeard: true };
}

function noTempo({ url, token }: Asked, { statusCode, headers }: IncomingMessage): Trouble {
  const names = [headers.server, headers['content-type']].flatMap((name) => name ?? []);
  const said = [statusCode, ...names].join(', ');
  return {
    what: `what answers at ${placeOf(url)} is no tempo-tui (${told(said, token)})`,
    advice: `Is that the address and the port of tempo-tui?${portHint(url)}`,
    isHeard: true,
  };
}

/** Where a redirect of what was asked leads to, without what was asked. */
function goalOf({ url, token }: Asked, location: string | undefined): URL | undefined {
  if (location === undefined || !URL.canParse(location, url.href)) return undefined;
  const goal = new URL(told(location, token), url);
  if ((goal.protocol !== 'http:' && goal.protocol !== 'https:') || goal.origin === url.origin)
    return undefined;
  const shown = new URL(goal.origin);
  shown.pathname = goal.pathname.replace(/[^/]*$/, '');
  return shown;
}

/** The reason that a tempo-tui gives; undefined for any other answer, though another's server may stand before it. */
function tempoReason(text: string, isNamed: boolean, token: string): string | undefined {
  const json = Object(jsonIn(text)) as { error?: unknown };
  const isAlone = Object.keys(json).every((key) => key === 'error' || key === 'field');
  if (typeof json.error === 'string' && (isNamed || isAlone))
    return told(json.error, token).replace(/\.$/, '');
  return isNamed ? 'no reason' : undefined;
}

function told(text: string, token: string): string {
  return String(withoutToken(text, token)).slice(0, MOST_REASON);
}
