import type { Command } from 'commander';
import { helpWithout, OF_SCREEN } from './help-options.ts';
import type { InstallFlags } from './service/install.ts';
import type { StatusFlags } from './service/status.ts';
import type { UninstallFlags } from './service/uninstall.ts';

const SYSTEM = 'of the whole system, with a user of its own (systemd alone)';

/** Makes the command `service` known. */
export function addServiceCommands(root: Command): void {
  const service = root
    .command('service')
    .description('the receiver as a service that is always on: systemd on Linux, launchd on macOS');
  service
    .command('install')
    .description(
      'show what it would write and run, ask, and do it; options such as --port go into the service',
    )
    .option('--system', SYSTEM)
    .option(
      '--no-namespaces',
      'leave out of a unit what needs them, where it does not start (as in some containers)',
    )
    .option('--print', 'print the files alone, and do nothing')
    .option('--yes', 'do not ask')
    .configureHelp(helpWithout(new Set([...OF_SCREEN, '--plain', '--filter'])))
    .addHelpText('after', '\nExample:\n  $ tempo-tui service install --host 0.0.0.0')
    .action(async (_, command: Command) =>
      (await import('./service/install.ts')).installService(command.optsWithGlobals<InstallFlags>()),
    );
  service
    .command('uninstall')
    .description('stop it and take its files away; the data stays')
    .option('--system', SYSTEM)
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  $ tempo-tui service uninstall')
    .action(async (_, command: Command) =>
      (await import('./service/uninstall.ts')).uninstallService(command.optsWithGlobals<UninstallFlags>()),
    );
  service
    .command('status')
    .description('whether it is installed, runs, and starts by itself; exits 1 where it does not run')
    .option('--system', SYSTEM)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ tempo-tui service status')
    .action(async (_, command: Command) =>
      (await import('./service/status.ts')).showServiceStatus(command.optsWithGlobals<StatusFlags>()),
    );
}
