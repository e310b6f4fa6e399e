import type { Settings } from '../config.ts';
import { safe, safeText } from '../safe-text.ts';
import type { SetupGuide, SetupNote } from '../ui/services.ts';
import { endOnCrash } from './crash.ts';
import { Journal } from './journal.ts';
import { openOrigins } from './origins.ts';
import { say } from './output.ts';
import { programLine } from './program-line.ts';
import { setupGuide } from './setup-guide.ts';
import { type RunningService, startService } from './start-service.ts';
import { setColorDepth } from './terminal-colors.ts';
import { untilStopped } from './until-stopped.ts';

/** The name and binding of the token that the first run makes by itself. */
const FIRST_TOKEN = { name: 'proxmox', provider: 'com.proxmox' };

/** The timeline with its receiver, until the user quits or the process is asked to stop. */
export async function timeline(settings: Settings): Promise<void> {
  const stopped = untilStopped();
  const journal = new Journal();
  const service = await startService(settings, journal);
  try {
    const colors = setColorDepth(process.stdout);
    const guide = await guideFor(service);
    // After the colours are settled; and the other commands do without.
    const [{ showTimeline }, { TimelineFeed }, { makeTheme }] = await Promise.all([
      import('../ui/show-timeline.ts'),
      import('../ui/feed.ts'),
      import('../ui/theme.ts'),
    ]);
    const { book, store, subjects } = service;
    const feed = new TimelineFeed(store, book, subjects);
    const origins = await openOrigins(settings.dataDir);
    await new Promise<void>((done) => {
      const crash = endOnCrash(settings.dataDir, () => shown.close());
      const shown = showTimeline({
        feed,
        book,
        origins,
        refusals: service.receiver.rejections,
        journal,
        scoreNotices: service.scoreNotices,
        setup: guide,
        theme: makeTheme(colors),
        desktop: {
          env: process.env,
          platform: process.platform,
          writeToTerminal: (sequence) => shown.send(sequence),
        },
        now: Date.now,
        quit,
        crash,
      });
      function quit(): void {
        shown.close();
        done();
      }
      void service.keepHistory();
      void stopped.then(quit);
      process.stdin.once('end', quit);
      process.stdout.on('error', quit);
      process.once('exit', () => shown.close());
    });
    feed.close();
    await store.visited().catch(() => {});
  } finally {
    await service.close();
  }
  for (const { kind, text } of journal.entries) if (kind === 'bad') say(text);
}

/** The set-up as this start has it: with a token on the first run, and with what stands in the way. */
async function guideFor(service: RunningService): Promise<SetupGuide> {
  const { endpoint, lanEndpoint, loopbackOnly, tokens, store } = service;
  const known = await tokens.list();
  const token = known.length === 0 ? await tokens.add(FIRST_TOKEN.name, FIRST_TOKEN) : undefined;
  const notes: SetupNote[] = [];
  const program = safeText(programLine());
  if (loopbackOnly) {
    const keep = token === undefined ? safe`` : safe` (copy the token first)`;
    const text = safe`Only this machine can reach it. To let Proxmox in, quit and start with the line below${keep}:`;
    notes.push({ text, command: safe`${program} --host 0.0.0.0` });
  }
  const first = known[0];
  if (token === undefined && first && store.table.size === 0) {
    const name = /^[\w.-]+$/.test(first.name) ? safeText(first.name) : safe`NAME`;
    const text = safe`Put your token for YOUR_TOKEN. It was shown when it was made; a new one comes with:`;
    notes.push({ text, command: safe`${program} token rotate ${name}` });
  }
  return setupGuide({ endpoint, lanEndpoint, loopbackOnly, ...(token !== undefined && { token }), notes });
}
