import { safe, safeText } from '../safe-text.ts';
import { explain } from '../score/explain.ts';
import { explanationLines } from '../score/explanation-text.ts';
import { demoLines } from './demo-lines.ts';
import type { Entry } from './entries.ts';
import { wrapToWidth } from './format.ts';
import type { Focus } from './keys.ts';
import { plain } from './line.ts';
import { linesOrWhy } from './lines-or-why.ts';
import { logLines } from './refusal-lines.ts';
import type { TimelineServices } from './services.ts';
import { setupLines } from './setup-lines.ts';
import type { Line } from './theme.ts';
import type { TimelineState } from './timeline-state.ts';
import { zoneOf } from './times.ts';

/** What lies over everything where the keys go there; undefined where nothing does. */
export function overlayLines(
  focus: Focus,
  entry: Entry | undefined,
  state: TimelineState,
  services: TimelineServices,
  width: number,
): Line[] | undefined {
  switch (focus) {
    case 'setup':
    case 'url':
      return setupLines(state, services, width);
    case 'demo':
      return services.demo && demoLines(services.demo, width, services);
    case 'log':
      return logLines(services, width, services.now(), zoneOf(state.times));
    case 'why':
      return linesOrWhy(width, () => whyLines(entry, services, width));
    default:
      return undefined;
  }
}

/** How the score came to what it says of the selected event. */
function whyLines(entry: Entry | undefined, { book }: TimelineServices, width: number): Line[] {
  if (!entry) return [plain(safe`Nothing is selected.`)];
  const title = plain(safe`Why “${safeText(entry.event.title)}” is shown so`, { bold: true });
  const lines = explanationLines(explain(entry.event, book)).map((line) => safeText(line));
  return [title, ...lines.flatMap((line) => wrapToWidth(line, width, 4)).map((line) => plain(line))];
}
