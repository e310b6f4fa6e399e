import { type Command, Option } from 'commander';
import { type Flags, readSettings } from '../config.ts';
import type { TokenFlags } from './token.ts';

/** Makes the command `token` known. */
export function addTokenCommands(root: Command): void {
  const token = root
    .command('token')
    .description('make, list and withdraw the tokens of senders and viewers');
  token
    .command('add <name>')
    .description('make a token; it is printed once, alone, on stdout')
    .option('--provider <id>', 'for a sender: the provider it may send for, such as com.proxmox')
    .addOption(
      new Option('--viewer', 'for a viewer instead: it reads and acknowledges, and can never send').conflicts(
        ['provider', 'serverUrl', 'cluster'],
      ),
    )
    .option('--server-url <url>', "the cluster's web interface, for senders that cannot tell it")
    .option('--cluster <name>', 'a name for the cluster')
    .option('--from <networks>', 'where it may come from, such as 10.0.0.11,10.0.1.0/24 (default: anywhere)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ T=$(tempo-tui token add proxmox --provider com.proxmox)\n  $ tempo-tui token add grafana --viewer',
    )
    .action(async (name: string, flags: TokenFlags, command: Command) =>
      (await import('./token.ts')).addToken(readSettings(command.optsWithGlobals<Flags>()), name, flags),
    );
  token
    .command('list')
    .description('the tokens there are, without their texts')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ tempo-tui token list --json')
    .action(async (flags: { json?: boolean }, command: Command) =>
      (await import('./token.ts')).listTokens(readSettings(command.optsWithGlobals<Flags>()), {
        ...command.optsWithGlobals<Flags>(),
        ...flags,
      }),
    );
  token
    .command('allow <name> <networks...>')
    .description('say anew where a token may come from, or any; its text stays')
    .addHelpText('after', '\nExample:\n  $ tempo-tui token allow proxmox 10.0.0.11 10.0.1.0/24')
    .action(async (name: string, networks: string[], _, command: Command) =>
      (await import('./token.ts')).allowToken(readSettings(command.optsWithGlobals<Flags>()), name, networks),
    );
  token
    .command('revoke <name>')
    .description('withdraw a token, with the next request')
    .addHelpText('after', '\nExample:\n  $ tempo-tui token revoke proxmox')
    .action(async (name: string, _, command: Command) =>
      (await import('./token.ts')).revokeToken(readSettings(command.optsWithGlobals<Flags>()), name),
    );
  token
    .command('rotate <name>')
    .description('give a token a new text; printed once, alone, on stdout')
    .option(
      '--overlap <time>',
      'the old text works for so long as well, such as 1h (default: it stops at once)',
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ T=$(tempo-tui token rotate proxmox)\n  $ tempo-tui token rotate proxmox --overlap 1h',
    )
    .action(async (name: string, { overlap }: { overlap?: string }, command: Command) =>
      (await import('./token.ts')).rotateToken(readSettings(command.optsWithGlobals<Flags>()), name, overlap),
    );
}
