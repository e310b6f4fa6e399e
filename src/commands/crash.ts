import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '../config.ts';
import { say } from './output.ts';

/** What an error text must not carry into a file that people attach to reports. */
const TOKEN = /tempo_[\w-]{20,}/g;
const MESSAGE_MAX = 500;

/**
 * From now on an error nobody expected ends the program in order: the terminal is given back, a crash file
 * says where it happened, and the exit code is 70. What was acknowledged is on disk at any moment.
 *
 * @param dataDir absent: nothing is kept, and so no file is written either
 * @param restore gives the terminal back; must not throw
 * @returns the handler, for errors that reach the program on another way
 */
export function endOnCrash(dataDir: string | undefined, restore: () => void): (error: unknown) => void {
  let ending = false;
  function crash(error: unknown): void {
    if (ending) process.exit(EXIT.internal);
    ending = true;
    restore();
    const kept = dataDir === undefined ? '' : ' Every acknowledged event is on disk.';
    say(`tempo-tui came upon an error of its own and has to stop.${kept}`);
    say(
      `${firstLine(error)}\n${dataDir === undefined ? framesOf(error).join('\n') : writeCrashFile(dataDir, error)}`,
    );
    process.exit(EXIT.internal);
  }
  process.on('uncaughtException', crash);
  return crash;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return withoutTokens(text).split('\n', 1)[0]!.slice(0, MESSAGE_MAX);
}

/** The error's first line and where it happened: no event, no environment, no arguments. */
function writeCrashFile(dataDir: string, error: unknown): string {
  const frames = framesOf(error);
  const facts = `tempo-tui on Node ${process.version}, ${process.platform}`;
  const path = join(dataDir, 'crashes', `${new Date().toISOString().replaceAll(':', '-')}.txt`);
  try {
    mkdirSync(join(dataDir, 'crashes'), { recursive: true, mode: 0o700 });
    writeFileSync(path, `${[facts, firstLine(error), ...frames].join('\n')}\n`, { mode: 0o600 });
    return `Where it happened is in ${path}`;
  } catch {
    return ['It could not be written to a file:', ...frames].join('\n');
  }
}

function framesOf(error: unknown): string[] {
  // An address of code may hold more than a path.
  return error instanceof Error ? (withoutTokens(error.stack ?? '').match(/^ {4}at .*$/gm) ?? []) : [];
}

function withoutTokens(text: string): string {
  return text.replace(TOKEN, 'tempo_…');
}
