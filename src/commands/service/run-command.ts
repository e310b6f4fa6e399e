import { execFile } from 'node:child_process';
import { withoutSecrets } from '../../score/secrets.ts';
import { shellWord } from '../shell-word.ts';
import type { ServiceCommand } from './plan.ts';

/** A start waits for the service to listen. */
const RUN_MS = 120_000;

/** What a program said, and how it ended: 0 is well, undefined that it could not be run or did not end. */
export interface Ran {
  code: number | undefined;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end; never throws. */
export function runCommand([file, ...args]: ServiceCommand): Promise<Ran> {
  return new Promise((done) => {
    const options = { env: withoutSecrets(process.env), timeout: RUN_MS };
    execFile(file, args, options, (error, stdout, stderr) => {
      if (error === null) done({ code: 0, stdout, stderr });
      else if (typeof error.code === 'number') done({ code: error.code, stdout, stderr });
      else
        done({
          code: undefined,
          stdout,
          stderr: error.code === 'ENOENT' ? `there is no ${file} here` : error.message,
        });
    });
  });
}

/** Why a command failed, in a line. */
export function reasonOf({ code, stdout, stderr }: Ran): string {
  return (stderr.trim() || stdout.trim() || `exit code ${code}`).replaceAll('\n', ' ');
}

/** A command as it would be typed. */
export function commandText(command: ServiceCommand): string {
  return command.map(shellWord).join(' ');
}
