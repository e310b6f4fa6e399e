import { type SafeText, safe } from '../safe-text.ts';

/** What a person can ask for. */
export type Command =
  | 'up'
  | 'down'
  | 'pageUp'
  | 'pageDown'
  | 'home'
  | 'end'
  | 'open'
  | 'close'
  | 'enter'
  | 'focus'
  | 'back'
  | 'openUi'
  | 'openDatacenter'
  | 'copyServerUrl'
  | 'copyNode'
  | 'copyVmid'
  | 'action'
  | 'copyEvent'
  | 'copyMessage'
  | 'follow'
  | 'setup'
  | 'copyCurl'
  | 'copyToken'
  | 'copyShell'
  | 'help'
  | 'quit'
  | 'interrupt'
  | 'suspend';

/** Where the keys go. */
export type Focus = 'timeline' | 'inspector' | 'setup' | 'help' | 'question';

export interface KeyBinding {
  command: Command;
  /** As decoded by `decodeKeys`; the first is shown. */
  keys: readonly string[];
  /** The verb in the footer. */
  verb: SafeText;
  /** What the help says. */
  help: SafeText;
  in: readonly Focus[];
  /** Place in the footer, most useful first; absent: help only. */
  footer?: number;
}

const LISTS = ['timeline', 'inspector'] as const;
const SCROLLED = ['timeline', 'inspector', 'setup', 'help'] as const;

/** The one table of keys: it feeds the handler, the footer and the help. */
export const KEYS: readonly KeyBinding[] = [
  { command: 'up', keys: ['up', 'k'], verb: safe`up`, help: safe`move up`, in: SCROLLED },
  { command: 'down', keys: ['down', 'j'], verb: safe`move`, help: safe`move down`, in: SCROLLED, footer: 1 },
  { command: 'pageUp', keys: ['pageUp', '^u', '^b'], verb: safe`page`, help: safe`a page up`, in: SCROLLED },
  {
    command: 'pageDown',
    keys: ['pageDown', '^d', '^f'],
    verb: safe`page`,
    help: safe`a page down`,
    in: SCROLLED,
  },
  {
    command: 'home',
    keys: ['home', 'g'],
    verb: safe`newest`,
    help: safe`to the newest, and follow what arrives`,
    in: SCROLLED,
  },
  { command: 'end', keys: ['end', 'G'], verb: safe`oldest`, help: safe`to the oldest`, in: SCROLLED },
  {
    command: 'enter',
    keys: ['enter'],
    verb: safe`open`,
    help: safe`open or close a stack; look at an event`,
    in: ['timeline'],
    footer: 2,
  },
  {
    command: 'open',
    keys: ['right', 'l'],
    verb: safe`unfold`,
    help: safe`open a stack in place`,
    in: ['timeline'],
  },
  {
    command: 'close',
    keys: ['left', 'h'],
    verb: safe`fold`,
    help: safe`close a stack, or go up to it`,
    in: ['timeline'],
  },
  {
    command: 'focus',
    keys: ['tab'],
    verb: safe`details`,
    help: safe`between timeline and details`,
    in: LISTS,
    footer: 8,
  },
  {
    command: 'back',
    keys: ['esc'],
    verb: safe`back`,
    help: safe`go back; never quits`,
    in: ['inspector', 'setup', 'help', 'question'],
    footer: 0,
  },
  { command: 'openUi', keys: ['o'], verb: safe`UI`, help: safe`open the Proxmox UI`, in: LISTS, footer: 3 },
  {
    command: 'openDatacenter',
    keys: ['d'],
    verb: safe`Datacenter`,
    help: safe`open the Datacenter view`,
    in: LISTS,
    footer: 4,
  },
  {
    command: 'copyVmid',
    keys: ['v'],
    verb: safe`copy VMID`,
    help: safe`copy the VMID`,
    in: LISTS,
    footer: 5,
  },
  {
    command: 'copyNode',
    keys: ['n'],
    verb: safe`copy node`,
    help: safe`copy the node name`,
    in: LISTS,
    footer: 6,
  },
  {
    command: 'copyServerUrl',
    keys: ['u'],
    verb: safe`copy URL`,
    help: safe`copy the server URL`,
    in: LISTS,
    footer: 7,
  },
  {
    command: 'action',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    verb: safe`actions`,
    help: safe`run the action of that number in the details`,
    in: LISTS,
  },
  {
    command: 'copyEvent',
    keys: ['y'],
    verb: safe`copy event`,
    help: safe`copy the event as JSON`,
    in: LISTS,
  },
  {
    command: 'copyMessage',
    keys: ['Y'],
    verb: safe`copy message`,
    help: safe`copy the event's message`,
    in: LISTS,
  },
  {
    command: 'follow',
    keys: ['space'],
    verb: safe`follow`,
    help: safe`follow the newest, or stay where you are`,
    in: LISTS,
  },
  {
    command: 'copyCurl',
    keys: ['c'],
    verb: safe`copy curl`,
    help: safe`copy the curl command that sends a probe`,
    in: ['setup'],
    footer: 1,
  },
  {
    command: 'copyToken',
    keys: ['t'],
    verb: safe`copy token`,
    help: safe`copy the token`,
    in: ['setup'],
    footer: 2,
  },
  {
    command: 'copyShell',
    keys: ['p'],
    verb: safe`copy pvesh block`,
    help: safe`copy the commands to paste on a Proxmox node`,
    in: ['setup'],
    footer: 3,
  },
  {
    command: 'setup',
    keys: ['S'],
    verb: safe`set-up`,
    help: safe`how to connect Proxmox`,
    in: LISTS,
    footer: 10,
  },
  {
    command: 'help',
    keys: ['?'],
    verb: safe`help`,
    help: safe`this list`,
    in: [...LISTS, 'setup'],
    footer: 11,
  },
  { command: 'quit', keys: ['q'], verb: safe`quit`, help: safe`quit`, in: SCROLLED, footer: 12 },
  {
    command: 'interrupt',
    keys: ['^c'],
    verb: safe`quit`,
    help: safe`quit at once`,
    in: [...SCROLLED, 'question'],
  },
  {
    command: 'suspend',
    keys: ['^z'],
    verb: safe`suspend`,
    help: safe`suspend; fg brings it back`,
    in: [...SCROLLED, 'question'],
  },
];

/** The binding a key has in a place. */
export function bindingFor(key: string, focus: Focus): KeyBinding | undefined {
  return KEYS.find((binding) => binding.in.includes(focus) && binding.keys.includes(key));
}

const NAMES: Record<string, SafeText> = {
  up: safe`↑`,
  down: safe`↓`,
  left: safe`←`,
  right: safe`→`,
  enter: safe`⏎`,
  tab: safe`Tab`,
  esc: safe`Esc`,
  space: safe`Space`,
  pageUp: safe`PgUp`,
  pageDown: safe`PgDn`,
  home: safe`Home`,
  end: safe`End`,
};

/** A key as the footer and the help write it. */
export function keyName(key: string): SafeText {
  return (
    NAMES[key] ?? (key.startsWith('^') ? (`^${key.slice(1).toUpperCase()}` as SafeText) : (key as SafeText))
  );
}
