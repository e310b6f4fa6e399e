import { readdirSync, readFileSync, statSync } from 'node:fs';

/** What a process holds, at one time. Memory in bytes; what could be collected as garbage is not counted as live. */
export interface Measure {
  /** Seconds since the first. */
  at: number;
  rss: number;
  live: number;
  /** Timers, sockets and everything else that keeps an event loop. */
  handles: number;
  descriptors: number;
}

const EVERY_MS = 5000;

/** Runs in the program that is measured, and nowhere else: collects its garbage and writes down what is left. */
const CODE = (file: string): string => `
  import { appendFileSync } from 'node:fs';
  import { setFlagsFromString } from 'node:v8';
  import { runInNewContext } from 'node:vm';
  if (process.argv[1]?.endsWith('cli.js')) {
    setFlagsFromString('--expose_gc');
    const gc = runInNewContext('gc');
    setInterval(() => {
      gc();
      const { rss, heapUsed, external } = process.memoryUsage();
      const handles = process.getActiveResourcesInfo().length;
      appendFileSync(${JSON.stringify(file)}, JSON.stringify({ rss, live: heapUsed + external, handles }) + '\\n');
    }, ${EVERY_MS}).unref();
  }`;

/** Environment for a program that is to be measured, with where it writes to. */
export function probing(file: string): Record<string, string> {
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(CODE(file))}` };
}

/** What the program wrote so far; its descriptors are counted from here, so only the last measure can have them. */
export function readProbe(file: string): Omit<Measure, 'at' | 'descriptors'>[] {
  const text = statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, 'utf8') : '';
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

export function countDescriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
