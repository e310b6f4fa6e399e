import { Command, CommanderError } from 'commander';
import { EXIT, type Flags, LOG_FORMATS, LOG_LEVELS, readSettings, THEMES, UsageError } from '../config.ts';
import { addDoctorCommand } from './add-doctor.ts';
import { addListCommand } from './add-list.ts';
import { addScoreCommands } from './add-score.ts';
import { addSendCommand } from './add-send.ts';
import { addServiceCommands } from './add-service.ts';
import { addSetupCommand } from './add-setup.ts';
import { addTlsCommands } from './add-tls.ts';
import { addTokenCommands } from './add-token.ts';
import type { ConnectFlags } from './connect.ts';
import { endingOf, ToldError } from './ending.ts';
import { helpWithout, OF_SCREEN, OF_TIMELINE } from './help-options.ts';
import { letGoOfLostTerminals } from './lost-terminals.ts';
import { say } from './output.ts';
import type { ServeFlags } from './serve.ts';

declare const TEMPO_TUI_VERSION: string;

/** Runs the command line; returns the exit code. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  letGoOfLostTerminals();
  try {
    await program().parseAsync([...argv], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (error instanceof ToldError) return error.exitCode;
    const { text, exitCode } = endingOf(error);
    say(text);
    return exitCode;
  }
}

function program(): Command {
  const root = new Command('tempo-tui')
    .description('A terminal timeline for Proxmox notifications, with the webhook receiver built in.')
    .version(TEMPO_TUI_VERSION)
    .option('--data-dir <dir>', 'where events and tokens are kept (env TEMPO_TUI_DATA)')
    .option('--config <file>', 'config file')
    .option('--port <number>', 'port to listen on (default: 7776)')
    .option('--host <address>', 'address to listen on (default: loopback; 0.0.0.0 opens it to the LAN)')
    .option(
      '--allow <networks>',
      'who may connect, such as private,203.0.113.0/24, or any (default: private)',
    )
    .option('--tls-cert <file>', 'speak HTTPS, with this certificate in PEM (with --tls-key)')
    .option('--tls-key <file>', 'the private key of the certificate')
    .option('--rate-limit <number>', 'events a minute and token, 0 for no limit (default: 600)')
    .option('--theme <name>', `how the timeline looks: ${THEMES.join(', ')}`)
    .option('--mouse', 'let the mouse scroll, select and run actions on the timeline, as its key M does')
    .option('--plain', 'a line for each event instead of the full screen, as for a screen reader')
    .option(
      '--filter <query>',
      'with --plain or serve: lines for what fits alone, as in "sev:error node:pve-01"',
    )
    .option('--log-format <form>', `with serve: ${LOG_FORMATS.join(', ')} (default: plain)`)
    .option('--log-level <level>', `with serve: what matters less is left out: ${LOG_LEVELS.join(', ')}`)
    .option(
      '--connect <receiver>',
      'show the timeline of a receiver on another machine: HOST, HOST:PORT or URL',
    )
    .option('--token <text>', "with --connect, a viewer's token; seen by all on this machine")
    .option('--token-file <file>', 'with --connect, a file that holds it (env TEMPO_TOKEN_FILE, TEMPO_TOKEN)')
    .option('--cacert <file>', 'with --connect, a certificate authority to trust beside those of the system')
    .configureHelp(helpWithout(OF_TIMELINE))
    .hook('preAction', (_, command) => hideToken(command))
    .hook('preAction', (_, command) => refuseForeign(command))
    .configureOutput({ outputError: (text) => say(text.trimEnd()) })
    .exitOverride()
    .allowExcessArguments(false)
    .addHelpText('after', '\nExample:\n  $ tempo-tui --host 0.0.0.0')
    .action((_, command: Command) => {
      const [unknown] = command.args;
      if (unknown === undefined) return runTimeline(command);
      throw new UsageError(`There is no command "${unknown}". tempo-tui --help lists those there are.`);
    });
  root
    .command('serve')
    .description('the receiver alone, with a line for each event')
    .configureHelp(helpWithout(OF_SCREEN))
    .addHelpText(
      'after',
      '\nExample:\n  $ tempo-tui serve --host 0.0.0.0 >> events.log\n  $ tempo-tui serve --log-format json --log-level warn | your-log-shipper',
    )
    .action(async (_, command: Command) =>
      (await import('./serve.ts')).serve(settingsOf(command), command.optsWithGlobals<ServeFlags>()),
    );
  root
    .command('export')
    .description('every stored event as a line of JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ tempo-tui export | jq -r \'select(.resolved.level == "error").title\'',
    )
    .action(async (_, command: Command) => (await import('./export.ts')).exportEvents(settingsOf(command)));
  addListCommand(root);
  addSendCommand(root);
  root
    .command('prune')
    .description('give up now what the retention limits do not keep; a running tempo-tui does so by itself')
    .option('--dry-run', 'only say what would be given up')
    .addHelpText('after', '\nExample:\n  $ tempo-tui prune --dry-run')
    .action(async (flags: { dryRun?: boolean }, command: Command) =>
      (await import('./prune.ts')).prune(settingsOf(command), flags),
    );
  root
    .command('rejections')
    .description('what was refused and why, the last 500, and what to do about it')
    .option('--json', 'a line of JSON for each')
    .addHelpText(
      'after',
      "\nExample:\n  $ tempo-tui rejections --json | jq -r 'select(.status == 422).address'",
    )
    .action(async (flags: { json?: boolean }, command: Command) =>
      (await import('./rejections.ts')).printRejections(settingsOf(command), flags.json ?? false),
    );
  root
    .command('demo')
    .description('a made-up cluster to look at: in memory, touching no data and opening no port')
    .addHelpText('after', '\nExample:\n  $ tempo-tui demo')
    .action(async (_, command: Command) => (await import('./demo.ts')).demo(settingsOf(command)));
  root
    .command('keys')
    .description('the commands that keys can be given to in the config file, and the keys they have')
    .option('--json', 'a line of JSON for each')
    .addHelpText('after', '\nExample:\n  $ tempo-tui keys')
    .action(async (flags: { json?: boolean }, command: Command) =>
      (await import('./list-keys.ts')).listKeys(settingsOf(command), flags.json ?? false),
    );
  root
    .command('reset')
    .description('put the terminal in order again after a kill -9; it can be typed blind')
    .addHelpText(
      'after',
      '\nWhere Enter does nothing any more, Ctrl-J ends the line.\n\nExample:\n  $ tempo-tui reset',
    )
    .action(async () => (await import('./reset.ts')).resetTerminal());
  addTokenCommands(root);
  addTlsCommands(root);
  addScoreCommands(root);
  addServiceCommands(root);
  addSetupCommand(root);
  addDoctorCommand(root);
  // Its own action tells an unknown command; the others have taken the setting over and refuse by themselves.
  root.allowExcessArguments(true);
  return root;
}

/** Without a terminal to draw on, or where lines are asked for, there is a line for each event. */
async function runTimeline(command: Command): Promise<void> {
  const settings = settingsOf(command);
  const flags = command.opts<ServeFlags & ConnectFlags>();
  const isScreen = !flags.plain && process.stdin.isTTY && process.stdout.isTTY;
  if (isScreen && flags.filter !== undefined)
    throw new UsageError('--filter goes with --plain. On the full screen press / and write it there.');
  if (isScreen && (flags.logFormat !== undefined || flags.logLevel !== undefined))
    throw new UsageError('--log-format and --log-level go with serve. The full screen has its log under L.');
  if (flags.connect !== undefined && flags.logFormat === 'json')
    throw new UsageError('--log-format json goes with serve: --connect writes lines for a person.');
  if (flags.connect !== undefined)
    return (await import('./connect.ts')).connect(settings, flags.connect, flags);
  if (flags.token !== undefined || flags.tokenFile !== undefined || flags.cacert !== undefined)
    throw new UsageError('--token, --token-file and --cacert go with --connect.');
  if (flags.plain) return (await import('./plain-timeline.ts')).plainTimeline(settings, flags);
  if (!isScreen) return (await import('./serve.ts')).serve(settings, flags);
  return (await import('./timeline.ts')).timeline(settings, command.opts<Flags>());
}

