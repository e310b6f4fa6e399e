import type { Settings } from '../config.ts';
import type { ScoreBook } from '../score/score-book.ts';
import type { Subjects } from '../score/subjects.ts';
import type { EventSource } from '../store/event-source.ts';
import type { KeyTable } from '../ui/keys.ts';
import type { TimelineServices } from '../ui/services.ts';
import { openOrigins } from './origins.ts';
import { showUntilQuit } from './show-until-quit.ts';
import { colorBits } from './terminal-colors.ts';

/** What a timeline is shown over. */
export interface Shown
  extends Pick<
    TimelineServices,
    'refusals' | 'journal' | 'astray' | 'scoreNotices' | 'setup' | 'attached' | 'handOver' | 'onSuspend'
  > {
  source: EventSource;
  book: ScoreBook;
  subjects: Subjects;
  keys: KeyTable;
  /** Called when the first picture is on the screen. */
  onShown?(): void;
}

/**
 * Shows the full-screen timeline until the user quits, the terminal goes away or the process is asked to stop.
 *
 * @param stopped resolves when the process is asked to stop
 */
export async function showOver(settings: Settings, stopped: Promise<unknown>, shown: Shown): Promise<void> {
  // The other commands do without.
  const [{ showTimeline }, { TimelineFeed }, { themeNamed }] = await Promise.all([
    import('../ui/show-timeline.ts'),
    import('../ui/feed.ts'),
    import('../ui/themes.ts'),
  ]);
  const { source, book, subjects, onShown, ...services } = shown;
  const feed = new TimelineFeed(source, book, subjects);
  const origins = await openOrigins(settings.dataDir);
  await showUntilQuit(settings.dataDir, stopped, (world) => {
    const timeline = showTimeline({
      ...services,
      feed,
      book,
      origins,
      theme: themeNamed(settings.theme, colorBits(process.stdout)),
      mouse: settings.mouse,
      beyond: settings,
      ...world,
    });
    onShown?.();
    return timeline;
  });
  feed.close();
}
