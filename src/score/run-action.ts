import { execFile } from 'node:child_process';
import { type SafeText, safe, safeText } from '../safe-text.ts';
import { clipboardSequence, copyable } from './copy-policy.ts';
import { withoutSecrets } from './secrets.ts';
import { checkUrl } from './url-policy.ts';

/** A helper program that has not answered by then is taken to hang, in milliseconds. */
const HELPER_MS = 2000;
/** An opener that failed has ended by then; one that runs on is the browser itself. */
const OPENER_MS = 1500;
/** How an action went: what the status line says, and in which tone. */
export interface ActionResult {
  ok: boolean;
  message: SafeText;
  /** An address that could not be opened, to be shown whole. */
  unopened?: SafeText;
}

/** The world as actions need it. */
export interface Desktop {
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  /** Sends a control sequence of ours to the terminal, past the frame. */
  writeToTerminal(sequence: string): void;
}

/**
 * Copies what the copy policy makes of a text. Tries the system's clipboard, then tmux, then the terminal itself by
 * OSC 52, and says which it was, and how what is copied differs from the text.
 *
 * @param form `lines` keeps line breaks, for texts of several; `untold` is not repeated in the message
 */
export async function copyText(
  raw: string,
  desktop: Desktop,
  what: SafeText,
  form: 'line' | 'lines' | 'untold' = 'line',
): Promise<ActionResult> {
  const copied = copyable(raw, form === 'lines' ? 'lines' : 'line');
  if (!copied) return { ok: false, message: safe`${what} is empty: nothing was copied` };
  const shown = form === 'line' ? safe`: ${safeText(copied.text, 80)}` : safe``;
  for (const way of copyWays(desktop)) {
    try {
      await way.copy(copied.text);
      return { ok: true, message: safe`copied ${what}${shown}${way.note}${copied.note}` };
    } catch {
      // The next way is tried; the last one cannot fail.
    }
  }
  return { ok: false, message: safe`could not copy: no clipboard, and ${what} is too long for the terminal` };
}

/**
 * Opens a URL in the user's browser; where there is no display to open one on, copies it and shows it. Only
 * what the URL policy allows is passed on, and to the system's opener alone.
 */
export async function openUrl(raw: string, desktop: Desktop): Promise<ActionResult> {
  const checked = checkUrl(raw);
  if ('reason' in checked) return { ok: false, message: safe`not opened: ${safeText(checked.reason)}` };
  const { href } = checked.url;
  const shown = safeText(href);
  if (!hasDisplay(desktop)) return copyInstead(href, desktop, safe`no browser here`);
  const failure = await startBrowser(href);
  if (failure !== undefined) return copyInstead(href, desktop, safe`the browser did not start (${failure})`);
  return { ok: true, message: safe`opened ${shown}` };
}

async function copyInstead(href: string, desktop: Desktop, why: SafeText): Promise<ActionResult> {
  const copied = await copyText(href, desktop, safe`the address`, 'untold');
  return { ok: false, message: safe`${why}: ${copied.message}`, unopened: safeText(href) };
}

/** What decides which way copies and opens go. */
export type DesktopFacts = Pick<Desktop, 'env' | 'platform'>;

/** Whether there is a display for the system's clipboard and a browser. */
export function hasDisplay({ env, platform }: DesktopFacts): boolean {
  if (platform !== 'linux') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY || env.WSL_DISTRO_NAME);
}

/** `open` resolves when its helper was spawned, which says nothing: what the helper ends with does. */
async function startBrowser(href: string): Promise<SafeText | undefined> {
  try {
    const { default: open } = await import('open');
    const child = await open(href);
    return await new Promise((done) => {
      const timer = setTimeout(done, OPENER_MS, undefined);
      function settle(failure: SafeText | undefined): void {
        clearTimeout(timer);
        done(failure);
      }
      child.once('error', (error) => settle(safeText(error.message)));
      child.once('exit', (code) => settle(code ? safe`exit code ${code}` : undefined));
      if (child.exitCode !== null) settle(child.exitCode ? safe`exit code ${child.exitCode}` : undefined);
    });
  } catch (error) {
    return safeText((error as Error).message);
  }
}

interface CopyWay {
  note: SafeText;
  copy(text: string): Promise<void>;
}

/** By what a copy is made: the system's clipboard, tmux, or the terminal itself (OSC 52). */
export type CopyRoute = 'system' | 'tmux' | 'terminal';

/** The ways in which a copy is tried, the first to be tried first. */
export function copyRoutes(facts: DesktopFacts): CopyRoute[] {
  const routes: CopyRoute[] = [];
  if (hasDisplay(facts)) routes.push('system');
  if (facts.env.TMUX) routes.push('tmux');
  return [...routes, 'terminal'];
}

function copyWays(desktop: Desktop): CopyWay[] {
  const ways: Record<CopyRoute, CopyWay> = {
    system: { note: safe``, copy: copyNatively },
    tmux: { note: safe` (by tmux)`, copy: (text) => copyByTmux(text, desktop) },
    terminal: {
      note: safe` (by the terminal, if it allows)`,
      copy: (text) => copyByTerminal(text, desktop),
    },
  };
  return copyRoutes(desktop).map((route) => ways[route]);
}

async function copyNatively(text: string): Promise<void> {
  const { default: clipboard } = await import('clipboardy');
  await within(HELPER_MS, clipboard.write(text));
}

function copyByTmux(text: string, { env }: Desktop): Promise<void> {
  return new Promise((done, fail) => {
    const options = { timeout: HELPER_MS, env: withoutSecrets(env) };
    const child = execFile('tmux', ['load-buffer', '-w', '-'], options, (error) =>
      error ? fail(error) : done(),
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end(text);
  });
}

async function copyByTerminal(text: string, desktop: Desktop): Promise<void> {
  const sequence = clipboardSequence(text);
  if (sequence === undefined) throw new Error('too long');
  desktop.writeToTerminal(sequence);
}

function within<R>(ms: number, work: Promise<R>): Promise<R> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error('no answer')), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
