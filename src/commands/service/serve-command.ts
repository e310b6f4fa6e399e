import { resolve } from 'node:path';
import type { Flags } from '../../config.ts';

/** Options that go into the service as they were given; those that are paths are made absolute. */
const CARRIED: readonly { flag: string; of: keyof Flags; isPath?: true }[] = [
  { flag: '--config', of: 'config', isPath: true },
  { flag: '--port', of: 'port' },
  { flag: '--host', of: 'host' },
  { flag: '--rate-limit', of: 'rateLimit' },
  { flag: '--allow', of: 'allow' },
  { flag: '--tls-cert', of: 'tlsCert', isPath: true },
  { flag: '--tls-key', of: 'tlsKey', isPath: true },
  { flag: '--log-format', of: 'logFormat' },
  { flag: '--log-level', of: 'logLevel' },
];

/** This program by itself: node and the file it runs. */
export function ownProgram(argv: readonly string[] = process.argv): [string, string] {
  return [process.execPath, resolve(argv[1] ?? '')];
}

/** The options of a receiver as they were given, for it to be started with again. */
export function carriedOptions(flags: Flags): string[] {
  return CARRIED.flatMap(({ flag, of, isPath }) => {
    const value = flags[of];
    return value === undefined ? [] : [flag, isPath ? resolve(String(value)) : String(value)];
  });
}

/** The data folder as an option, where it was named: another shell has neither the environment nor the working folder. */
export function namedDataDir({ dataDir }: Flags, { TEMPO_TUI_DATA }: NodeJS.ProcessEnv): string[] {
  const named = dataDir ?? (TEMPO_TUI_DATA || undefined);
  return named === undefined ? [] : ['--data-dir', resolve(named)];
}

/** The command line of the service. The data folder is always named: its environment may be another than the user's. */
export function serveCommand(
  [node, script]: readonly [string, string],
  dataDir: string,
  flags: Flags,
): [string, ...string[]] {
  return [node, script, 'serve', '--data-dir', dataDir, ...carriedOptions(flags)];
}
