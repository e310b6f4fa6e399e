import { type SafeText, safe, safeText } from '../safe-text.ts';

/** Where the keys go. */
export type Focus =
  | 'timeline'
  | 'inspector'
  | 'search'
  | 'setup'
  | 'url'
  | 'demo'
  | 'log'
  | 'help'
  | 'why'
  | 'question';

const LISTS = ['timeline', 'inspector'] as const;
const SETUP = ['setup'] as const;
const SCROLLED = ['timeline', 'inspector', 'setup', 'demo', 'log', 'why'] as const;
const WALKED = [...SCROLLED, 'search', 'help'] as const;
const EVERYWHERE = [...WALKED, 'url', 'question'] as const;

/**
 * The one table of keys: it feeds the handler, the footer, the help and docs/keys.md. A row holds the command, its keys as
 * `decodeKeys` names them (the first is shown), where it works, the verb in the footer, what the help says,
 * and its place in the footer (0: not there).
 */
const TABLE = [
  ['up', ['up', 'k'], WALKED, 'up', 'move up', 0],
  ['down', ['down', 'j'], WALKED, 'move', 'move down', 2],
  ['pageUp', ['pageUp', '^u', '^b'], WALKED, 'page up', 'a page up', 0],
  ['pageDown', ['pageDown', '^d', '^f'], WALKED, 'page down', 'a page down', 0],
  ['home', ['home', 'g'], [...SCROLLED, 'help'], 'newest', 'to the newest, and follow what arrives', 0],
  ['end', ['end', 'G'], [...SCROLLED, 'help'], 'oldest', 'to the oldest', 0],
  ['enter', ['enter'], ['timeline'], 'open', 'open or close a stack; look at an event', 3],
  ['open', ['right', 'l'], ['timeline'], 'unfold', 'open a stack in place', 0],
  ['close', ['left', 'h'], ['timeline'], 'fold', 'close a stack, or go up to it', 0],
  ['focus', ['tab'], LISTS, 'details', 'between timeline and details', 10],
  ['back', ['esc'], EVERYWHERE, 'back', 'go back: from details, a search or a filter; never quits', 1],
  ['keep', ['enter'], ['search'], 'keep as filter', 'keep what was searched for as a filter', 2],
  ['openUi', ['o'], LISTS, 'UI', 'open the Proxmox UI', 4],
  ['openDatacenter', ['d'], LISTS, 'Datacenter', 'open the Datacenter view', 5],
  ['copyVmid', ['v'], LISTS, 'copy VMID', 'copy the VMID', 6],
  ['copyNode', ['n'], LISTS, 'copy node', 'copy the node name', 7],
  ['copyServerUrl', ['u'], LISTS, 'copy URL', 'copy the server URL', 8],
  [
    'action',
    ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'],
    LISTS,
    'run',
    'run an action: the details show which key is whose',
    0,
  ],
  ['copyEvent', ['y'], LISTS, 'copy event', 'copy the event as JSON', 0],
  ['copyMessage', ['Y'], LISTS, 'copy message', 'copy the message of the event', 0],
  ['ack', ['a'], LISTS, 'ack', 'acknowledge, or take that back; of a stack all of it', 0],
  ['dismiss', ['x'], LISTS, 'dismiss', 'take it off the timeline; it stays stored', 0],
  ['undo', ['z'], LISTS, 'undo', 'undo the last acknowledgement or dismissal', 0],
  [
    'search',
    ['/'],
    LISTS,
    'search',
    'search as you type: words, sev: node: vmid: type: source: before: after:',
    9,
  ],
  ['severity', ['f'], LISTS, 'severity', 'show a severity and what is worse', 0],
  ['source', ['s'], LISTS, 'source', 'show one source', 0],
  [
    'attention',
    ['!'],
    LISTS,
    'attention',
    'show what needs attention: not acknowledged, a warning or worse',
    0,
  ],
  ['nextError', ['e'], LISTS, 'next error', 'to the next older error, or what is worse', 0],
  ['previousError', ['E'], LISTS, 'previous error', 'to the next newer error, or what is worse', 0],
  ['firstUnseen', ['N'], LISTS, 'first new', 'to the oldest of what came while you were away', 0],
  ['apart', ['.'], LISTS, 'every event', 'every event as a row of its own, or stacks again', 0],
  ['times', ['t'], LISTS, 'times', 'times local, in UTC, or as how long ago', 0],
  ['follow', ['space'], LISTS, 'follow', 'follow the newest, or stay where you are', 0],
  ['why', ['w'], LISTS, 'why', 'why it is shown so: which score, which rule, and why no other', 0],
  ['nextSender', ['right', 'l', 'tab'], SETUP, 'sender', 'another sender, by webhook or by Gotify', 3],
  ['previousSender', ['left', 'h'], SETUP, 'sender back', 'the sender before', 0],
  ['nextAddress', ['a'], SETUP, 'address', 'another address at which senders reach this machine', 4],
  ['editUrl', ['e'], SETUP, 'web address', 'write the address of the web interface', 5],
  ['keepUrl', ['enter'], ['url'], 'keep', 'keep what was written', 2],
  ['makeToken', ['m'], SETUP, 'make token', 'make a token for this sender', 6],
  ['copyShell', ['p'], SETUP, 'copy commands', 'copy the commands to paste on the sender', 7],
  ['copyBody', ['b'], SETUP, 'copy body', 'copy the body template', 8],
  ['copyToken', ['t'], SETUP, 'copy token', 'copy the token', 9],
  ['copyCurl', ['c'], SETUP, 'copy curl', 'copy the curl command that sends a probe', 10],
  ['setup', ['S'], LISTS, 'set-up', 'how to connect Proxmox', 11],
  [
    'copyRestart',
    ['R'],
    [...LISTS, 'setup', 'log'],
    'copy restart',
    'while cut off: copy the command that starts the receiver again',
    0,
  ],
  ['mouse', ['M'], SCROLLED, 'mouse', 'mouse on or off: wheel and clicks; Shift marks text', 0],
  [
    'log',
    ['L'],
    [...LISTS, 'setup', 'demo'],
    'refused',
    'what was refused and why, and what the program noted',
    0,
  ],
  ['help', ['?'], [...LISTS, 'setup', 'demo', 'log'], 'help', 'this list', 12],
  ['runFound', ['enter'], ['help'], 'run', 'run the command that is chosen', 2],
  ['quit', ['q'], SCROLLED, 'quit', 'quit', 13],
  ['interrupt', ['^c'], EVERYWHERE, 'quit at once', 'quit at once', 0],
  ['suspend', ['^z'], EVERYWHERE, 'suspend', 'suspend; the shell brings it back with fg', 0],
] as const;

