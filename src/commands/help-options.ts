import { type Command, Help, type HelpConfiguration } from 'commander';

/** Options that all commands take, and that mean something to a timeline of another receiver alone. */
const OF_CONNECTING = ['--connect', '--token', '--token-file', '--cacert'];
/** The same, for what means nothing to a receiver without a screen. */
export const OF_SCREEN: ReadonlySet<string> = new Set(['--theme', '--mouse', ...OF_CONNECTING]);
/** The same, for what means something to the timeline or to lines of events alone. */
export const OF_TIMELINE: ReadonlySet<string> = new Set([
  '--plain',
  '--filter',
  '--log-format',
  '--log-level',
  ...OF_CONNECTING,
]);
/** The same for where a receiver listens, who may connect, and how it speaks. */
export const OF_RECEIVER: ReadonlySet<string> = new Set([
  '--host',
  '--port',
  '--rate-limit',
  '--allow',
  '--tls-cert',
  '--tls-key',
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
