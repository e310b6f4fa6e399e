import { EXIT, type Settings, UsageError } from '../config.ts';
import { safeText } from '../safe-text.ts';
import { checkServerUrl } from '../score/url-policy.ts';
import { endpointAt, lanEndpoints } from './addresses.ts';
import { askText, canAsk } from './ask.ts';
import { say } from './output.ts';
import type { Sender } from './senders.ts';

/**
 * The address of the web interface: what was given, or else what is asked for.
 *
 * @throws UsageError when it cannot be one, or is missing with nobody there to ask.
 */
export async function serverUrlFor(given: string | undefined, sender: Sender): Promise<string> {
  const example = `https://${sender.node}.lan:${sender.webPort}`;
  if (given !== undefined) {
    const checked = checkServerUrl(given);
    if ('reason' in checked) throw new UsageError(`--server-url: ${checked.reason}.`);
    return checked.serverUrl;
  }
  if (!canAsk())
    throw new UsageError(`--server-url is missing: the address of the web interface, such as ${example}`);
  for (;;) {
    const answer = await answerTo(`Address of the web interface, such as ${example}: `);
    const checked = checkServerUrl(answer);
    if ('serverUrl' in checked) return checked.serverUrl;
    say(`${checked.reason}: it begins with https:// and ends before the first #.`);
  }
}

/** Where the sender will post to: what `--host` says where that is one address, or else what is asked for. */
export async function endpointFor({ host, port }: Settings): Promise<string> {
  const endpoints = lanEndpoints(host, port);
  const [first = endpointAt('127.0.0.1', port)] = endpoints;
  if (endpoints.length < 2 || !canAsk()) return first;
  say('At which address will it reach this machine?');
  endpoints.forEach((endpoint, at) => {
    say(`  ${at + 1}  ${endpoint}`);
  });
  for (;;) {
    const answer = (await answerTo('Number, or another name or address [1]: ')).trim();
    if (answer === '') return first;
    const chosen = /^\d{1,2}$/.test(answer) ? endpoints[Number(answer) - 1] : endpointOf(answer, port);
    if (chosen !== undefined) return chosen;
    say(`${safeText(answer, 60)} is none of them, and no name or address of a machine.`);
  }
}

function endpointOf(name: string, port: number): string | undefined {
  const endpoint = endpointAt(name, port);
  return /^[\w.:-]+$/.test(name) && URL.canParse(endpoint) ? endpoint : undefined;
}

async function answerTo(question: string): Promise<string> {
  const answer = await askText(question);
  if (answer === undefined) throw new UsageError('Stopped: nothing was made.', EXIT.failed);
  return answer;
}
