import type { AddressAnswer, Answer } from '../../../src/commands/doctor/ask-addresses.ts';
import type { Check } from '../../../src/commands/doctor/check.ts';
import { type OwnCommand, ownCommand } from '../../../src/commands/doctor/own-command.ts';

/** Commands as they are written for one who gave no options. */
export const command: OwnCommand = ownCommand({}, 'tempo-tui');

export const ours: Answer = { who: 'tempo-tui', status: 200 };
export const nobody: Answer = { who: 'nobody' };

/** What a machine with one address on the LAN says, by default nothing. */
export function answersOf(loopback: Answer = nobody, lan: Answer = nobody): AddressAnswer[] {
  return [
    { address: '127.0.0.1', loopback: true, answer: loopback },
    { address: '192.0.2.2', loopback: false, answer: lan },
  ];
}

/** Each check as its status and name, with found and advice behind. */
export function told(checks: Check | readonly Check[]): string[] {
  return [checks]
    .flat()
    .map(({ name, status, found, advice }) => `${status} ${name}: ${found}${advice ? ` → ${advice}` : ''}`);
}
