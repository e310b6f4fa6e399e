import { expect, it } from 'vitest';
import { connectionsWithin } from '../../src/ingest/descriptors.ts';

it.each([
  [undefined, 256],
  [1_048_576, 256],
  [1064, 256],
  [1024, 246],
  [64, 6],
  [16, 4],
])('%s descriptors are enough for %s connections', (descriptors, connections) => {
  expect(connectionsWithin(descriptors, 256)).toBe(connections);
});
