import { readFileSync } from 'node:fs';

/** How often is looked whether the terminal was given back, in milliseconds. */
const LOOK_MS = 300;

/**
 * Whether this process may use its terminal: the system stops a process that reads or sets one while another job has it,
 * as after `bg`, or `kill -CONT` to one that was stopped in a shell. Where the system does not tell, it may.
 *
 * @param stat text of /proc/self/stat (proc_pid_stat(5))
 */
export function isInForeground(stat: string = ownStat()): boolean {
  // The name before these may have any character in it: state, parent, group, session, terminal, group of the terminal.
  const [, , group, , terminal, foreground] = stat.replace(/^.*\) /s, '').split(' ');
  return terminal === undefined || terminal === '0' || group === foreground;
}

function ownStat(): string {
  try {
    return readFileSync('/proc/self/stat', 'utf8');
  } catch {
    return '';
  }
}

/** Calls `back` when this process has its terminal again, of which nothing else tells; returns how to wait no more. */
export function whenInForeground(back: () => void): () => void {
  const timer = setInterval(() => {
    if (!isInForeground()) return;
    clearInterval(timer);
    back();
  }, LOOK_MS);
  return () => clearInterval(timer);
}
