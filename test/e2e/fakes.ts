import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A browser and a clipboard that write down what they were given, for a program started with `env`. */
export interface FakeDesktop {
  env: Record<string, string>;
  /** What the browser was started with, one entry a start. */
  opened(): string[];
  /** What is on the clipboard; undefined while nothing was copied. */
  clipboard(): string | undefined;
  /** Everything that was copied, one after the other. */
  copied(): string[];
}

/**
 * Puts programs of our own before the system's: the browser that the `xdg-open` of the package `open` looks
 * for, and the helpers of clipboardy.
 */
export function fakeDesktop(dir: string): FakeDesktop {
  const bin = join(dir, 'bin');
  mkdirSync(bin, { recursive: true });
  const opened = join(dir, 'opened');
  script(join(bin, 'x-www-browser'), `printf '%s\\n' "$*" >> '${opened}'`);
  // No desktop of this machine may take the URL to a browser of its own.
  script(join(bin, 'xdg-mime'), 'exit 1');
  // clipboardy reads nothing from its helper but the exit code; the text comes on stdin. What is behind the last NUL is
  // still being written.
  const copied = join(dir, 'copied');
  const copy = `cat >> '${copied}' && printf '\\0' >> '${copied}'`;
  script(join(bin, 'xsel'), copy);
  script(join(bin, 'wl-copy'), copy);
  const path = `${bin}:${dirname(process.execPath)}:${process.env.PATH ?? ''}`;
  const allCopied = () => (existsSync(copied) ? readFileSync(copied, 'utf8').split('\0').slice(0, -1) : []);
  return {
    env: { PATH: path, DISPLAY: ':99' },
    opened: () => (existsSync(opened) ? readFileSync(opened, 'utf8').trimEnd().split('\n') : []),
    copied: allCopied,
    clipboard: () => allCopied().at(-1),
  };
}

function script(path: string, body: string): void {
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}
