import { writeKey } from '../src/ui/key-names.ts';
import { type Focus, KEYS, type KeyBinding } from '../src/ui/keys.ts';

/** Where the page about the keys lies in this repository. */
export const KEY_PAGE = 'docs/keys.md';

const PLACES: Readonly<Record<Focus, string>> = {
  timeline: 'timeline',
  inspector: 'details',
  search: 'search',
  setup: 'set-up',
  demo: 'demo',
  url: 'web address',
  log: 'log',
  help: 'help',
  why: 'why',
  question: 'questions',
};

/** The page about the keys, as text; made from the table that the program itself asks. */
export function keyPage(): string {
  return `${[
    '# Keys',
    '',
    'Every command, the keys it has, and where they work. In the config file the commands have the names of the first',
    'column: [config.md](config.md#keys) says how they get other keys. `tempo-tui keys` prints those that are in force.',
    '',
    '| command | keys | what it does | where |',
    '|---|---|---|---|',
    ...KEYS.map(rowOf),
  ].join('\n')}\n`;
}

function rowOf({ command, keys, help, in: places }: KeyBinding): string {
  const names = keys.map((key) => `\`${writeKey(key)}\``).join(' ');
  const all = Object.keys(PLACES).length === places.length;
  return `| \`${command}\` | ${names} | ${help} | ${all ? 'everywhere' : places.map((place) => PLACES[place]).join(', ')} |`;
}
