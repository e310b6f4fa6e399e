import backup from './builtin/com.proxmox.backup.json' with { type: 'json' };
import proxmox from './builtin/com.proxmox.json' with { type: 'json' };
import scripts from './builtin/scripts.json' with { type: 'json' };
import { readScore } from './read-score.ts';
import type { Score } from './schema.ts';

/** The scores that come with the program. */
export function builtinScores(): Score[] {
  return [proxmox, backup, scripts].map((json) => {
    const read = readScore(json);
    if ('score' in read) return read.score;
    const [problem] = read.problems;
    throw new Error(`A built-in score is wrong: ${problem?.path}: ${problem?.reason}`);
  });
}
