import type { Command } from 'commander';
import { type Flags, readSettings } from '../config.ts';
import { helpWithout, OF_RECEIVER, OF_TIMELINE } from './help-options.ts';
import type { SetupFlags } from './setup.ts';

/** Of those that all commands take, what the set-up takes otherwise or not at all. */
const OF_SETUP = new Set([...OF_TIMELINE, ...OF_RECEIVER]);

/** Adds `setup`. */
export function addSetupCommand(root: Command): void {
  root
    .command('setup <kind>')
    .description('make a token and print what connects proxmox, pbs or gotify (Proxmox VE 8.1 and 8.2)')
    .option('--server-url <url>', 'the address of the web interface, such as https://pve.lan:8006')
    .option('--name <name>', 'the name of the token (default: the kind)')
    .option('--cluster <name>', 'a name for the cluster, which its events get')
    .option(
      '--host <receiver>',
      'where senders reach this receiver: a name, an address, HOST:PORT, or a whole URL (default: it asks)',
    )
    .option('--port <number>', 'port of the receiver (default: that of the tempo-tui that runs here)')
    .option('--gotify', 'for a Gotify target: Proxmox VE 8.1 and 8.2, Proxmox Backup Server 3.2')
    .option('--body', 'print the body template alone; makes no token')
    .option('--shell', 'print the commands to paste on a node alone')
    .option('--fields', 'print the fields of the web form alone')
    .option('--json', 'all of it as JSON')
    .option('--wait [seconds]', 'wait for the test notification (in a terminal that is the default)')
    .option('--no-wait', 'do not wait for it')
    .configureHelp(helpWithout(OF_SETUP))
    .addHelpText('after', '\nExample:\n  $ tempo-tui setup proxmox --server-url https://pve.lan:8006 --shell')
    .action(async (kind: string, _, command: Command) =>
      (await import('./setup.ts')).setUpSender(
        kind,
        readSettings(command.optsWithGlobals<Flags>()),
        command.optsWithGlobals<SetupFlags>(),
      ),
    );
}
