import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { NotMeasurable } from './measured.ts';

const STEADY_MS = 1000;
const STEADY_SHARE = 0.01;
const SETTLE_PATIENCE_MS = 30_000;

/** What a process has in memory, in bytes. */
export function residentBytes(pid: number): number {
  needProc();
  const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  if (!found) throw new Error('the process has ended');
  return Number(found[1]) * 1024;
}

/** What a process has in memory once that has stayed within one per cent for a second. */
export async function settledBytes(pid: number): Promise<number> {
  const deadline = performance.now() + SETTLE_PATIENCE_MS;
  let base = residentBytes(pid);
  for (let since = performance.now(); performance.now() - since < STEADY_MS; ) {
    await new Promise((done) => setTimeout(done, 100));
    const now = residentBytes(pid);
    if (Math.abs(now - base) <= base * STEADY_SHARE) continue;
    if (performance.now() > deadline) throw new Error('the memory of the process did not settle');
    base = now;
    since = performance.now();
  }
  return residentBytes(pid);
}

/** How long all threads of a process have been running, in milliseconds. */
export function cpuMs(pid: number): number {
  needProc();
  return readdirSync(`/proc/${pid}/task`)
    .map(
      (thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6,
    )
    .reduce((sum, each) => sum + each, 0);
}

/** @throws NotMeasurable where there is no such /proc */
export function needProc(): void {
  if (!existsSync('/proc/self/schedstat')) throw new NotMeasurable('this needs Linux and its /proc');
}