/** What a person can ask for. */
export type Command = (typeof TABLE)[number][0];

export interface KeyBinding {
  command: Command;
  keys: readonly string[];
  in: readonly Focus[];
  verb: SafeText;
  help: SafeText;
  footer: number;
}

/** The keys in force, in the order of the help. */
export type KeyTable = readonly KeyBinding[];

/** The keys as they are without a config file. */
export const KEYS: KeyTable = TABLE.map(([command, keys, where, verb, help, footer]) => ({
  command,
  keys,
  in: where,
  verb: safeText(verb),
  help: safeText(help),
  footer,
}));

/** The binding a key has in a place. */
export function bindingFor(key: string, focus: Focus, keys: KeyTable): KeyBinding | undefined {
  return keys.find((binding) => binding.in.includes(focus) && binding.keys.includes(key));
}

/** The keys of a command, as `decodeKeys` names them; none where the user took them all away. */
export function keysOf(command: Command, keys: KeyTable): readonly string[] {
  return keys.find((binding) => binding.command === command)?.keys ?? [];
}

/**
 * What a text says of a command's key; nothing where the command has none.
 *
 * @param write puts the name of the key into words
 */
export function keyHint(command: Command, keys: KeyTable, write: (key: SafeText) => SafeText): SafeText {
  const [key] = keysOf(command, keys);
  return key === undefined ? safe`` : write(keyName(key));
}

const NAMES: Record<string, SafeText> = {
  up: safe`↑`,
  down: safe`↓`,
  left: safe`←`,
  right: safe`→`,
  enter: safe`Enter`,
  tab: safe`Tab`,
  esc: safe`Esc`,
  space: safe`Space`,
  backspace: safe`Backspace`,
  pageUp: safe`PgUp`,
  pageDown: safe`PgDn`,
  home: safe`Home`,
  end: safe`End`,
};

/** A key as the footer and the help write it. */
export function keyName(key: string): SafeText {
  return NAMES[key] ?? safeText(key);
}
