import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';

/** How a receiver is reached. */
export interface Reach {
  host: string;
  port: number;
  /** It speaks HTTPS; `ca` is the one to trust, in PEM, where that is none that everybody knows. */
  tls?: { ca?: string } | undefined;
}

export interface Wire {
  socket: Socket;
  /** Ends it at once, without a farewell. */
  reset(): void;
}

/** Connects to a receiver, over TLS where it speaks that; what is written before that stands goes out then. */
export function openWire({ host, port, tls }: Reach, from?: string): Wire {
  const raw = connect({
    host,
    port,
    allowHalfOpen: true,
    ...(from !== undefined && { localAddress: from }),
  });
  raw.setNoDelay(true);
  const reset = () => void raw.resetAndDestroy();
  if (!tls) return { socket: raw, reset };
  const socket = connectSecurely({ socket: raw, host, ...(tls.ca !== undefined && { ca: tls.ca }) });
  raw.on('error', (error) => socket.destroy(error));
  return { socket, reset };
}
