import type { Command } from 'commander';
import { type Flags, readSettings } from '../config.ts';
import { helpWithout, OF_RECEIVER, OF_TIMELINE } from './help-options.ts';
import type { TlsFlags } from './tls.ts';

/** Of the options that all commands take, those that mean nothing to what makes certificates. */
const OTHERS = new Set([...OF_RECEIVER, ...OF_TIMELINE, '--theme', '--mouse']);

/** Makes the command `tls` known. */
export function addTlsCommands(root: Command): void {
  const tls = root.command('tls').description('make a certificate for HTTPS, and what lets Proxmox trust it');
  tls
    .command('create')
    .description('make a CA and a certificate of this machine, and print what makes a node trust it')
    .option('--name <host>', 'one more name or address that senders use; repeatable', collect)
    .option('--days <number>', 'how long the certificate is valid (default: 820, at most 824)')
    .configureHelp(helpWithout(OTHERS))
    .addHelpText('after', '\nExample:\n  $ tempo-tui tls create --name mon.lan | ssh root@pve-01 sh')
    .action(async (_, command: Command) =>
      (await import('./tls.ts')).createTls(settingsOf(command), command.optsWithGlobals<TlsFlags>()),
    );
  tls
    .command('renew')
    .description('make a new certificate by the CA that is there; senders need nothing')
    .option('--days <number>', 'how long it is valid (default: 820, at most 824)')
    .configureHelp(helpWithout(OTHERS))
    .addHelpText('after', '\nExample:\n  $ tempo-tui tls renew')
    .action(async (_, command: Command) =>
      (await import('./tls.ts')).renewTls(settingsOf(command), command.optsWithGlobals<TlsFlags>()),
    );
  tls
    .command('show')
    .description('print once more what makes a node trust the CA, for one that is new')
    .configureHelp(helpWithout(OTHERS))
    .addHelpText('after', '\nExample:\n  $ tempo-tui tls show | ssh root@pve-02 sh')
    .action(async (_, command: Command) =>
      (await import('./tls.ts')).showTls(settingsOf(command), command.optsWithGlobals<TlsFlags>()),
    );
}

function settingsOf(command: Command) {
  return readSettings(command.optsWithGlobals<Flags>());
}

function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
