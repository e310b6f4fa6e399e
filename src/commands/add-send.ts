import type { Command } from 'commander';
import { UsageError } from '../config.ts';
import { helpWithout, OF_RECEIVER, OF_TIMELINE } from './help-options.ts';
import type { SendFlags } from './send/send-flags.ts';

/** Those of the options that all commands have which mean nothing here, or something else: which receiver, and what is kept. */
const OTHER_MEANING = new Set([...OF_RECEIVER, ...OF_TIMELINE, '--data-dir']);

const HELP = `
What is kept secret:
  --token can be read by everybody on this machine in the list of processes while send starts, and stays in the history of
  the shell. --token-file, or TEMPO_TOKEN in the environment, cannot.

Exit codes:
  0 the event was taken, 1 it was refused or nobody listens, 2 an option is wrong

Examples:
  $ tempo-tui send --title "check_disk: / is 92 % full" --severity warning --metadata host="$(hostname)"
  $ journalctl -u backup -n 50 | tempo-tui send --title "Backup failed" --severity error --message -
  $ tempo-tui send --host mon.lan --token-file ~/.tempo-token --title "Reboot done" --external-id reboot-$(hostname)`;

/** As the command line gives them: one of them can be missing. */
type GivenFlags = Omit<SendFlags, 'title'> & { title?: string };

/** Adds `send`. Its options are those of Tempo's own tempo-post, and of the rest of the wire contract. */
export function addSendCommand(root: Command): void {
  root
    .command('send')
    .description('post an event to a receiver, from a script or by hand')
    .option('--title <text>', 'what happened; the one option that must be given')
    .option('--provider <id>', 'whom the event is from; the token must be for it', 'scripts.shell')
    .option('--severity <level>', 'info, ok, warning, error or critical')
    .option('--message <text>', 'the whole story; - for what is piped in')
    .option(
      '--metadata <key=value>',
      'one more thing to know, as text; key:=value for JSON; repeatable',
      collect,
    )
    .option('--hostname <name>', 'the same as --metadata hostname=NAME')
    .option('--type, --event-type <type>', 'alert, event, task or reminder (default: alert)')
    .option('--external-id <id>', 'an event of this id takes the place of the one before it')
    .option('--state <state>', 'firing, resolved or info')
    .option('--start <date>', 'when it happened: ISO 8601 with a zone, or seconds since 1970 (default: now)')
    .option('--end <date>', 'when it was over')
    .option('--url <label=url>', 'an action that opens an address; repeatable', collect)
    .option('--copy <label=text>', 'an action that copies a text; repeatable', collect)
    .option('--run-id <id>', 'the event is a step of this run; auto makes an id and prints it')
    .option('--run-total <number>', 'how many steps the run has')
    .option('--run-timeout <seconds>', 'after so much silence the run counts as lost')
    .option('--status <text>', 'where the run stands')
    .option('--final', 'the run has finished with this step')
    .option('--final-failure', 'the run has failed with this step')
    .option('--token <text>', 'the token; seen by all on this machine')
    .option(
      '--token-file <file>',
      'a file that holds the token; - for what is piped in (env TEMPO_TOKEN_FILE)',
    )
    .option(
      '--host <receiver>',
      'host name, address, HOST:PORT or URL (env TEMPO_HOST; default: this machine)',
    )
    .option(
      '--port <number>',
      'port of the receiver, where --host has none (default: as configured, or 7776)',
    )
    .option(
      '--cacert <file>',
      'trust what this CA has signed (env TEMPO_CACERT), as tempo-tui tls create makes one',
    )
    .option(
      '--insecure',
      'post to whoever answers, whatever certificate it has: the token can fall into any hands',
    )
    .option('--dry-run', 'print what would be posted, and post nothing')
    .option('--json', 'print the answer as JSON, with the HTTP status')
    .option('-v, --verbose', 'say what is done')
    .addHelpText('after', HELP)
    .configureHelp(helpWithout(OTHER_MEANING))
    // Words that are left over come of a title without quotes, and an option that there is none of of a slip: both are
    // said before it is that the title is missing.
    .allowExcessArguments(true)
    .action(async (_, command: Command) => {
      const { title, ...flags } = command.optsWithGlobals<GivenFlags>();
      const [word] = command.args;
      if (word !== undefined)
        throw new UsageError(
          `send takes options alone, not "${word}". A title of several words stands in quotes.`,
        );
      if (title === undefined) throw new UsageError('--title is missing: it says what happened.');
      await (await import('./send.ts')).send({ ...flags, title });
    });
}

function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
