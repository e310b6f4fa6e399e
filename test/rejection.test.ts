import { describe, expect, it } from 'vitest';
import { advicesFor, type Rejection, TOO_MANY } from '../src/rejection.ts';

function rejected(status: number, reason: string): Rejection {
  const time = '2026-04-29T03:14:00.000Z';
  return { time, since: time, times: 1, address: '192.0.2.7', status, reason };
}

describe('what to do about refusals', () => {
  it('is told once each, and for 429 by what there was too much of', () => {
    const advices = advicesFor([
      ...Object.values(TOO_MANY).map((reason) => rejected(429, reason)),
      rejected(401, 'no token was sent'),
      rejected(401, 'the token is unknown or revoked'),
    ]);
    expect(advices.map(({ status }) => status)).toEqual([401, ...Object.keys(TOO_MANY).map(() => 429)]);
    const [, events, attempts, readers, connections, requests] = advices.map(({ advice }) => advice);
    expect(events).toMatch(/^Raise --rate-limit/);
    expect(attempts).toMatch(/wrong token or none.*--rate-limit changes nothing/);
    expect(readers).toMatch(/^Close some timelines/);
    expect(connections).toMatch(/^Find what opens connections/);
    expect(requests).toMatch(/without waiting for an answer/);
  });
});
