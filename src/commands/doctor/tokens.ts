import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { coversProvider, type SenderToken } from '../../ingest/token.ts';
import { TokenFile } from '../../ingest/tokens.ts';
import { shellWord } from '../shell-word.ts';
import { type Check, counted, failure, modeText, ok, warning } from './check.ts';
import type { OwnCommand } from './own-command.ts';
import { PROBE_PROVIDER } from './probe-event.ts';

/** Whose notifications the product is for. */
export const PROXMOX = 'com.proxmox';
const NAMED = 5;

/** The tokens of a data directory as they are kept. */
export interface TokenFacts {
  path: string;
  /** Permission bits; absent where the system has none, or there is no file. */
  mode?: number;
  /** Those of senders, but for doctor's own; or why nobody knows. */
  tokens: readonly SenderToken[] | { problem: string };
}

export async function readTokenFacts(dataDir: string): Promise<TokenFacts> {
  const path = join(dataDir, 'tokens.json');
  const found = await stat(path).catch(() => undefined);
  const tokens = await new TokenFile(dataDir).senders().then(
    (all) => all.filter(({ provider }) => provider !== PROBE_PROVIDER),
    // A file in the place of the folder is told with the folder.
    (error: NodeJS.ErrnoException) => (error.code === 'ENOTDIR' ? [] : { problem: error.message }),
  );
  const mode = found && process.platform !== 'win32' ? { mode: found.mode & 0o777 } : {};
  return { path, ...mode, tokens };
}

/** Whether senders can have a token at all, and one that lets Proxmox in. */
export function judgeTokens({ path, mode, tokens }: TokenFacts, command: OwnCommand): Check[] {
  if ('problem' in tokens)
    return [failure('token file', tokens.problem, `make ${path} readable again, or move it away`)];
  return [
    ...(mode === undefined ? [] : [judgeMode(path, mode)]),
    judgeBindings(tokens, command),
    ...judgeServerUrls(tokens, command),
  ];
}

function judgeMode(path: string, mode: number): Check {
  if ((mode & 0o077) === 0)
    return ok('token file', `${path} is readable, by this user alone (mode ${modeText(mode)})`);
  return warning(
    'token file',
    `${path} is open to other users (mode ${modeText(mode)})`,
    `chmod 600 ${shellWord(path)}`,
  );
}

function judgeBindings(tokens: readonly SenderToken[], command: OwnCommand): Check {
  const add = command('token', 'add', 'proxmox', '--provider', PROXMOX);
  if (tokens.length === 0)
    return warning(
      'tokens',
      'there are none for senders: every event is refused with 401',
      `a start of the timeline makes one; or ${add}`,
    );
  const named = tokens.slice(0, NAMED).map(({ name, provider }) => `${name} (${provider})`);
  if (tokens.length > NAMED) named.push(`${tokens.length - NAMED} more`);
  const found = `${counted(tokens.length, 'token')}: ${named.join(', ')}`;
  if (tokens.some(({ provider }) => coversProvider(provider, PROXMOX))) return ok('tokens', found);
  return warning('tokens', `${found}; none is bound to ${PROXMOX}, so Proxmox VE is refused with 401`, add);
}

function judgeServerUrls(tokens: readonly SenderToken[], command: OwnCommand): Check[] {
  const without = tokens.filter(
    ({ provider, serverUrl }) =>
      serverUrl === undefined && (coversProvider(provider, PROXMOX) || coversProvider(PROXMOX, provider)),
  );
  if (without.length === 0) return [];
  const names = without.map(({ name }) => name).join(', ');
  const add = command('token', 'add', 'NAME', '--provider', without[0]!.provider, '--server-url', 'URL');
  return [
    warning(
      'server URL',
      `none is kept with ${names}: what comes in Proxmox's own shape or by Gotify has nothing to open`,
      `${add}; with the body template all is well, as that brings it`,
    ),
  ];
}
