import { type Flags, readSettings, type Settings } from '../../config.ts';
import type { Journal } from '../journal.ts';
import type { RunningService } from '../start-service.ts';

/**
 * Looks at tokens, scores and the config file as if they had just changed, and notes all that is wrong with them, also what
 * was told before. Tokens and scores are in force at once; of the config file it tells what the next start would have.
 *
 * @param flags those of the start
 */
export async function lookAgain(
  { tokens, scores }: Pick<RunningService, 'tokens' | 'scores'>,
  settings: Settings,
  flags: Flags,
  journal: Journal,
): Promise<void> {
  const troubles: string[] = [];
  const before = new Set(journal.entries);
  await tokens.load().catch(({ message }: Error) => {
    troubles.push(`${message} Until it can be read, the tokens of before are in force.`);
  });
  await scores.settled();
  for (const { name, reason } of scores.notices()) troubles.push(`Score ${name}: ${reason}`);
  try {
    const changed = differences(settings, readSettings(flags));
    if (changed.length > 0)
      journal.note(`In ${settings.configFile}, ${changed.join(', ')} changed: the next start has that.`);
  } catch (error) {
    const text = (error as Error).message;
    troubles.push(`${text}${text.endsWith('.') ? '' : '.'} Until it is mended, the next start fails.`);
  }
  // What is news as well was noted while it was looked at.
  const noted = new Set(journal.entries.filter((entry) => !before.has(entry)).map(({ text }) => text));
  for (const trouble of troubles) if (!noted.has(trouble)) journal.warn(trouble);
  const count = troubles.length === 0 ? 'nothing is wrong' : `${troubles.length} to mend`;
  journal.note(`Looked at tokens, scores and the config file again: ${count}.`);
}

function differences(before: Settings, now: Settings): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]) as Set<keyof Settings>;
  return [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]));
}
