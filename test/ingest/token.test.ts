import { expect, it } from 'vitest';
import { coversProvider } from '../../src/ingest/token.ts';

it.each([
  ['com.proxmox', 'com.proxmox', true],
  ['com.proxmox', 'com.proxmox.backup', true],
  ['com.proxmox', 'com.proxmoxx', false],
  ['com.proxmox.backup', 'com.proxmox', false],
  ['', 'com.proxmox', false],
])('bound to %j: %s is covered: %s', (bound, provider, covered) => {
  expect(coversProvider(bound, provider)).toBe(covered);
});
