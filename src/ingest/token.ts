import { hash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { PROVIDER_PATTERN } from '../event.ts';
import { isNetwork } from './networks.ts';

/** Longest name of a token or a cluster, in UTF-16 units. */
export const MAX_NAME = 64;

/** What is kept of every token. */
const anyToken = {
  name: z.string().min(1).max(MAX_NAME),
  /** SHA-256 of the token in hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.string(),
  /** The text before the one of `hash`, where the two overlap, and until when it works by the wall clock, ISO 8601. */
  previous: z.strictObject({ hash: z.string().regex(/^[0-9a-f]{64}$/), until: z.iso.datetime() }).optional(),
  /** Addresses and networks it may come from; absent: any that may connect. */
  from: z.array(z.string().refine(isNetwork)).min(1).optional(),
};
const senderTokenSchema = z.strictObject({
  ...anyToken,
  /** The provider it may send for, and everything below that on dot segments. */
  provider: z.string().regex(PROVIDER_PATTERN),
  /** Base URL of the cluster's web interface, for senders that cannot tell it. */
  serverUrl: z.string().optional(),
  cluster: z.string().optional(),
});
const viewerTokenSchema = z.strictObject({ ...anyToken, viewer: z.literal(true) });
const tokenSchema = z.union([senderTokenSchema, viewerTokenSchema]);
export const tokensFileSchema = z.strictObject({ version: z.literal(1), tokens: z.array(tokenSchema) });

/** What `tokens.json` holds. */
export type TokensFile = z.infer<typeof tokensFileSchema>;
/** The token of a sender: it sends for its provider, and reads nothing. */
export type SenderToken = z.infer<typeof senderTokenSchema>;
/** The token of a viewer: it reads and acknowledges, and sends nothing. */
export type ViewerToken = z.infer<typeof viewerTokenSchema>;
/** A token as it is kept: everything but the token itself. */
export type Token = SenderToken | ViewerToken;
/** What a sender's token is made with. */
export type TokenSettings = Pick<SenderToken, 'provider' | 'serverUrl' | 'cluster' | 'from'>;
/** What a viewer's token is made with. */
export type ViewerSettings = Pick<ViewerToken, 'viewer' | 'from'>;

/** Whether a token bound to `bound` may send for `provider`: the same, or below it on dot segments. */
export function coversProvider(bound: string, provider: string): boolean {
  return provider === bound || provider.startsWith(`${bound}.`);
}

export function isViewer(token: Token): token is ViewerToken {
  return 'viewer' in token;
}

/** Until when the text works that a token had before, in milliseconds since the epoch; undefined where it does not. */
export function overlapEnd({ previous }: Token, now = Date.now()): number | undefined {
  const until = Date.parse(previous?.until ?? '');
  return until > now ? until : undefined;
}

/** What is kept of a token that is made now. */
export function newToken(name: string, settings: TokenSettings | ViewerSettings, text: string): Token {
  return { name, ...settings, hash: hashToken(text), createdAt: new Date().toISOString() };
}

/** The text of a token: 32 random bytes. */
export function newTokenText(): string {
  return `tempo_${randomBytes(32).toString('base64url')}`;
}

/** What is kept of a text: SHA-256 in hex. */
export function hashToken(text: string): string {
  return hash('sha256', text);
}
