import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import * as z from 'zod';

/** Thrown for what the person at the keyboard can put right; its message is meant for them. */
export class UsageError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number = EXIT.usage) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The same, for a config file that is what cannot be used. */
export class ConfigFileError extends UsageError {}

/** Exit codes, from sysexits where one fits. */
export const EXIT = { done: 0, failed: 1, usage: 2, portTaken: 69, internal: 70, dataDirOwned: 75 } as const;

/** How the timeline can look; `default` has the sixteen colours that the terminal itself was given. */
export const THEMES = ['default', 'dark', 'light', 'colour-blind', 'plain'] as const;
export type ThemeName = (typeof THEMES)[number];

/** How new errors are told beyond the screen: not at all, by the bell, by a notification (OSC 9), or by both. */
export type Notify = 'off' | 'bell' | 'osc9' | 'both';

/** How the receiver alone writes what it tells: a line to read, or an object of JSON a line. */
export const LOG_FORMATS = ['plain', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** How much a line of the log matters, the least first. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const theme = z.enum(THEMES, {
  error: ({ input }) => `There is no theme ${JSON.stringify(input)}. The themes are ${THEMES.join(', ')}.`,
});
const port = z.number().int().min(0).max(65_535);
const configSchema = z.strictObject({
  host: z.string().min(1).optional(),
  allow: z.array(z.string()).min(1).optional(),
  tls: z.strictObject({ cert: z.string().min(1), key: z.string().min(1) }).optional(),
  port: port.optional(),
  dataDir: z.string().min(1).optional(),
  rateLimit: z.number().int().min(0).optional(),
  mouse: z.boolean().optional(),
  retention: z
    .strictObject({
      days: z.number().positive().optional(),
      events: z.number().int().positive().optional(),
      megabytes: z.number().positive().optional(),
    })
    .optional(),
  theme: theme.optional(),
  keys: z.record(z.string(), z.array(z.string())).optional(),
  notify: z.enum(['off', 'bell', 'osc9', 'both']).optional(),
  title: z.boolean().optional(),
  logFormat: z.enum(LOG_FORMATS).optional(),
  logLevel: z.enum(LOG_LEVELS).optional(),
});

/** Options as the command line gives them: everything still text. */
export interface Flags {
  dataDir?: string;
  config?: string;
  port?: string;
  host?: string;
  rateLimit?: string;
  allow?: string;
  tlsCert?: string;
  tlsKey?: string;
  theme?: string;
  mouse?: boolean;
  logFormat?: string;
  logLevel?: string;
}

export interface Settings {
  /** Absolute path of the folder that holds events, tokens and preferences. */
  dataDir: string;
  /** Address to listen on; absent: loopback, IPv4 and IPv6. */
  host?: string;
  port: number;
  /** Events a minute and token; 0 for no limit. */
  rateLimit: number;
  /** Whence connections may come, as it was given: addresses, networks, `private`, `any`. */
  allow: readonly string[];
  /** The certificate and the key to speak HTTPS with; absent: plain HTTP. */
  tls?: TlsFiles;
  /** The mouse works on the timeline from the start. */
  mouse: boolean;
  /** What is kept of each provider. */
  retention: Retention;
  /** Absolute path of the folder with the user's scores; it need not be there. */
  scoresDir: string;
  /** Absolute path of the config file; it need not be there. */
  configFile: string;
  theme: ThemeName;
  /** The keys that the user wants, by command; neither has been checked. */
  keys: Readonly<Record<string, readonly string[]>>;
  notify: Notify;
  /** The window's title says how things stand. */
  title: boolean;
  logFormat: LogFormat;
  /** Lines that matter less are not written. */
  logLevel: LogLevel;
}

/** Absolute paths of a certificate, those it was signed by behind it, and its private key, all in PEM. */
export interface TlsFiles {
  cert: string;
  key: string;
}

/** Limits for each provider by itself, so that a noisy one cannot push the others out. */
export interface Retention {
  /** Days since receipt; absent: for ever. */
  days?: number;
  events: number;
  bytes: number;
}

/** Where a receiver listens unless told otherwise. */
export const DEFAULT_PORT = 7776;

const MEGABYTE = 1024 * 1024;
const DEFAULTS = {
  port: DEFAULT_PORT,
  allow: ['private'],
  rateLimit: 600,
  events: 1_000_000,
  megabytes: 1024,
};

/**
 * Settles where things are and how to listen: flags win over the environment, that over the config file,
 * that over the defaults.
 *
 * @param configDir the user's configuration folder
 * @throws UsageError when a flag or the config file cannot be used.
 */
export function readSettings(
  flags: Flags,
  env: NodeJS.ProcessEnv = process.env,
  configDir: string = paths().config,
): Settings {
  const configFile = configFileOf(flags, configDir);
  const file = readConfigFile(configFile, flags.config !== undefined);
  const dataDir = flags.dataDir ?? (env.TEMPO_TUI_DATA || undefined) ?? file.dataDir ?? paths().data;
  const host = flags.host ?? file.host;
  const tls = tlsFiles(flags) ?? (file.tls && beside(configFile, file.tls));
  return {
    dataDir: resolve(dataDir),
    ...(host === undefined ? {} : { host }),
    port: wholeNumber('--port', flags.port, 65_535) ?? file.port ?? DEFAULTS.port,
    rateLimit:
      wholeNumber('--rate-limit', flags.rateLimit, 1_000_000) ?? file.rateLimit ?? DEFAULTS.rateLimit,
    allow: flags.allow?.split(',').map((text) => text.trim()) ?? file.allow ?? DEFAULTS.allow,
    ...(tls && { tls }),
    mouse: flags.mouse ?? file.mouse ?? false,
    retention: {
      ...(file.retention?.days !== undefined && { days: file.retention.days }),
      events: file.retention?.events ?? DEFAULTS.events,
      bytes: (file.retention?.megabytes ?? DEFAULTS.megabytes) * MEGABYTE,
    },
    scoresDir: join(dirname(configFile), 'scores'),
    configFile,
    theme: readTheme(flags.theme) ?? file.theme ?? 'default',
    keys: file.keys ?? {},
    notify: file.notify ?? 'off',
    title: file.title ?? false,
    logFormat: oneOf('--log-format', flags.logFormat, LOG_FORMATS) ?? file.logFormat ?? 'plain',
    logLevel: oneOf('--log-level', flags.logLevel, LOG_LEVELS) ?? file.logLevel ?? 'info',
  };
}

/** Absolute path of the config file; the one of the user's configuration folder need not be there. */
export function configFileOf({ config }: Pick<Flags, 'config'>, configDir: string = paths().config): string {
  return resolve(config ?? join(configDir, 'config.json'));
}

function paths() {
  return envPaths('tempo-tui', { suffix: '' });
}

/** @throws UsageError where one of the two is given without the other. */
function tlsFiles({ tlsCert: cert, tlsKey: key }: Flags): TlsFiles | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert !== undefined && key !== undefined) return { cert: resolve(cert), key: resolve(key) };
  const [given, missing] = cert === undefined ? ['--tls-key', '--tls-cert'] : ['--tls-cert', '--tls-key'];
  throw new UsageError(`${given} goes with ${missing}: HTTPS takes a certificate and its private key.`);
}

