import { expect, it } from 'vitest';
import { PROVIDER_PATTERN } from '../../src/event.ts';
import { MOST_PROVIDERS, providerLabels } from '../../src/metrics/provider-labels.ts';

it('gives the first providers labels of their own, and all further ones one that no provider has', () => {
  const labelOf = providerLabels();
  expect(labelOf('com.proxmox')).toBe('com.proxmox');
  const labels = Array.from({ length: 5 * MOST_PROVIDERS }, (_, number) => labelOf(`scripts.${number}`));
  expect(new Set(labels).size).toBe(MOST_PROVIDERS);
  expect(labels.at(-1)).not.toMatch(PROVIDER_PATTERN);
  expect(labelOf('com.proxmox')).toBe('com.proxmox');
});
