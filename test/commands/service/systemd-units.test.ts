import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  dataDirOf,
  serviceUnit,
  socketUnit,
  type UnitFacts,
} from '../../../src/commands/service/systemd-units.ts';
import { describeWithTools } from '../../e2e/tools.ts';
import { unitFacts } from '../../support/service.ts';
import { tempDir } from '../../support/temp-dir.ts';

describe('socketUnit', () => {
  const listens = (more: Partial<UnitFacts>) =>
    socketUnit(unitFacts(more))
      .split('\n')
      .filter((line) => /^(ListenStream|FreeBind)=/.test(line));

  it.each([
    [{}, ['ListenStream=127.0.0.1:7776', 'ListenStream=[::1]:7776']],
    [{ hasIpv6: false }, ['ListenStream=127.0.0.1:7776']],
    [{ host: 'localhost', hasIpv6: false, port: 80 }, ['ListenStream=127.0.0.1:80']],
    [{ host: '0.0.0.0' }, ['ListenStream=0.0.0.0:7776']],
    [{ host: '::' }, ['ListenStream=[::]:7776']],
    [{ host: '192.168.1.5' }, ['ListenStream=192.168.1.5:7776', 'FreeBind=yes']],
  ])('of %j listens where serve would', (more, written) => {
    expect(listens(more)).toEqual(written);
  });

  it.each([
    [{ port: 0 }, 'stays the same'],
    [{ host: 'pve.lan' }, '--host pve.lan'],
  ])('of %j is none, and says why', (more, word) => {
    expect(() => socketUnit(unitFacts(more))).toThrow(word);
  });
});

describe('serviceUnit', () => {
  it('names the folder it may write, and tells it to who asks later', () => {
    const dataDir = '/srv/a b%h\\';
    const unit = serviceUnit(unitFacts({ dataDir }));
    expect(unit).toContain('ReadWritePaths="/srv/a b%%h\\\\"\n');
    expect(dataDirOf(unit)).toBe(dataDir);
  });

  it('asks for no namespace where there may be none', () => {
    const unit = serviceUnit(unitFacts({ namespaces: false }));
    expect(unit).not.toMatch(/^(Private|Protect|ReadWritePaths|CapabilityBoundingSet)/m);
    expect(unit).toMatch(/^NoNewPrivileges=yes$/m);
  });

  it('has its temporary folder with others only where its files are there', () => {
    expect(serviceUnit(unitFacts())).toMatch(/^PrivateTmp=yes$/m);
    expect(serviceUnit(unitFacts({ dataDir: '/tmp/data' }))).not.toMatch(/^PrivateTmp/m);
  });

  it('of the system runs as a user of its own, and sees homes only where its program is in one', () => {
    const unit = serviceUnit(
      unitFacts({ kind: 'system', dataDir: '/var/lib/tempo-tui/data', configFile: '/etc/config.json' }),
    );
    expect(unit).toMatch(/^User=tempo-tui\nGroup=tempo-tui\nStateDirectory=tempo-tui$/m);
    expect(unit).toMatch(/^ProtectHome=yes$/m);
    expect(unit).not.toMatch(/^ReadWritePaths/m);
    expect(serviceUnit(unitFacts({ kind: 'system' }))).toMatch(/^ProtectHome=read-only$/m);
  });
});

/** As it is by default. */
const ofSystem = unitFacts({
  kind: 'system',
  dataDir: '/var/lib/tempo-tui/.local/share/tempo-tui',
  configFile: '/var/lib/tempo-tui/.config/tempo-tui/config.json',
});

/** A unit in a folder of its own, as systemd reads it. */
function written(facts: UnitFacts): string {
  const dir = tempDir();
  writeFileSync(join(dir, 'tempo-tui.socket'), socketUnit(facts));
  writeFileSync(join(dir, 'tempo-tui.service'), serviceUnit(facts));
  return dir;
}

function versionOfSystemd(): number {
  return Number(/\d+/.exec(execFileSync('systemd-analyze', ['--version'], { encoding: 'utf8' }))![0]);
}

/** Exposure from 0 to 10, as systemd counts it; a kernel that cannot do something does not make a unit worse. */
function exposureOf(facts: UnitFacts): number {
  const unit = join(written(facts), 'tempo-tui.service');
  const told = execFileSync('systemd-analyze', ['security', '--offline=yes', '--no-pager', unit], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return Number(/Overall exposure level for \S+: ([\d.]+)/.exec(told)![1]);
}

describeWithTools(['systemd-analyze'], 'the units as systemd sees them', () => {
  const scope = (kind: 'user' | 'system') => (kind === 'user' ? ['--user'] : []);

  it.each([
    ['user', unitFacts()],
    ['user without namespaces', unitFacts({ namespaces: false })],
    ['system', unitFacts({ kind: 'system', dataDir: '/var/lib/tempo-tui/data' })],
    ['user with odd paths', unitFacts({ dataDir: '/srv/a b%h$HOME"\'\\' })],
  ])('are in order: %s', (_, facts) => {
    const dir = written(facts);
    const units = ['tempo-tui.socket', 'tempo-tui.service'].map((name) => join(dir, name));
    const { status, stderr } = spawnSync(
      'systemd-analyze',
      [...scope(facts.kind), 'verify', '--man=no', ...units],
      {
        encoding: 'utf8',
        env: { ...process.env, XDG_RUNTIME_DIR: dir },
      },
    );
    expect(stderr.split('\n').filter((line) => line.includes(dir))).toEqual([]);
    expect(status).toBe(0);
  });

  it.each([
    ['user', unitFacts(), 1.9],
    ['user with data in /tmp', unitFacts({ dataDir: '/tmp/data' }), 2.1],
    ['user without namespaces', unitFacts({ namespaces: false }), 6.4],
    ['system', ofSystem, 1.5],
    ['system with its config file in a home', { ...ofSystem, configFile: '/home/alice/config.json' }, 1.6],
  ])('leave little open: %s', (name, facts, exposure252) => {
    const exposure = exposureOf(facts);
    process.stdout.write(`exposure of the ${name} unit by systemd-analyze security: ${exposure}\n`);
    // Each systemd counts in its own way; what the documents say is by this one.
    if (versionOfSystemd() === 252) expect(exposure).toBe(exposure252);
    else expect(exposure).toBeLessThanOrEqual(exposure252 + 0.5);
    expect(readFileSync('docs/service.md', 'utf8')).toContain(`${exposure252}`);
  });
});
