import { EXIT, UsageError } from '../config.ts';
import { safeText } from '../safe-text.ts';
import { checkServerUrl } from '../score/url-policy.ts';
import { endpointAt, lanEndpoints, type Named } from './addresses.ts';
import { askText, canAsk } from './ask.ts';
import { endpointFrom } from './given-endpoint.ts';
import { say } from './output.ts';
import type { Sender } from './senders.ts';
import { givenServerUrl, sayCut } from './server-url.ts';

/**
 * The address of the web interface: what was given, or else what is asked for.
 *
 * @throws UsageError when it cannot be one, or is missing with nobody there to ask.
 */
export async function serverUrlFor(given: string | undefined, sender: Sender): Promise<string> {
  const example = `https://${sender.node}.lan:${sender.webPort}`;
  if (given !== undefined) return givenServerUrl(given, example);
  if (!canAsk())
    throw new UsageError(`--server-url is missing: the address of the web interface, such as ${example}`);
  for (;;) {
    const answer = await answerTo(`Address of the web interface, such as ${example}: `);
    const checked = checkServerUrl(answer);
    if ('serverUrl' in checked) {
      sayCut(checked);
      return checked.serverUrl;
    }
    say(`${checked.reason}: it is written as in ${example}.`);
  }
}

/**
 * Where the sender will post to, where nobody told: what the receiver listens on where that is one address, or else what
 * is asked for.
 */
export async function askedEndpoint(
  listens: string | undefined,
  port: number,
  named?: Named,
): Promise<string> {
  const endpoints = lanEndpoints(listens, port, named);
  const scheme = named ? 'https' : 'http';
  const [first = endpointAt('127.0.0.1', port, scheme)] = endpoints;
  if (endpoints.length < 2 || !canAsk()) return first;
  say('At which address will it reach this machine?');
  endpoints.forEach((endpoint, at) => {
    say(`  ${at + 1}  ${endpoint}`);
  });
  for (;;) {
    const answer = (await answerTo('Number, or another name, address or URL [1]: ')).trim();
    if (answer === '') return first;
    const chosen = /^\d{1,2}$/.test(answer)
      ? endpoints[Number(answer) - 1]
      : endpointFrom(answer, port, scheme);
    if (chosen !== undefined) return chosen;
    say(`${safeText(answer, 60)} is none of them, and no name or address of a machine.`);
  }
}

async function answerTo(question: string): Promise<string> {
  const answer = await askText(question);
  if (answer === undefined) throw new UsageError('Stopped: nothing was made.', EXIT.failed);
  return answer;
}
