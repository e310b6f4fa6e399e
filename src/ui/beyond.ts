import type { Settings } from '../config.ts';
import { alarmSequence, soundAlarms } from './alarm.ts';
import type { Screen } from './screen.ts';
import type { TimelineServices } from './services.ts';
import { keepTitle } from './window-title.ts';

/** What is told beyond the screen; nothing is unless the user wants it. */
export type Beyond = Pick<Settings, 'notify' | 'title'>;

/** Tells what is to be told beyond the screen, by the screen's own writer; returns how to stop. */
export function tellBeyond(
  { notify, title }: Beyond,
  { feed, desktop: { env } }: Pick<TimelineServices, 'feed' | 'desktop'>,
  screen: Pick<Screen, 'send' | 'setTitle'>,
): () => void {
  const stops: (() => void)[] = [];
  // The console of Linux has no title, and older ones print one.
  if (title && env.TERM !== 'linux') stops.push(keepTitle(feed, (text) => screen.setTitle(text)));
  if (notify !== 'off')
    stops.push(soundAlarms(feed, (text) => screen.send(alarmSequence(text, notify, env))));
  return () => {
    for (const stop of stops) stop();
  };
}
