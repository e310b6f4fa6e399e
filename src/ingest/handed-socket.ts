import type { AddressInfo, Server, Socket } from 'node:net';
import { UsageError } from '../config.ts';

/** The loopback addresses that are listened on together, IPv4 first. */
export const LOOPBACK = ['127.0.0.1', '::1'] as const;

/**
 * A listening TCP socket that somebody else opened: a descriptor of this process, as systemd hands it over, or what another
 * process sent with `process.send`.
 */
export type HandedSocket = { fd: number } | Server | Socket;

/** Where sockets listen: the port of the first, and the address that lets the most in; undefined: loopback. */
export function listeningOf(addresses: readonly (AddressInfo | string | null)[]): {
  port: number;
  host: string | undefined;
} {
  const known = addresses.filter(isTcpAddress);
  const reachable = known.find(({ address }) => !LOOPBACK.some((local) => local === address));
  return { port: known[0]?.port ?? 0, host: reachable?.address };
}

/** What a server says of a local socket is its path, or nothing where somebody else opened it. */
export function isTcpAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

/** Says what is wrong with a socket that was handed over. */
export function wrongSocket(socket: HandedSocket, reason: string): UsageError {
  const which = 'fd' in socket ? `as descriptor ${socket.fd} ` : '';
  return new UsageError(
    `The socket that was handed over ${which}cannot be listened on (${reason}). It has to be a TCP socket that listens: ListenStream= with a port.`,
  );
}