/** What a config file names without a folder lies beside it, wherever the program is started. */
function beside(configFile: string, { cert, key }: TlsFiles): TlsFiles {
  return { cert: resolve(dirname(configFile), cert), key: resolve(dirname(configFile), key) };
}

/**
 * The theme of a name, or nothing where no name is given.
 *
 * @throws UsageError that lists the names
 */
function readTheme(name: string | undefined): ThemeName | undefined {
  if (name === undefined) return undefined;
  const parsed = theme.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new UsageError(`--theme: ${parsed.error.issues[0]?.message}`);
}

function oneOf<Word extends string>(
  flag: string,
  text: string | undefined,
  words: readonly Word[],
): Word | undefined {
  if (text === undefined) return undefined;
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  throw new UsageError(`${flag} takes one of ${words.join(', ')}.`);
}

function wholeNumber(flag: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= max) return value;
  throw new UsageError(`${flag} takes a whole number from 0 to ${max}.`);
}

function readConfigFile(path: string, required: boolean): z.infer<typeof configSchema> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (!required && (error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new ConfigFileError(`The config file ${path} cannot be read: ${(error as Error).message}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ConfigFileError(`The config file ${path} is not valid JSON: ${(error as Error).message}`);
  }
  const parsed = configSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'top level'}: ${issue.message}`,
  );
  throw new ConfigFileError([`The config file ${path}:`, ...faults].join(faults.length > 1 ? '\n  ' : ' '));
}
