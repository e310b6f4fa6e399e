/** A way of sending: a product and the kind of target it has. */
export const SENDERS = ['pve-webhook', 'pve-gotify', 'pbs-webhook', 'pbs-gotify'] as const;
export type SenderKind = (typeof SENDERS)[number];

const PRODUCT = {
  'pve-webhook': 'pve',
  'pve-gotify': 'pve',
  'pbs-webhook': 'pbs',
  'pbs-gotify': 'pbs',
} as const satisfies Record<SenderKind, string>;

/** What is chosen on the set-up screen. The numbers count on and back without end. */
export interface SetupChoice {
  sender: number;
  address: number;
  /** The addresses of the web interfaces, one for each product; '' while it is not known. */
  serverUrls: Readonly<Record<(typeof PRODUCT)[SenderKind], string>>;
}

/** What is chosen before anything was. */
export const FIRST_CHOICE: SetupChoice = { sender: 0, address: 0, serverUrls: { pve: '', pbs: '' } };

/** The sender that is chosen. */
export function senderOf({ sender }: Pick<SetupChoice, 'sender'>): SenderKind {
  return SENDERS[placeIn(sender, SENDERS.length)]!;
}

/** The address of the web interface of the product that is chosen; '' while it is not known. */
export function serverUrlOf(choice: SetupChoice): string {
  return choice.serverUrls[PRODUCT[senderOf(choice)]];
}

/** The choice with another address of the web interface of its product. */
export function withServerUrl<C extends SetupChoice>(choice: C, serverUrl: string): C {
  return { ...choice, serverUrls: { ...choice.serverUrls, [PRODUCT[senderOf(choice)]]: serverUrl } };
}

/** Where a number that counts without end stands among so many. */
export function placeIn(number: number, count: number): number {
  return ((number % count) + count) % count;
}
