import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const GOOD = { providerIdentifier: 'good', displayName: 'Good' };

type Make = (path: string, dir: string) => void | Promise<void>;

const holding =
  (content: string | Buffer): Make =>
  (path) =>
    writeFileSync(path, content);
const scored = (fields: object): Make => holding(JSON.stringify({ ...GOOD, ...fields }));
const named = (providerIdentifier: string): Make => scored({ providerIdentifier });
/** JSON.stringify would leave the key out. */
const withKey = (fields: object): Make => {
  return holding(JSON.stringify({ ...GOOD, ...fields }).replaceAll('KEY', '__proto__'));
};
const linked =
  (to: string): Make =>
  (path) =>
    symlinkSync(to, path);
const utf16le = Buffer.from(`\uFEFF${JSON.stringify(GOOD)}`, 'utf16le');

const IDENTIFIER = /^providerIdentifier: must (?:be 1 to 128 letters|not begin with a dot)/;
const UNSAFE = /cannot be used as a key$/;

/** What may lie in a scores folder and is no score, with why: the name has no ending, the reason stands alone. */
export const BAD_SCORE_FILES: readonly (readonly [name: string, make: Make, reason: RegExp])[] = [
  ['empty', holding(''), /is empty$/],
  ['blank', holding(' \n\t'), /is empty$/],
  ['null', holding('null'), /must be an object$/],
  ['list', holding('[]'), /must be an object$/],
  ['torn', holding(JSON.stringify(GOOD).slice(0, -9)), /^line 1, column \d+: /],
  ['cut-key', holding('{"providerIdent'), /^line 1, column 2: /],
  ['utf16-le', holding(utf16le), /is not UTF-8 text \(UTF-16\?\)/],
  ['utf16-be', holding(Buffer.from(utf16le).swap16()), /is not UTF-8 text \(UTF-16\?\)/],
  ['bytes', holding(Buffer.from([0x7b, 0xff, 0x7d])), /is not UTF-8 text/],
  ['sparse', sparse, /is larger than 256 KiB$/],
  ['rules-100000', scored({ severityRules: rules(100_000) }), /is larger than 256 KiB$/],
  ['rules-10001', scored({ ackRules: rules(10_001, {}) }), /^ackRules: must have at most 10000 entries$/],
  ['pipe', (path) => void execFileSync('mkfifo', [path]), /is a pipe, not a file$/],
  ['socket', listening, /is not a regular file$/],
  ['folder', (path) => void mkdirSync(path), /is a folder, not a file$/],
  ['zero', linked('/dev/zero'), /is not a regular file$/],
  ['terminal', linked('/dev/tty'), /is not a regular file$|is not there$/],
  ['nowhere', linked('nowhere-at-all'), /is not there$/],
  ['loop', linked('loop.json'), /is a symbolic link that leads back to itself$/],
  ['id-up', named('../../x'), IDENTIFIER],
  ['id-absolute', named('/etc/x'), IDENTIFIER],
  ['id-slash', named('a/b'), IDENTIFIER],
  ['id-backslash', named('a\\b'), IDENTIFIER],
  ['id-nul', named('a\0b'), IDENTIFIER],
  ['id-dot', named('.'), IDENTIFIER],
  ['id-dots', named('..'), IDENTIFIER],
  ['id-installed', named('.installed'), IDENTIFIER],
  ['id-long', named('x'.repeat(129)), IDENTIFIER],
  ['id-break', named('a\n'), IDENTIFIER],
  ['id-nothing', named(''), IDENTIFIER],
  ['id-number', scored({ providerIdentifier: 7 }), /^providerIdentifier: must be text$/],
  ['proto-top', withKey({ KEY: { a: 1 } }), UNSAFE],
  ['proto-match', withKey({ ackRules: [{ match: { KEY: 'x' } }] }), UNSAFE],
  ['proto-rule', withKey({ severityRules: [{ match: {}, severity: 'info', KEY: {} }] }), UNSAFE],
  ['proto-default', withKey({ severityDefault: { KEY: 'x' } }), UNSAFE],
  ['proto-comment', withKey({ _comment: { a: { KEY: 'x' } } }), UNSAFE],
  [
    'proto-trigger',
    withKey({ defaultActions: [{ label: 'x', systemIcon: 'x', trigger: { KEY: 'x' } }] }),
    UNSAFE,
  ],
  ['constructor-top', scored({ constructor: { prototype: {} } }), /^constructor: is not a field/],
  ['deep', holding(`{"_comment":${'['.repeat(120_000)}${']'.repeat(120_000)}}`), /is nested too deeply$/],
  ['deep-torn', holding('{"a":'.repeat(50_000)), /^line 1, column \d+: /],
  ['hostile\u001B[2J', holding('{"\u001B]0;owned\u0007": 1}'), /^line 1, column 2: /],
];

function rules(count: number, more: object = { severity: 'info' }): object[] {
  return Array.from({ length: count }, () => ({ match: {}, ...more }));
}

function sparse(path: string): void {
  closeSync(openSync(path, 'w'));
  truncateSync(path, 2 ** 30);
}

async function listening(path: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(path, done));
  onTestFinished(() => void server.close());
}

/** Makes all of them in a folder. */
export async function makeBadScores(dir: string): Promise<void> {
  for (const [name, make] of BAD_SCORE_FILES) await make(join(dir, `${name}.json`), dir);
}
