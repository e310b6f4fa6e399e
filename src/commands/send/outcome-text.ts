import { networkFailure } from '../../ingest/network-failure.ts';
import { flagOf } from './flag-of.ts';
import type { Posted } from './post-event.ts';

type Answered = Extract<Posted, { kind: 'answered' }>;

/** More of an answer is not shown, in characters. */
const MOST_REASON = 300;

/** Whether a receiver has taken the event. */
export function isAccepted(posted: Posted): posted is Answered {
  return posted.kind === 'answered' && posted.status >= 200 && posted.status < 300 && hasId(posted.body);
}

/** Why an event was not taken, and what to do. */
export function failureText(posted: Posted, url: URL, provider: string): string {
  if (posted.kind === 'silent') {
    return (
      `No answer from ${url} within 10 seconds. The event may have been stored nevertheless: look there before ` +
      'sending it again, or send it with --external-id, so that one takes the place of the other.'
    );
  }
  if (posted.kind === 'unreachable') return unreachableText(posted, url);
  const { status, body } = posted;
  const said = textOf(body?.error)?.replace(/\.?$/, '.');
  const what = said === undefined ? `${url} answered ${status}.` : `Refused (${status}): ${said}`;
  return `${what} ${adviceOn(posted, provider)}`.trimEnd();
}

function adviceOn({ status, body, retryAfter }: Answered, provider: string): string {
  const seconds = /^\d{1,6}$/.exec(retryAfter ?? '')?.[0];
  const again = `Send it again ${seconds === undefined ? 'later' : `in ${seconds} seconds`}.`;
  switch (status) {
    case 401:
    case 403:
      return (
        `This event is from ${provider}: on the receiver's machine "tempo-tui token list" shows which token sends ` +
        'for that, and "tempo-tui rejections" why it was refused.'
      );
    case 413:
      return 'Shorten --message.';
    case 422: {
      const flag = flagOf(textOf(body?.field));
      return flag === undefined ? '' : `That is ${flag}.`;
    }
    case 429:
      return `${again} The receiver's --rate-limit says how many a token may send.`;
    case 503:
      return `${again} The receiver's screen says what is wrong with its disk.`;
    default:
      if (status >= 500) return again;
      if (status >= 400 || status < 300) return 'Is a receiver of events there?';
      return 'A redirect is not followed: give the address that it leads to.';
  }
}

function unreachableText({ code, reason }: Extract<Posted, { kind: 'unreachable' }>, url: URL): string {
  switch (networkFailure({ code, message: reason })) {
    case 'nobody':
      return (
        `Nothing listens at ${url}. Start tempo-tui there, or give its address with --host. ` +
        'Nothing was stored: send it again then.'
      );
    case 'no host':
      return `There is no host ${url.hostname} that this machine knows of. Give its address with --host.`;
    case 'unreachable':
    case 'silent':
      return `${url.host} cannot be reached (${code}): is it on, and does no firewall stand between?`;
    case 'hung up':
      return (
        `${url.host} hung up without an answer: is a receiver of events there? One that stops, or has too many ` +
        `connections, does so too. ${orByTls(url)}Look there for the event before sending it again.`
      );
    case 'plain':
      return plainPortText(url);
    case 'no TLS':
      return `${url.host} and this machine agree on no TLS (${code}), so nothing was sent.`;
    case 'bad port':
      return `Nothing was sent: to port ${url.port} fetch does not speak, as no browser does. Give the receiver another.`;
    case 'other name':
      return `The certificate of ${url.host} is for other names, so nothing was sent: ${reason}. Give --host the name that it is for.`;
    case 'expired':
      return `The certificate of ${url.host} has expired, so nothing was sent: it has to be renewed there.`;
    case 'not yet valid':
      return `The certificate of ${url.host} is not valid yet, so nothing was sent: the clock there or here is wrong.`;
    case 'untrusted':
      return `The certificate of ${url.host} is not trusted (${code}), so nothing was sent: --cacert FILE names the CA that signed it.`;
    default:
      return `${url} could not be reached: ${reason}.`;
  }
}

function orByTls({ protocol, host }: URL): string {
  return protocol === 'http:' ? `Where it speaks HTTPS, give --host https://${host}. ` : '';
}

function plainPortText({ host, port }: URL): string {
  return `Port ${port || 443} of ${host} does not speak TLS, so nothing was sent: give the address with http://.`;
}

function hasId(body: Record<string, unknown> | undefined): boolean {
  return typeof body?.id === 'string' || typeof body?.id === 'number';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, MOST_REASON) : undefined;
}
