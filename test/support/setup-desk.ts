import { setupDesk } from '../../src/commands/setup-desk.ts';
import { KEYS } from '../../src/ui/keys.ts';
import type { SetupDesk, SetupNote } from '../../src/ui/setup-desk.ts';

/** The set-up desk of a receiver on loopback; '' for no token that is still known. */
export function testDesk(token = '', notes: readonly SetupNote[] = [], keys = KEYS): SetupDesk {
  return setupDesk({
    endpoint: 'http://127.0.0.1:7776/ingest',
    lanEndpoints: ['http://192.0.2.1:7776/ingest', 'http://pve-mon:7776/ingest'],
    loopbackOnly: true,
    ...(token !== '' && { token: { name: 'proxmox', provider: 'com.proxmox', text: token } }),
    notes,
    keys,
    command: (...words) => ['tempo-tui', ...words].join(' '),
    tokens: {
      addNext: async (name) => ({ name: `${name}-2`, text: 'tempo_N3XT' }),
    },
  });
}
