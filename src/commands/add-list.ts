import type { Command } from 'commander';
import { readSettings } from '../config.ts';
import type { ListFlags } from './list.ts';

const HELP = `
A query is written as in the search of the timeline: sev:error node:pve-01 vmid:100 type:vzdump source:proxmox
after:yesterday before:14:30 is:attention pool:tank word -word '"two words"'. Times are of this machine's zone. Before
one that begins with a dash write --.

Examples:
  $ tempo-tui list sev:error after:yesterday
  $ tempo-tui list -f -n 20 node:pve-01
  $ tempo-tui list --json -- -type:vzdump | jq -r .title`;

/** Adds `list`. */
export function addListCommand(root: Command): void {
  root
    .command('list [query...]')
    .description('stored events as lines, in the order of their receipt, the newest last')
    .option('-n, --limit <number>', 'the newest alone, so many (default: all)')
    .option('-f, --follow', 'go on with what comes; 0 as limit leaves out what is stored')
    .option('--all', 'also those that were dismissed')
    .option('--json', 'as JSON, an object a line, as export has it')
    .addHelpText('after', HELP)
    .showHelpAfterError('A query that begins with a dash comes behind --, as in: tempo-tui list -- -word')
    .action(async (words: string[], flags: ListFlags, command: Command) =>
      (await import('./list.ts')).listEvents(readSettings(command.optsWithGlobals()), words, flags),
    );
}
