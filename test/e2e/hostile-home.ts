import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { HOSTILE, hostileEvent } from './hostile.ts';
import { addToken, makeHome, post } from './program.ts';

/** Actions of a score whose every word is hostile; the first three are for the keys 1 to 3. */
export function hostileScore(texts: string) {
  const all = texts.slice(0, 150);
  return {
    providerIdentifier: 'com.hostile',
    displayName: `H${all}`.slice(0, 60),
    severityDefault: { label: `L${all}`.slice(0, 80) },
    tagRules: [{ match: {}, tag: '${metadata.Message}' }],
    grouping: '${externalID}',
    defaultActions: [
      { label: `${all} open`, systemIcon: all, trigger: { openURL: 'https://pve.lan/${metadata.text}' } },
      { label: `${all} copy`, systemIcon: all, trigger: { copyToClipboard: '${metadata.text}' } },
      { label: `${all} run`, systemIcon: all, trigger: { openTerminalWith: 'printf %s ${metadata.text}' } },
    ],
  };
}

/** A home with hostile names wherever the program reads one. */
export async function hostileHome() {
  const home = makeHome();
  const config = join(home.dir, 'config');
  const data = join(home.dir, 'data');
  mkdirSync(join(config, 'scores'), { recursive: true });
  writeFileSync(join(config, 'config.json'), '{}');
  const all = HOSTILE.map(([, text]) => text).join('');
  writeFileSync(join(config, 'scores', 'com.hostile.json'), JSON.stringify(hostileScore(all)));
  writeFileSync(join(config, 'scores', 'bad\u001B]0;owned\u0007.json'), '{"\u001B[2J');
  const options = ['--config', join(config, 'config.json'), '--data-dir', data];
  const token = await addToken(home, 'all', 'com', data);
  // What no command takes may still stand in the file.
  const tokens = join(data, 'tokens.json');
  writeFileSync(tokens, readFileSync(tokens, 'utf8').replace('"all"', JSON.stringify(all.slice(0, 64))));
  return { home, options, token, data, all };
}

/** Posts an event of every kind for Proxmox and one for the hostile score, and one of each that is refused. */
export async function sendHostile(endpoint: string, token: string): Promise<void> {
  for (const [at, [kind, text]] of HOSTILE.entries()) {
    const event = hostileEvent(text, at) as { metadata: object };
    const metadata = { ...event.metadata, ServerUrl: `https://pve.lan:8006/${text}`, text };
    const sent = { ...event, metadata };
    const answers = [];
    for (const more of [{}, { providerIdentifier: 'com.hostile' }, { title: 7 }])
      answers.push((await post(endpoint, token, { ...sent, ...more })).status);
    expect([kind, ...answers]).toEqual([kind, 202, 202, 422]);
  }
}
