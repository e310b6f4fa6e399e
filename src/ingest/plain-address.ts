/** The address of a sender; those of IPv4 reach a dual-stack listener in the dress of IPv6. */
export function plainAddress(address = 'unknown'): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}

/** Whether what came from an address came from this machine. */
export function isLoopback(address: string): boolean {
  return address === '::1' || plainAddress(address).startsWith('127.');
}
