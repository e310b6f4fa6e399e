import { existsSync } from 'node:fs';
import { ConfigFileError, configFileOf, type Flags, readSettings, type Settings } from '../../config.ts';
import { remapKeys } from '../../ui/remap-keys.ts';
import { type Check, failure, ok } from './check.ts';

declare const TEMPO_TUI_VERSION: string;
declare const TEMPO_TUI_NODE: string;

/** What is found, and the settings; none where the config file does not let anybody know them. */
export interface ProgramFound {
  checks: readonly Check[];
  settings?: Settings;
}

/** @throws UsageError for options that cannot be used. */
export function checkProgram(flags: Flags): ProgramFound {
  const program = judgeNode(TEMPO_TUI_VERSION, process.versions.node, TEMPO_TUI_NODE);
  const file = configFileOf(flags);
  try {
    const settings = readSettings(flags);
    return { checks: [program, judgeConfig(file, settings)], settings };
  } catch (error) {
    if (!(error instanceof ConfigFileError)) throw error;
    return { checks: [program, unusableConfig(error.message)] };
  }
}

/** @param wanted as `engines` of the package has it: `>=20.19` */
export function judgeNode(version: string, node: string, wanted: string): Check {
  const found = `tempo-tui ${version} on Node ${node}`;
  const least = wanted.replace(/^\D*/, '');
  if (compareVersions(node, least) >= 0) return ok('program', found);
  return failure('program', `${found}, which is too old`, `install Node ${least} or later`);
}

/** The keys are the timeline's alone: everything else works without them. */
function judgeConfig(file: string, { keys }: Settings): Check {
  const { problems } = remapKeys(keys);
  if (problems.length > 0) {
    const told = `${file}, under "keys": ${problems.join(' ')} The timeline does not start so`;
    return failure(
      'config file',
      told,
      'mend it: `tempo-tui keys` lists the commands and the keys they have',
    );
  }
  return ok('config file', existsSync(file) ? `${file} is read` : `none at ${file}: the defaults count`);
}

function unusableConfig(message: string): Check {
  const told = message
    .replace(/^The config file /, '')
    .replace(/\.$/, '')
    .replace(/:\n +/, ': ')
    .replace(/\n +/g, '; ');
  return failure(
    'config file',
    `${told}; so the data directory and the port are not known, and nothing else was looked at`,
    'mend it, or move it away for the defaults to count',
  );
}

function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((text) => text.split('.').map((part) => Number.parseInt(part, 10)));
  const at = b!.findIndex((part, index) => part !== (a![index] ?? 0));
  return at === -1 ? 0 : (a![at] ?? 0) - b![at]!;
}
