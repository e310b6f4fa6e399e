import type { Command } from 'commander';
import { type Flags, readSettings } from '../config.ts';
import { writeLine } from './output.ts';

/** Makes the command `score` known. */
export function addScoreCommands(root: Command): void {
  const score = root.command('score').description("scores: what a source's events mean");
  score
    .command('install <file>')
    .description('show what a score does, ask, and put it into the scores folder (- for what is piped in)')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  $ tempo-tui score install com.kopia.json')
    .action(async (file: string, flags: { yes?: boolean }, command: Command) =>
      (await import('./score-install.ts')).installScore(
        readSettings(command.optsWithGlobals<Flags>()),
        file,
        flags,
      ),
    );
  score
    .command('list')
    .description('the scores in force, and what is wrong with files of the scores folder')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ tempo-tui score list --json')
    .action(async (flags: { json?: boolean }, command: Command) =>
      (await import('./score-list.ts')).listScores(
        readSettings(command.optsWithGlobals<Flags>()),
        flags.json ?? false,
      ),
    );
  score
    .command('remove <id>')
    .description('remove the file about an identifier from the scores folder')
    .addHelpText('after', '\nExample:\n  $ tempo-tui score remove com.kopia')
    .action(async (id: string, _, command: Command) =>
      (await import('./score-remove.ts')).removeScore(readSettings(command.optsWithGlobals<Flags>()), id),
    );
  score
    .command('path')
    .description('print where the scores folder is')
    .addHelpText('after', '\nExample:\n  $ cd "$(tempo-tui score path)"')
    .action((_, command: Command) => writeLine(readSettings(command.optsWithGlobals<Flags>()).scoresDir));
  score
    .command('validate <path...>')
    .description('check score files, all of those in a folder, or - for what is piped in')
    .addHelpText('after', '\nExample:\n  $ tempo-tui score validate my-script.json')
    .action(async (paths: string[]) => (await import('./score-validate.ts')).validateScores(paths));
  score
    .command('show <id>')
    .description('print the score for an identifier')
    .option('--event <file>', 'tell instead how the score reads this event (JSON; - for what is piped in)')
    .addHelpText('after', '\nExample:\n  $ tempo-tui score show com.proxmox --event event.json')
    .action(async (id: string, flags: { event?: string }, command: Command) =>
      (await import('./score-show.ts')).showScore(readSettings(command.optsWithGlobals<Flags>()), id, flags),
    );
}
