import type { Command } from 'commander';

/** Adds `doctor`. */
export function addDoctorCommand(root: Command): void {
  root
    .command('doctor')
    .description('look for what keeps notifications away, and say what to do; or examine a body template')
    .option(
      '--token <text>',
      'a token a sender has: is it known, and for what (better in env TEMPO_TOKEN or TEMPO_TOKEN_FILE)',
    )
    .option('--template <file>', 'say instead whether this body template would work in Proxmox (- for stdin)')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ tempo-tui doctor\n  $ tempo-tui doctor --template body.hbs')
    .action(async ({ template, ...flags }: { template?: string; json?: boolean }, command: Command) => {
      if (template !== undefined)
        return (await import('./examine-template.ts')).examineTemplate(template, flags.json ?? false);
      return (await import('./doctor.ts')).runDoctor(command.optsWithGlobals());
    });
}
