import { join } from 'node:path';
import { type Answer, judge, makeSite, type Receiver, send, startReceiver, storedTitles } from './rig.ts';

/** Calls that reach the log on its way to the disk; Node writes at a place, which is pwrite64. */
export const CALLS = [
  'write',
  'pwrite64',
  'fdatasync',
  'fsync',
  'openat',
  'rename',
  'ftruncate',
  'unlink',
] as const;
export const ERRORS = ['ENOSPC', 'EIO'] as const;
/** What opening a file can come upon beside that. */
const OPENING = { call: 'openat', error: 'EMFILE' } as const;

/** A system call that fails: the Nth of its kind, or from the Nth on so many times. */
export interface Fault {
  call: string;
  error: string;
  /** As strace takes it: `3`, `3..5`, `2+`. */
  when: string;
}

export function describeFault({ call, error, when }: Fault): string {
  return `${call}:error=${error}:when=${when}`;
}

/**
 * Only calls that touch the log, its folder and what it makes there count: those by which Node itself starts would
 * tell nothing of this program.
 */
function pathsOf(data: string): string[] {
  const names = [1, 2, 3, 4, 5].map((number) => `events-00000${number}.jsonl`);
  return [data, ...[...names, 'room-probe.tmp', 'quarantine'].map((name) => join(data, name))].flatMap(
    (path) => ['-P', path],
  );
}

/**
 * Sends events one by one and together to a receiver whose system calls fail as told, stops it, and compares what
 * it said with what a start without faults finds.
 *
 * @returns what is wrong, empty when nothing is, and how many events were refused
 */
export async function runWithFault(fault: Fault): Promise<{ wrong: string[]; refused: number }> {
  const site = await makeSite();
  const inject = `inject=${describeFault(fault)}`;
  const trace = ['strace', '-f', '-qq', '-o', join(site.dir, 'trace'), ...pathsOf(site.data)];
  const receivers: Receiver[] = [];
  try {
    // Something is there already: the start reads and mends too.
    const before = await startReceiver(site.data);
    receivers.push(before);
    const answers: Answer[] = [await send(before.endpoint!, site.token, 'before')];
    before.kill('SIGTERM');
    await before.ended;
    const receiver = await startReceiver(site.data, [...trace, '-e', `trace=${fault.call}`, '-e', inject]);
    receivers.push(receiver);
    const { endpoint } = receiver;
    const wrong: string[] = [];
    if (endpoint === undefined) {
      if (receiver.err().trim() === '') wrong.push('ended at its start and did not say why');
    } else {
      for (let at = 0; at < 6; at += 1) answers.push(await send(endpoint, site.token, `alone ${at}`));
      const together = Array.from({ length: 8 }, (_, at) => send(endpoint, site.token, `together ${at}`));
      answers.push(...(await Promise.all(together)));
      for (let at = 0; at < 2; at += 1) answers.push(await send(endpoint, site.token, `after ${at}`));
      // The fault may have met the last of them.
      if (answers.at(-1)!.status !== 202) answers.push(await send(endpoint, site.token, 'last'));
      if (!fault.when.endsWith('+') && answers.at(-1)!.status !== 202)
        wrong.push('does not recover by itself');
      receiver.kill('SIGTERM');
    }
    const code = await receiver.ended;
    if (endpoint !== undefined && code !== 0) wrong.push(`ended with ${code}: ${receiver.err().slice(-300)}`);
    const refused = answers.filter(({ status }) => status === 503).length;
    return { wrong: [...wrong, ...judge(answers, await storedTitles(site.data))], refused };
  } catch (error) {
    return { wrong: [String(error)], refused: 0 };
  } finally {
    for (const receiver of receivers) receiver.kill('SIGKILL');
    site.remove();
  }
}

/** Every fault of a short run; `quick` takes a few of them. */
export function faults(quick: boolean): Fault[] {
  const places = quick ? ['1', '3'] : Array.from({ length: 20 }, (_, at) => String(at + 1));
  const ranges = quick ? ['2..4'] : ['1..3', '2..5', '1+', '4+'];
  const calls = quick ? ['pwrite64', 'fdatasync'] : CALLS;
  const faulty = calls.flatMap((call) =>
    ERRORS.flatMap((error) => [...places, ...ranges].map((when) => ({ call, error, when }))),
  );
  return quick ? faulty : [...faulty, ...[...places, ...ranges].map((when) => ({ ...OPENING, when }))];
}
