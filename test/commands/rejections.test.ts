import { expect, it } from 'vitest';
import { rejectionLine } from '../../src/commands/rejections.ts';
import { localTime } from '../../src/ui/format.ts';

it('tells the times of refusals in the zone of the reader', () => {
  const [since, time] = ['2026-04-29T03:10:00.250Z', '2026-04-29T03:14:00.500Z'];
  const line = rejectionLine({
    time,
    since,
    times: 2,
    address: '192.0.2.7',
    status: 401,
    reason: 'no token',
  });
  const [from, at] = [since, time].map((each) => localTime(Date.parse(each)));
  expect(line).toBe(`${at}  192.0.2.7  401  no token  ×2 since ${from}`);
  expect(at).toMatch(/^2026-04-\d\d \d\d:\d\d:00$/);
});
