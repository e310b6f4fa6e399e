import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPayload } from '../../src/ingest/payload.ts';
import { actionsFor } from '../../src/score/actions.ts';
import { BOUNDS } from '../../src/score/bounds.ts';
import { parseScore } from '../../src/score/read-score.ts';
import { scoreSchema } from '../../src/score/schema.ts';
import { ScoreBook } from '../../src/score/score-book.ts';

const page = readFileSync('docs/scores.md', 'utf8');

describe('the page on scores', () => {
  it('has an example that does what it says', () => {
    const read = parseScore(/```json\n([\s\S]*?)```/.exec(page)![1]!);
    if (!('score' in read)) throw new Error(JSON.stringify(read.problems));
    const payload = /-d '([\s\S]*?)'\n/.exec(page)![1]!;
    const event = readPayload(payload, { receivedAt: Date.now(), senderAddress: '127.0.0.1' });
    const book = new ScoreBook([read.score]);
    expect(book.interpret(event)).toMatchObject({
      source: 'Disks',
      level: 'warning',
      label: '93 %',
      group: { subject: 'nas/srv', windowMs: 86_400_000 },
    });
    expect(actionsFor(event, book).map(({ text, disabled }) => [text, disabled])).toEqual([
      ['ssh://root@nas', undefined],
      ['/srv', undefined],
    ]);
    expect(new ScoreBook().interpret(event).source).toBe('Scripts');
  });

  it('names every field of the format, and the limits as they are', () => {
    for (const field of Object.keys(scoreSchema.shape)) expect(page).toContain(`\`${field}\``);
    for (const limit of [
      BOUNDS.rules,
      BOUNDS.matchKeys,
      BOUNDS.pattern,
      BOUNDS.template,
      BOUNDS.fallbacks,
      BOUNDS.actions,
    ])
      expect(page.slice(page.indexOf('## Limits'))).toContain(limit.toLocaleString('en'));
  });
});
