import { isIP } from 'node:net';
import type { Certificate } from '../../ingest/tls/certificate.ts';
import { trustedNames } from '../addresses.ts';
import { shellWord } from '../shell-word.ts';
import { type AddressAnswer, healthAt } from './ask-addresses.ts';
import { type Check, ok, warning } from './check.ts';
import type { OwnCommand } from './own-command.ts';
import type { Listening } from './port.ts';

const MOST_COMMANDS = 4;

export interface ReachFacts {
  port: number;
  answers: readonly AddressAnswer[];
  listening: Listening;
  /** Where a tempo-tui would listen by these settings; absent: loopback. */
  host?: string;
  /** That of the receiver; absent: plain HTTP. */
  certificate?: Certificate | undefined;
}

/** At which addresses other machines reach the receiver, with what to run there. */
export function judgeReach(facts: ReachFacts, command: OwnCommand): Check {
  const { port, answers, listening, host, certificate } = facts;
  if (port === 0)
    return warning(
      'reach',
      '--port 0 takes another port at each start: no sender finds it',
      command('--port', 'NUMBER'),
    );
  const lan = answers.filter(({ loopback }) => !loopback);
  if (lan.length === 0)
    return warning(
      'reach',
      'this machine has no address but its own loopback ones',
      'connect it to the network',
    );
  if (listening !== 'ours' && listening !== 'nobody')
    return warning('reach', `not known while ${port} is not ours`, 'see to the port first');
  const open = openAddresses(facts);
  if (open.length === 0)
    return warning(
      'reach',
      `it ${listening === 'ours' ? 'listens on loopback' : `would listen on ${host ?? 'loopback'}`} only: no other machine gets in`,
      `${command('--host', '0.0.0.0')}, then on a Proxmox node: ${curls(
        lan.map(({ address }) => address),
        port,
        certificate,
      )}`,
    );
  const when = listening === 'ours' ? 'on' : 'once it runs, on';
  return ok('reach', `${when} a Proxmox node run: ${curls(open, port, certificate)} (200 is well)`);
}

/** The addresses of this machine on the LAN at which the receiver is reached, or would be where none runs. */
export function openAddresses({ answers, listening, host }: ReachFacts): string[] {
  const isOpen =
    listening === 'ours' ? (each: AddressAnswer) => each.answer.who === 'tempo-tui' : listensAt(host);
  return answers.filter((each) => !each.loopback && isOpen(each)).map(({ address }) => address);
}

/** Whether a receiver with this `--host` would listen at an address. */
function listensAt(host: string | undefined): (each: AddressAnswer) => boolean {
  return ({ address }) => {
    if (host === undefined || host === 'localhost') return false;
    if (host === '0.0.0.0') return !address.includes(':');
    // What a name stands for is settled when it is listened on.
    return host === '::' || host === address || isIP(host) === 0;
  };
}

function curls(addresses: readonly string[], port: number, certificate: Certificate | undefined): string {
  const scheme = certificate ? 'https' : 'http';
  return trustedNames(addresses, certificate)
    .slice(0, MOST_COMMANDS)
    .map((address) => `curl -v ${shellWord(healthAt(address, port, scheme))}`)
    .join(' or ');
}
