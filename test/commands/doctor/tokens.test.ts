import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkGivenToken, judgeGivenToken } from '../../../src/commands/doctor/given-token.ts';
import { PROBE_PROVIDER } from '../../../src/commands/doctor/probe-event.ts';
import { judgeTokens, readTokenFacts } from '../../../src/commands/doctor/tokens.ts';
import type { SenderToken, Token } from '../../../src/ingest/token.ts';
import { TokenFile } from '../../../src/ingest/tokens.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { command, told } from './facts.ts';

function token(name: string, provider: string, serverUrl?: string): SenderToken {
  const kept = { name, provider, hash: '0'.repeat(64), createdAt: '2026-04-29T03:14:00Z' };
  return serverUrl === undefined ? kept : { ...kept, serverUrl };
}

const HOME = token('home', 'com.proxmox', 'https://pve-01.lan:8006');
const ADD = 'tempo-tui token add proxmox --provider com.proxmox';

describe('the tokens', () => {
  it.each<[string, readonly SenderToken[], string]>([
    [
      'none',
      [],
      `warning tokens: there are none for senders: every event is refused with 401 → a start of the timeline makes one; or ${ADD}`,
    ],
    ['one for Proxmox', [HOME], 'ok tokens: 1 token: home (com.proxmox)'],
    ['one above it', [token('all', 'com')], 'ok tokens: 1 token: all (com)'],
    [
      'one for another',
      [token('x', 'com.proxmoxx')],
      `warning tokens: 1 token: x (com.proxmoxx); none is bound to com.proxmox, so Proxmox VE is refused with 401 → ${ADD}`,
    ],
    [
      'one for PBS alone',
      [token('pbs', 'com.proxmox.backup')],
      'warning tokens: 1 token: pbs (com.proxmox.backup); none is',
    ],
    [
      'many',
      Array(7).fill(HOME),
      `ok tokens: 7 tokens: ${Array(5).fill('home (com.proxmox)').join(', ')}, 2 more`,
    ],
    [
      'one without server URL',
      [token('a', 'com.proxmox'), HOME],
      'warning server URL: none is kept with a: what comes',
    ],
  ])('%s', (_, tokens, line) => {
    const lines = told(judgeTokens({ path: '/data/tokens.json', mode: 0o600, tokens }, command));
    expect(lines).toContain('ok token file: /data/tokens.json is readable, by this user alone (mode 0600)');
    expect(lines).toContainEqual(expect.stringContaining(line));
  });

  it('ask no server URL of what is not of Proxmox', () => {
    const lines = told(judgeTokens({ path: 'x', tokens: [HOME, token('s', 'scripts.disk')] }, command));
    expect(lines.join()).not.toContain('server URL');
  });

  it('are read from the folder, without those that doctor makes, and with what is wrong with the file', async () => {
    const dir = tempDir();
    expect(await readTokenFacts(dir)).toEqual({ path: join(dir, 'tokens.json'), tokens: [] });
    const file = new TokenFile(dir);
    await file.add('doctor-1', { provider: PROBE_PROVIDER });
    await file.add('home', { provider: 'com.proxmox' });
    chmodSync(join(dir, 'tokens.json'), 0o644);
    const facts = await readTokenFacts(dir);
    expect(facts).toMatchObject({ mode: 0o644, tokens: [{ name: 'home' }] });
    expect(told(judgeTokens(facts, command))[0]).toMatch(
      /^warning token file: .*tokens\.json is open to other users \(mode 0644\) → chmod 600 .*tokens\.json$/,
    );
    writeFileSync(join(dir, 'tokens.json'), '{');
    expect(told(judgeTokens(await readTokenFacts(dir), command))).toEqual([
      expect.stringMatching(/^failure token file: .*tokens\.json is damaged .* → make .* readable again/),
    ]);
  });
});

describe('the token of a sender', () => {
  it.each<[string, Token | undefined, boolean, string]>([
    ['is known', HOME, true, 'ok token: the one given is "home", bound to com.proxmox'],
    [
      'is of another provider',
      token('s', 'scripts'),
      true,
      'warning token: the one given is "s", bound to scripts: events of',
    ],
    ['is not known', undefined, true, 'failure token: the one given is not known here'],
    [
      'is cut off',
      undefined,
      false,
      'failure token: the one given is none: they are "tempo_" and 43 characters',
    ],
  ])('%s', (_, known, whole, line) => {
    expect(told(judgeGivenToken(known, whole, command))[0]).toContain(line);
  });

  it('is looked up in the folder, and is never told', async () => {
    const dir = tempDir();
    const text = await new TokenFile(dir).add('home', { provider: 'com.proxmox' });
    expect(await checkGivenToken(dir, '', command)).toEqual([]);
    expect(await checkGivenToken(dir, `${text}\n`, command)).toMatchObject([{ status: 'ok' }]);
    const wrong = `tempo_${'x'.repeat(43)}`;
    for (const given of [wrong, 'YOUR_TOKEN']) {
      const checks = await checkGivenToken(dir, given, command);
      expect(checks).toMatchObject([{ status: 'failure' }]);
      expect(JSON.stringify(checks)).not.toContain(given);
    }
  });
});
