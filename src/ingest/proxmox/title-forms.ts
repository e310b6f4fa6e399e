import type { TitleForm } from './derived.ts';

const NAME = "[^'\\r\\n]{1,255}";
const HOST = '[^()\\r\\n]{1,255}';

/**
 * The titles of Proxmox's own templates (pve-manager, pve-ha-manager, proxmox-backup), with those of 8.1 to
 * 8.3 where they were others. Titles are what a Gotify message has in place of a type.
 */
const FORMS: readonly (readonly [type: string, form: RegExp])[] = [
  [
    'vzdump',
    form(
      `vzdump backup status \\((?<host>${HOST})\\): ?backup (?<outcome>failed|successful)(?:: (?<reason>.+))?`,
    ),
  ],
  ['replication', form(`Replication Job: '(?<job>${NAME})' (?<outcome>failed)`)],
  ['fencing', form(`(?:FENCE: )?Try(?:ing)? to fence node '(?<host>${NAME})'`)],
  ['fencing', form(`(?<done>Successfully) fenced node '(?<host>${NAME})'`)],
  ['fencing', form(`(?<done>SUCCEED): .{1,100}node '(?<host>${NAME})'`)],
  ['package-updates', form(`New software packages available(?: \\((?<host>${HOST})\\))?`)],
  ['gc', form(`Garbage Collect Datastore '(?<store>${NAME})' (?<outcome>failed|successful)`)],
  ['prune', form(`Pruning datastore '(?<store>${NAME})' (?<outcome>failed|successful)`)],
  ['verify', form(`Verify Datastore '(?<store>${NAME})' (?<outcome>failed|successful)`)],
  [
    'sync',
    form(`Sync remote '(?<remote>${NAME})' datastore '(?<from>${NAME})' (?<outcome>failed|successful)`),
  ],
  ['sync', form(`Sync local datastore '(?<from>${NAME})' (?<outcome>failed|successful)`)],
  [
    'tape-backup',
    form(`Tape Backup (?:'(?<job>${NAME})' )?datastore '(?<store>${NAME})' (?<outcome>failed|successful)`),
  ],
  [
    'tape-load',
    form(`Load Media '(?<media>${NAME})' request for (?<device>drive|changer) '(?<drive>${NAME})'`),
  ],
  ['acme', form('Could not renew certificate')],
];

function form(source: string): RegExp {
  return new RegExp(`^${source}$`, 's');
}

/** Reads a trimmed title; undefined if it is none of Proxmox's own. */
export function readTitle(title: string): TitleForm | undefined {
  for (const [type, expression] of FORMS) {
    const match = expression.exec(title);
    if (match) return { type, parts: match.groups ?? {} };
  }
  return undefined;
}

/** The name of a node: the part of its host name before the first dot. Undefined for what can be none. */
export function nodeName(host: string | undefined): string | undefined {
  const name = host?.trim().slice(0, 255).split('.', 1)[0] ?? '';
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/.test(name) && !isAddress(host ?? '') ? name : undefined;
}

function isAddress(host: string): boolean {
  return /^\s*\d{1,3}(?:\.\d{1,3}){3}\s*$/.test(host);
}
