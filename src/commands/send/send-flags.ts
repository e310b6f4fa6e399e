/** Options of `send` as the command line gives them. */
export interface SendFlags {
  title: string;
  provider: string;
  severity?: string;
  message?: string;
  eventType?: string;
  metadata?: readonly string[];
  hostname?: string;
  externalId?: string;
  state?: string;
  start?: string;
  end?: string;
  url?: readonly string[];
  copy?: readonly string[];
  runId?: string;
  runTotal?: string;
  runTimeout?: string;
  status?: string;
  final?: boolean;
  finalFailure?: boolean;
  token?: string;
  tokenFile?: string;
  cacert?: string;
  insecure?: boolean;
  dryRun?: boolean;
  json?: boolean;
  verbose?: boolean;
  /** The receiver, and its port where that names none. */
  host?: string;
  port?: string;
  config?: string;
}
