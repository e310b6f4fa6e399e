import type { Score } from '../score/schema.ts';

/** Lines that change at most: to find the fewest of more takes seconds. */
const MOST_EDITS = 3000;

/** What is different in another version of a score, as a unified diff of both written alike. It holds what others wrote. */
export async function scoreDiff(before: Score, after: Score): Promise<string[]> {
  // Loaded here alone, and left out of the bundle: no other command needs it.
  const { structuredPatch } = await import('diff');
  const patch = structuredPatch('', '', written(before), written(after), '', '', {
    context: 2,
    maxEditLength: MOST_EDITS,
  });
  if (!patch) return ['  too many differences to show'];
  return patch.hunks.flatMap(({ oldStart, newStart, lines }) => [
    `  @@ line ${oldStart}, now line ${newStart} @@`,
    ...lines.filter((line) => !line.startsWith('\\')).map((line) => `  ${line}`),
  ]);
}

function written(score: Score): string {
  return `${JSON.stringify(score, undefined, 2)}\n`;
}
