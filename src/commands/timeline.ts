import type { Flags, Settings } from '../config.ts';
import { safe, safeText } from '../safe-text.ts';
import type { KeyTable } from '../ui/keys.ts';
import type { SetupDesk, SetupNote } from '../ui/setup-desk.ts';
import { lanEndpoints } from './addresses.ts';
import { type OwnCommand, ownCommand } from './doctor/own-command.ts';
import { Journal } from './journal.ts';
import { keyTable } from './key-table.ts';
import { openOrigins } from './origins.ts';
import { say } from './output.ts';
import { programLine } from './program-line.ts';
import { setupDesk } from './setup-desk.ts';
import { showUntilQuit } from './show-until-quit.ts';
import { type RunningService, startService } from './start-service.ts';
import { colorBits } from './terminal-colors.ts';
import { untilStopped } from './until-stopped.ts';

/** The name and binding of the token that the first run makes by itself. */
const FIRST_TOKEN = { name: 'proxmox', provider: 'com.proxmox' };

/** The timeline with its receiver, until the user quits or the process is asked to stop. */
export async function timeline(settings: Settings, flags: Flags): Promise<void> {
  const keys = keyTable(settings);
  const stopped = untilStopped();
  const journal = new Journal();
  const service = await startService(settings, journal);
  try {
    const desk = await deskFor(settings, service, keys, ownCommand(flags));
    // The other commands do without.
    const [{ showTimeline }, { TimelineFeed }, { themeNamed }] = await Promise.all([
      import('../ui/show-timeline.ts'),
      import('../ui/feed.ts'),
      import('../ui/themes.ts'),
    ]);
    const { book, store, subjects } = service;
    const feed = new TimelineFeed(store, book, subjects);
    const origins = await openOrigins(settings.dataDir);
    await showUntilQuit(settings.dataDir, stopped, (world) => {
      const shown = showTimeline({
        feed,
        book,
        origins,
        refusals: service.receiver.rejections,
        journal,
        scoreNotices: service.scoreNotices,
        setup: desk,
        theme: themeNamed(settings.theme, colorBits(process.stdout)),
        keys,
        mouse: settings.mouse,
        beyond: settings,
        ...world,
      });
      void service.keepHistory();
      return shown;
    });
    feed.close();
    await store.visited().catch(() => {});
  } finally {
    await service.close();
  }
  for (const { kind, text } of journal.entries) if (kind === 'bad') say(text);
}

/** The set-up as this start has it: with a token on the first run, and with what stands in the way. */
async function deskFor(
  { host }: Settings,
  service: RunningService,
  keys: KeyTable,
  command: OwnCommand,
): Promise<SetupDesk> {
  const { endpoint, loopbackOnly, tokens, receiver } = service;
  const isFirst = (await tokens.senders()).length === 0;
  const { name, ...settings } = FIRST_TOKEN;
  const made = isFirst ? await tokens.addNext(name, settings) : undefined;
  const notes: SetupNote[] = [];
  if (loopbackOnly) {
    const keep = isFirst ? safe` (copy the token first)` : safe``;
    const note = safe`Only this machine can reach it. To let Proxmox in, quit and start with the line below${keep}:`;
    notes.push({ text: note, command: safe`${safeText(programLine())} --host 0.0.0.0` });
  }
  return setupDesk({
    endpoint,
    loopbackOnly,
    lanEndpoints: lanEndpoints(host, receiver.port),
    notes,
    tokens,
    keys,
    command,
    ...(made && { token: { ...settings, ...made } }),
  });
}
