import { EXIT, type Flags, type Settings } from '../config.ts';
import type { TokenFile } from '../ingest/tokens.ts';
import { type SafeText, safe, safeText } from '../safe-text.ts';
import type { KeyTable } from '../ui/keys.ts';
import type { SetupDesk, SetupNote } from '../ui/setup-desk.ts';
import { lanEndpoints } from './addresses.ts';
import { type OwnCommand, ownCommand } from './doctor/own-command.ts';
import { type Ending, ToldError } from './ending.ts';
import { handOver } from './hand-over.ts';
import type { Journal } from './journal.ts';
import { say } from './output.ts';
import { programLine } from './program-line.ts';
import { type FreshToken, setupDesk } from './setup-desk.ts';
import { showOver } from './show-over.ts';
import type { RunningService } from './start-service.ts';
import { ownCa } from './tls/own-pair.ts';
import { SUSPENDED } from './until-quit.ts';

/** The name and binding of the token that the first run makes by itself. */
const FIRST_TOKEN = { name: 'proxmox', provider: 'com.proxmox' };

const NOBODY_RECEIVES = 'The receiver has stopped: what Proxmox sends now is lost.';

export interface OwnParts {
  settings: Settings;
  flags: Flags;
  keys: KeyTable;
  stopped: Promise<unknown>;
  journal: Journal;
}

/**
 * The timeline over the receiver of this process, until the user quits or the process is asked to stop.
 *
 * @throws ToldError where that receiver was to go on in the background and does not
 */
export async function ownTimeline(
  { settings, flags, keys, stopped, journal }: OwnParts,
  service: RunningService,
): Promise<void> {
  let isHandedOver = false;
  let failure: Ending | undefined;
  try {
    const { book, store, subjects } = service;
    await showOver(settings, stopped, {
      source: store,
      book,
      subjects,
      keys,
      refusals: service.receiver.rejections,
      journal,
      astray: service.astray,
      scoreNotices: service.scoreNotices,
      setup: await deskFor(settings, service, keys, ownCommand(flags)),
      onShown: () => void service.keepHistory(),
      onSuspend: () => say(SUSPENDED),
      handOver: () => {
        isHandedOver = true;
      },
    });
    await store.visited().catch(() => {});
  } finally {
    if (isHandedOver) failure = await goOnInBackground(settings, flags, service);
    else await service.close();
  }
  for (const { kind, text } of journal.entries) if (kind === 'bad') say(text);
  if (!isHandedOver && service.store.table.size > 0) say(NOBODY_RECEIVES);
  if (failure) throw new ToldError(failure);
}

/** Says how that went, and returns it where it failed. */
async function goOnInBackground(
  { dataDir }: Settings,
  flags: Flags,
  service: RunningService,
): Promise<Ending | undefined> {
  try {
    const pid = await handOver(dataDir, flags, service);
    say(
      `The receiver keeps running (pid ${pid}, ${service.endpoint}). tempo-tui shows it again; kill ${pid} ends it.`,
    );
    return undefined;
  } catch (error) {
    const text = `The receiver could not go on in the background: ${(error as Error).message}. Nothing listens now; what it said is in ${dataDir}/serve.log.`;
    say(text);
    return { text, exitCode: EXIT.failed };
  }
}

/** The set-up as this start has it: with a token on the first run, and with what stands in the way. */
async function deskFor(
  settings: Settings,
  service: RunningService,
  keys: KeyTable,
  command: OwnCommand,
): Promise<SetupDesk> {
  const { endpoint, loopbackOnly, tokens, receiver } = service;
  const fresh = await firstToken(tokens);
  const quit = safe`Only this machine can reach it. To let Proxmox in, quit and start with the line below`;
  return setupDesk({
    endpoint,
    loopbackOnly,
    lanEndpoints: lanEndpoints(settings.host, receiver.port, service.secured?.inForce.certificate),
    ...ownCa(settings),
    notes: loopbackOnly ? [openingNote(quit, `${programLine()} --host 0.0.0.0`, fresh !== undefined)] : [],
    tokens,
    keys,
    command,
    ...(fresh && { token: fresh }),
  });
}

/** The token that the first run makes; undefined where there is one already. */
export async function firstToken(tokens: TokenFile): Promise<FreshToken | undefined> {
  if ((await tokens.senders()).length > 0) return undefined;
  const { name, text } = await tokens.addNext(FIRST_TOKEN.name, { provider: FIRST_TOKEN.provider });
  return { ...FIRST_TOKEN, name, text };
}

/**
 * How a receiver that only this machine reaches is opened.
 *
 * @param isFresh a token was made that is shown in this run alone
 */
export function openingNote(text: SafeText, command: string, isFresh: boolean): SetupNote {
  const keep = isFresh ? safe` (copy the token first)` : safe``;
  return { text: safe`${text}${keep}:`, command: safeText(command) };
}
