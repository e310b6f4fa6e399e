import { expect, it, vi } from 'vitest';
import { messageText } from '../../src/attach/record-message.ts';
import { hostileReceiver } from '../e2e/hostile-receiver.ts';
import { view } from '../support/attached.ts';

const DAY = Date.parse('2026-04-29T03:14:00Z');
const note = (time: number, text: string) => ({ time, kind: 'bad' as const, text });
const rejection = (fields: object) => ({
  time: '2026-04-29T03:14:00.000Z',
  since: '2026-04-29T03:14:00.000Z',
  address: 'here',
  status: 401,
  reason: 'good',
  times: 1,
  ...fields,
});

async function viewed(told: Parameters<typeof hostileReceiver>[0]) {
  const { url } = await hostileReceiver(told);
  return (await view({ port: Number(new URL(url).port), token: 'x' })).attachment;
}

it('leaves out what was at no time that there is, told at first or later', async () => {
  const attachment = await viewed({
    head: {
      notes: [note(1e300, 'far'), note(DAY, 'at first')],
      rejections: [
        rejection({}),
        rejection({ time: 'x' }),
        rejection({ times: -1e308 }),
        rejection({ times: 0.5 }),
      ],
      gaps: [
        { from: 0, to: 1e300 },
        { from: 0, to: 1 },
      ],
      lastVisit: 'yesterday',
      lastSeen: -5e300,
    },
    more:
      messageText('notes', [note(-1e300, 'older'), note(DAY, 'later')]) +
      messageText('rejections', [rejection({ status: 403, times: 1.5 }), rejection({ status: 404 })]),
  });
  await vi.waitFor(() => expect(attachment.notes.map(({ text }) => text)).toEqual(['at first', 'later']));
  await vi.waitFor(() => expect(attachment.rejections.map(({ status }) => status)).toEqual([401, 404]));
  const { gaps, lastVisit, lastSeen } = attachment.store;
  expect({ gaps, lastVisit, lastSeen }).toEqual({
    gaps: [{ from: 0, to: 1 }],
    lastVisit: undefined,
    lastSeen: undefined,
  });
});

it('counts nothing by what is no count', async () => {
  const foreign = ['x'];
  const state = {
    trouble: null,
    problems: { damaged: -1e300, torn: 0.5, newer: 3, foreign },
    scoreNotices: [],
  };
  const attachment = await viewed({ head: { size: -5, state } });
  expect(attachment.store.problems).toEqual({ damaged: 0, torn: 0, newer: 3, foreign });
  expect(attachment.head.size).toBe(0);
});
