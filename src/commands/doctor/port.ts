import type { OwnerInfo } from '../../store/lock.ts';
import type { AddressAnswer, Answer } from './ask-addresses.ts';
import { type Check, failure, ok, warning } from './check.ts';
import type { OwnCommand } from './own-command.ts';
import type { Holder } from './port-holders.ts';

/** What is known of the port that tempo-tui has, or would have. */
export interface PortFacts {
  port: number;
  answers: readonly AddressAnswer[];
  holders: readonly Holder[];
  owner: OwnerInfo | 'silent' | undefined;
}

/** How things stand at the port, for the checks that follow. */
export type Listening =
  /** The tempo-tui of this data directory. */
  | 'ours'
  /** A tempo-tui of another data directory. */
  | 'foreign tempo-tui'
  | 'other program'
  /** Something that does not answer. */
  | 'silent'
  /** Somebody has the data directory, and nobody listens. */
  | 'owner elsewhere'
  | 'untried'
  | 'nobody';

export function listeningOf({ answers, owner }: Pick<PortFacts, 'answers' | 'owner'>): Listening {
  const anyOf = (who: Answer['who']) => answers.some(({ answer }) => answer.who === who);
  if (anyOf('other')) return 'other program';
  if (anyOf('tempo-tui')) return owner ? 'ours' : 'foreign tempo-tui';
  if (anyOf('silent')) return 'silent';
  if (owner) return 'owner elsewhere';
  return anyOf('untried') ? 'untried' : 'nobody';
}

/** Who listens, and where. */
export function judgePort(facts: PortFacts, command: OwnCommand): Check {
  const { port, answers, owner } = facts;
  const who = holdersText(facts.holders);
  switch (listeningOf(facts)) {
    case 'other program':
      return failure(
        'port',
        `${port} is taken by another program${who}`,
        `stop that, or choose another port, here and at the sender: ${command('--port', 'NUMBER')}`,
      );
    case 'foreign tempo-tui':
      return failure(
        'port',
        `${port} is taken by a tempo-tui of another data directory${who}: what is sent goes there`,
        'run doctor as the user who started it or with its --data-dir, or stop it',
      );
    case 'silent':
      return failure(
        'port',
        `something has ${port} and does not answer in 2 s${who}: senders would wait in vain`,
        'stop it; a tempo-tui that Ctrl-Z suspended goes on with fg',
      );
    case 'owner elsewhere':
      if (owner === 'silent')
        return warning(
          'port',
          `nobody answers on ${port}; the tempo-tui that has the data directory does not say which port it has`,
          'see to the owner first',
        );
      return failure(
        'port',
        `nobody answers on ${port}, though ${ownerText(owner)} has the data directory`,
        'it is starting, or runs in a container of its own (publish the port there), or is a "prune": look again',
      );
    case 'untried':
      return warning('port', `${port} is one that HTTP clients keep away from`, command('--port', 'NUMBER'));
    case 'nobody':
      return warning(
        'port',
        `nobody listens${port === 0 ? '' : ` on ${port}`}: what Proxmox sends meanwhile is lost`,
        `start it: ${command()}`,
      );
    case 'ours':
      return judgeOurs(port, answers, ownerText(owner));
  }
}

function judgeOurs(port: number, answers: readonly AddressAnswer[], owner: string): Check {
  const ours = answers.filter(({ answer }) => answer.who === 'tempo-tui');
  const found = `${owner} listens on ${port} at ${ours.map(({ address }) => address).join(', ')}`;
  if (ours.some(({ answer }) => answer.who === 'tempo-tui' && answer.status !== 200))
    return failure(
      'port',
      `${found}, and can store nothing: it answers 503`,
      'see to the disk (data directory and room above); it goes on by itself then',
    );
  const silent = answers.filter(({ answer }) => answer.who === 'silent').map(({ address }) => address);
  if (silent.length === 0) return ok('port', found);
  return warning(
    'port',
    `${found}; no answer at ${silent.join(', ')}`,
    'a firewall of this machine may be in between',
  );
}

function ownerText(owner: PortFacts['owner']): string {
  return owner === undefined || owner === 'silent' ? 'a tempo-tui' : `tempo-tui (pid ${owner.pid})`;
}

function holdersText(holders: readonly Holder[]): string {
  if (holders.length === 0) return '';
  const told = holders.map(({ uid, pid, name }) =>
    pid === undefined ? `one of user id ${uid}, whose name that user alone sees` : `${name}, pid ${pid}`,
  );
  return ` (${told.join('; ')})`;
}