/** The list of processes shows what a program was called with, until it calls itself otherwise. */
function hideToken(command: Command): void {
  if (command.optsWithGlobals<ConnectFlags>().token !== undefined) process.title = 'tempo-tui';
}

/** An option that would do nothing is a misunderstanding. */
function refuseForeign(command: Command): void {
  const { plain, filter, connect, logFormat, logLevel } = command.optsWithGlobals<
    ServeFlags & ConnectFlags
  >();
  if (connect !== undefined && command.name() !== 'tempo-tui')
    throw new UsageError(`--connect goes with the timeline, not with ${command.name()}.`);
  const given = logFormat === undefined ? logLevel && '--log-level' : '--log-format';
  const isInstall = command.name() === 'install' && command.parent?.name() === 'service';
  if (given && !['tempo-tui', 'serve'].includes(command.name()) && !isInstall)
    throw new UsageError(`${given} goes with serve, not with ${command.name()}.`);
  if (plain && logFormat === 'json')
    throw new UsageError('--plain is lines for a person, --log-format json lines for a program: take one.');
  if (filter !== undefined && !['tempo-tui', 'serve'].includes(command.name()))
    throw new UsageError(`--filter goes with --plain or serve, not with ${command.name()}.`);
  if (plain && !['tempo-tui', 'serve', 'list'].includes(command.name()))
    throw new UsageError(`--plain goes with the timeline, not with ${command.name()}.`);
}

function settingsOf(command: Command) {
  return readSettings(command.optsWithGlobals<Flags>());
}
