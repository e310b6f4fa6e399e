import type { Surroundings } from '../../src/commands/service/surroundings.ts';
import type { UnitFacts } from '../../src/commands/service/systemd-units.ts';

/** A user's machine with all that a service can want. */
export function around(more: Partial<Surroundings> = {}): Surroundings {
  return {
    env: {},
    home: '/home/alice',
    uid: 1000,
    userName: 'alice',
    hasIpv6: true,
    hasNamespaces: true,
    lingers: true,
    ...more,
  };
}

export function unitFacts(more: Partial<UnitFacts> = {}): UnitFacts {
  return {
    kind: 'user',
    command: [process.execPath, '/opt/tempo-tui/cli.js', 'serve', '--data-dir', '/home/alice/data'],
    dataDir: '/home/alice/data',
    configFile: '/home/alice/.config/tempo-tui/config.json',
    port: 7776,
    hasIpv6: true,
    namespaces: true,
    env: {},
    ...more,
  };
}
