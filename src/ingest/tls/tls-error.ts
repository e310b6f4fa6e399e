import type { TLSSocket } from 'node:tls';
import { plainAddress } from '../plain-address.ts';
import type { Rejections } from '../rejections.ts';

/** What the sender's library says when it does not trust a certificate (RFC 8446, section 6.2), as OpenSSL names it. */
const UNTRUSTED = /ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_(UNKNOWN|EXPIRED|REVOKED)|ACCESS_DENIED)$/;
const OLD_VERSION = /UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|ALERT_PROTOCOL_VERSION/;
const PLAIN_HTTP = /HTTP_REQUEST|WRONG_VERSION_NUMBER|HTTPS_PROXY_REQUEST/;

/** Tells of what never became a connection by TLS. There is no way to answer it: TLS has hung up. */
export function refuseTlsError(
  { rejections }: { rejections: Rejections },
  error: NodeJS.ErrnoException,
  socket: TLSSocket,
): void {
  const address = plainAddress(socket.remoteAddress);
  socket.destroy();
  // Who only looks whether the port is open says nothing either.
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return;
  rejections.add({ time: new Date().toISOString(), address, ...judge(error.code ?? '') });
}

function judge(code: string): { status: number; reason: string } {
  if (code === 'ERR_TLS_HANDSHAKE_TIMEOUT')
    return { status: 408, reason: 'the TLS handshake did not come to its end' };
  return { status: 400, reason: whatItWas(code) };
}

function whatItWas(code: string): string {
  if (PLAIN_HTTP.test(code))
    return 'it came by plain HTTP, which is not spoken here: its address must begin with https://';
  if (UNTRUSTED.test(code))
    return 'it does not trust the certificate of this receiver: give it the CA that signed that, and an address that the certificate is for';
  if (OLD_VERSION.test(code)) return 'it speaks no TLS of version 1.2 or later';
  return `it and this receiver agree on no TLS (${code})`;
}
