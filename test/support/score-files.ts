import { renameSync, writeFileSync } from 'node:fs';

/** The text of a small score. */
export function scoreText(providerIdentifier: string, displayName = 'A', fields: object = {}): string {
  return JSON.stringify({ providerIdentifier, displayName, ...fields });
}

/** Saves as editors do that write a new file and give it the old one's name. */
export function save(path: string, text: string): void {
  writeFileSync(`${path}~`, text);
  renameSync(`${path}~`, path);
}
