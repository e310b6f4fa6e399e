import { type Command, Help, type HelpConfiguration } from 'commander';

/** Options that all commands take, and that mean nothing to a receiver without a screen. */
export const OF_SCREEN: ReadonlySet<string> = new Set([
  '--theme',
  '--mouse',
  '--connect',
  '--token',
  '--token-file',
  '--cacert',
]);

/** Help of a command that leaves out some of the options that all commands take, by their long names. */
export function helpWithout(names: ReadonlySet<string>): HelpConfiguration {
  return {
    showGlobalOptions: true,
    visibleGlobalOptions: (command: Command) => {
      const all = Help.prototype.visibleGlobalOptions.call({ showGlobalOptions: true } as Help, command);
      return all.filter(({ long }) => !names.has(long ?? ''));
    },
  };
}
