import type { Settings } from '../config.ts';
import { ownerOf } from '../store/lock.ts';
import type { Scheme } from './addresses.ts';
import { certificateInForce, trustIn } from './certificate-in-force.ts';
import { askHealth, healthAt } from './doctor/ask-addresses.ts';
import type { OwnCommand } from './doctor/own-command.ts';

export interface AwaitedSender {
  settings: Pick<Settings, 'dataDir' | 'tls'>;
  /** Where the sender will post to. */
  endpoint: string;
  /** Where the tempo-tui of this data directory listens, or will. */
  port: number;
  command: OwnCommand;
}

/** Who takes what is sent to an endpoint, in words, and what to do where that is nobody. */
export async function whoListens({ settings, endpoint, port, command }: AwaitedSender): Promise<string> {
  const startLine = command('--host', '0.0.0.0');
  const owner = await ownerOf(settings.dataDir);
  const certificate = certificateInForce(settings, owner);
  const scheme = certificate ? 'https' : 'http';
  const trust = trustIn(certificate);
  const [there, here] = await Promise.all([
    askHealth(new URL('/health', endpoint).href, trust),
    askHealth(healthAt('127.0.0.1', port, scheme), trust),
  ]);
  if (owner === undefined) {
    if (here.who === 'nobody' || here.who === 'untried')
      return `▲ No tempo-tui is running here, so nothing can come. Start it in another terminal: ${startLine}`;
    const who = here.who === 'tempo-tui' ? 'a tempo-tui of another data directory' : 'another program';
    return `▲ Port ${port} is taken by ${who}, so nothing can come. Stop that, or run setup again with --port and a number that is free.`;
  }
  if (there.who === 'tempo-tui') return `tempo-tui listens at ${endpoint}.`;
  const runsAt = typeof owner === 'object' ? owner.port : port;
  if (isAt(endpoint, runsAt, otherThan(scheme)))
    return `▲ tempo-tui speaks ${scheme.toUpperCase()} on port ${runsAt}: the address has to begin with ${scheme}://. Run setup again with --host.`;
  if (!isAt(endpoint, runsAt, scheme)) {
    const answers = there.who === 'other' ? 'answers, and has' : 'does not answer from here. It has';
    return `${there.who === 'other' ? '' : '▲ '}tempo-tui runs on port ${runsAt}. ${endpoint} ${answers} to lead there.`;
  }
  return here.who === 'tempo-tui'
    ? `▲ tempo-tui runs, but not at ${endpoint}: it listens on loopback alone. Quit it, and start it anew: ${startLine}`
    : `▲ tempo-tui runs, but does not answer at ${endpoint}. Quit it, and start it anew: ${startLine}`;
}

/** Whether an endpoint is at a port, by a scheme; any other is a proxy's, which gives its own name to answers. */
function isAt(endpoint: string, port: number, scheme: Scheme): boolean {
  const { protocol, port: written } = new URL(endpoint);
  return protocol === `${scheme}:` && Number(written || (scheme === 'http' ? 80 : 443)) === port;
}

function otherThan(scheme: Scheme): Scheme {
  return scheme === 'http' ? 'https' : 'http';
}
