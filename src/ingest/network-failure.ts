/** Why nothing was answered, as far as the code of an error tells. */
export type NetworkFailure =
  /** Nothing listens there. */
  | 'nobody'
  | 'no host'
  /** No way leads there. */
  | 'unreachable'
  /** There was no answer in time, not even that nobody listens. */
  | 'silent'
  | 'hung up'
  /** What listens speaks no TLS. */
  | 'plain'
  /** It speaks TLS, in no way that this side takes. */
  | 'no TLS'
  | 'other name'
  | 'expired'
  | 'not yet valid'
  | 'untrusted'
  /** What answers speaks no HTTP. */
  | 'no HTTP'
  /** A port that fetch keeps away from. */
  | 'bad port';

const BY_CODE: Readonly<Record<string, NetworkFailure>> = {
  ECONNREFUSED: 'nobody',
  ENOTFOUND: 'no host',
  EAI_AGAIN: 'no host',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EAFNOSUPPORT: 'unreachable',
  EINVAL: 'unreachable',
  ETIMEDOUT: 'silent',
  UND_ERR_CONNECT_TIMEOUT: 'silent',
  ECONNRESET: 'hung up',
  EPIPE: 'hung up',
  UND_ERR_SOCKET: 'hung up',
  ERR_SSL_WRONG_VERSION_NUMBER: 'plain',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'plain',
  ERR_TLS_CERT_ALTNAME_INVALID: 'other name',
  HOSTNAME_MISMATCH: 'other name',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not yet valid',
};

/** How OpenSSL says that what came is none of its own. */
const PLAIN = /wrong version number|packet length too long|http request|record layer failure/i;
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|INVALID_(CA|PURPOSE)/;

/** What an error of a connection, of Node or of fetch, says of the other side; undefined for any other. */
export function networkFailure({
  code = '',
  message,
}: Pick<NodeJS.ErrnoException, 'code' | 'message'>): NetworkFailure | undefined {
  if (Object.hasOwn(BY_CODE, code)) return BY_CODE[code];
  if (message === 'bad port') return 'bad port';
  if (code.startsWith('HPE_')) return 'no HTTP';
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return PLAIN.test(message) ? 'plain' : 'no TLS';
  return UNTRUSTED.test(code) ? 'untrusted' : undefined;
}
