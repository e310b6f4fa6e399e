import { type Networks, networksOf } from './networks.ts';
import type { Token } from './token.ts';

/** A list of addresses costs more to make than to ask; the token file gives the same one until it changes. */
const made = new WeakMap<readonly string[], Networks>();

/** Whether a token may be presented from an address. */
export function mayComeFrom({ from }: Token, address: string): boolean {
  if (from === undefined) return true;
  let networks = made.get(from);
  if (!networks) {
    networks = networksOf(from);
    made.set(from, networks);
  }
  return networks.has(address);
}
