import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MadePair, makeAuthority, makeServerPair } from '../../src/commands/tls/make-certificate.ts';

const NAME = 'a CA of tests';
export const HOSTS = ['mon.lan', 'localhost', '127.0.0.1', '::1'];

/** A CA, and what it signs. */
export interface TestAuthority {
  certificate: string;
  sign(wanted?: { hosts?: readonly string[]; days?: number; now?: Date }): MadePair;
}

export function testAuthority(hosts: readonly string[] = HOSTS): TestAuthority {
  const { certificate, key: text } = makeAuthority(NAME, hosts);
  const key = createPrivateKey(text);
  const authority = { name: NAME, key, publicKey: createPublicKey(key) };
  return { certificate, sign: (wanted = {}) => makeServerPair(authority, { hosts, days: 30, ...wanted }) };
}

/** Writes a pair as a server has it; returns where. */
export function writePair(dir: string, { certificate, key }: MadePair): { cert: string; key: string } {
  mkdirSync(dir, { recursive: true });
  const files = { cert: join(dir, 'server.crt'), key: join(dir, 'server.key') };
  writeFileSync(files.key, key, { mode: 0o600 });
  writeFileSync(files.cert, certificate);
  return files;
}
