import { type Settings, UsageError } from '../config.ts';
import { safeText } from '../safe-text.ts';
import type { TimelineServices } from '../ui/services.ts';
import type { SetupDesk } from '../ui/setup-desk.ts';
import { demoFeed } from './demo/demo-feed.ts';
import { play } from './demo/play.ts';
import { keyTable } from './key-table.ts';
import { programLine } from './program-line.ts';
import { showUntilQuit } from './show-until-quit.ts';
import { colorBits } from './terminal-colors.ts';
import { untilStopped } from './until-stopped.ts';

/** There is nothing to connect, and no key leads there. */
const NO_DESK: SetupDesk = {
  endpoint: '',
  loopbackOnly: true,
  notes: [],
  guide: hasNone,
  makeToken: hasNone,
  ensureToken: hasNone,
  proves: hasNone,
};

/**
 * The timeline over a made-up cluster, moving, until the user quits: in memory, without a port, with the keys and the
 * looks that the user has chosen.
 *
 * @throws UsageError without a terminal
 */
export async function demo(settings: Settings): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UsageError(
      'The demo is a screen to look at and needs a terminal. Run tempo-tui demo in one, without a pipe.',
    );
  }
  const keys = keyTable(settings);
  const stopped = untilStopped();
  const [{ showTimeline }, { themeNamed }] = await Promise.all([
    import('../ui/show-timeline.ts'),
    import('../ui/themes.ts'),
  ]);
  const { feed, book, coming, happen } = demoFeed(Date.now());
  const stop = play(coming, (send) => happen(send, Date.now()));
  await showUntilQuit(undefined, stopped, (world) =>
    showTimeline({
      feed,
      book,
      origins: agreedInThisRun(),
      refusals: { recent: [], subscribe: () => () => {} },
      journal: { entries: [] },
      scoreNotices: () => [],
      setup: NO_DESK,
      demo: { start: safeText(startLine()) },
      theme: themeNamed(settings.theme, colorBits(process.stdout)),
      keys,
      mouse: settings.mouse,
      beyond: settings,
      ...world,
    }),
  );
  stop();
  feed.close();
}

/** How this program is started without anything. */
function startLine(): string {
  return programLine(process.env, process.argv.slice(0, 2)).replace(/ --$/, '');
}

function agreedInThisRun(): TimelineServices['origins'] {
  const agreed = new Set<string>();
  return {
    knows: (origin) => agreed.has(origin),
    remember: async (origin) => {
      agreed.add(origin);
    },
  };
}

function hasNone(): never {
  throw new Error('The demo has no set-up.');
}
