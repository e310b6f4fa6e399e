import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { safe, safeText } from '../safe-text.ts';
import type { ActionResult, Desktop } from './run-action.ts';
import { withoutSecrets } from './secrets.ts';

/** A terminal that could not be opened has ended by then; one that runs on shows the command. */
const START_MS = 1500;
/** Set to keep the terminal open when the command has ended, so that what it said can be read. */
const KEEP_OPEN = `; printf '\\n[ended with code %s; Enter closes] ' "$?"; read -r _`;

/** A program with its arguments, run without a shell of ours in between. */
export interface Launch {
  file: string;
  args: readonly string[];
}

/**
 * Runs a command in a terminal of its own: a new window of tmux where there is one, or the desktop's terminal. What is
 * run is what the person has read and agreed to.
 */
export async function runInTerminal(command: string, desktop: Desktop): Promise<ActionResult> {
  const launch = terminalLaunch(command, desktop, (name) => isOnPath(name, desktop.env));
  if (!launch)
    return { ok: false, message: safe`no terminal was found to run it in: start tempo-tui inside tmux` };
  const failure = await start(launch, desktop.env);
  if (failure !== undefined)
    return { ok: false, message: safe`the terminal did not open: ${safeText(failure)}` };
  return { ok: true, message: safe`runs in ${safeText(launch.file)}: ${safeText(command, 120)}` };
}

/** How to open a terminal with a command in it; undefined where there is no way. */
export function terminalLaunch(
  command: string,
  { env, platform }: Pick<Desktop, 'env' | 'platform'>,
  has: (program: string) => boolean,
): Launch | undefined {
  const shell = ['sh', '-c', command + KEEP_OPEN];
  if (env.TMUX && has('tmux')) return { file: 'tmux', args: ['new-window', '--', ...shell] };
  if (platform === 'darwin') {
    // What is run comes as an argument of the script and is never a part of its text.
    const script = ['on run argv', 'tell application "Terminal" to do script (item 1 of argv)', 'end run'];
    return { file: 'osascript', args: [...script.flatMap((line) => ['-e', line]), forAnyShell(command)] };
  }
  if (env.WSL_DISTRO_NAME && has('wt.exe'))
    // It takes a semicolon for the end of a command of its own.
    return {
      file: 'wt.exe',
      args: ['wsl.exe', '-d', env.WSL_DISTRO_NAME, '--', ...shell].map(escapeSemicolons),
    };
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return undefined;
  return TERMINALS.map(({ file, before }): Launch => ({ file, args: [...before, ...shell] })).find(
    ({ file }) => has(file),
  );
}

/**
 * Terminal types what it is given into the shell that the user has, and not all of those read quotes as `sh` does: to fish
 * a backslash within single quotes can end them. This means the same to all of them, and `sh` reads the command.
 */
function forAnyShell(command: string): string {
  const encoded = Buffer.from(command).toString('base64');
  return `sh -c 'c=$(echo ${encoded} | base64 --decode); printf %s "$c"; echo; eval "$c"'`;
}

function escapeSemicolons(text: string): string {
  return text.replaceAll(';', '\\;');
}

const TERMINALS = [
  { file: 'x-terminal-emulator', before: ['-e'] },
  { file: 'gnome-terminal', before: ['--'] },
  { file: 'konsole', before: ['-e'] },
  { file: 'xfce4-terminal', before: ['-x'] },
  { file: 'kitty', before: [] },
  { file: 'alacritty', before: ['-e'] },
  { file: 'foot', before: [] },
  { file: 'xterm', before: ['-e'] },
] as const;

function start({ file, args }: Launch, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((done) => {
    const child = spawn(file, args, { detached: true, stdio: 'ignore', env: withoutSecrets(env) });
    const timer = setTimeout(done, START_MS, undefined);
    function settle(failure: string | undefined): void {
      clearTimeout(timer);
      done(failure);
    }
    child.once('error', (error) => settle(error.message));
    child.once('exit', (code) => settle(code ? `exit code ${code}` : undefined));
    child.unref();
  });
}

function isOnPath(name: string, env: NodeJS.ProcessEnv): boolean {
  return (env.PATH ?? '').split(delimiter).some((dir) => {
    try {
      accessSync(join(dir, name), constants.X_OK);
      return dir !== '';
    } catch {
      return false;
    }
  });
}
