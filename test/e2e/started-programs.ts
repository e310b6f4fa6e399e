/** Has strace write down which programs a program starts, and who starts them; the file comes next. */
export const STRACE = [
  ...['strace', '-f', '-qq', '--seccomp-bpf', '-s', '100000', '-e', 'signal=none'],
  ...['-e', 'trace=execve,clone,clone3,fork,vfork', '-o'],
];

/** A program that was started, or tried. */
export interface Started {
  file: string;
  args: string[];
}

/**
 * Which programs were started, as strace tells it.
 *
 * @returns `own`: by the program itself; `all`: by those that it started, too
 */
export function execsOf(trace: string): { own: Started[]; all: Started[] } {
  const parents = new Map<string, string>();
  const threads = new Map<string, string>();
  const execs: (Started & { pid: string })[] = [];
  let main: string | undefined;
  for (const line of trace.split('\n')) {
    const [, pid = '', call = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    main ??= pid;
    const [, child] = /^(?:<\.\.\. )?(?:clone3?|v?fork)\b.* = (\d+)$/.exec(call) ?? [];
    if (child !== undefined) {
      if (call.includes('CLONE_THREAD')) threads.set(child, pid);
      else parents.set(child, pid);
    }
    const [, file, list] = /^execve\("((?:[^"\\]|\\.)*)", \[(.*?)\], 0x/.exec(call) ?? [];
    if (file === undefined || list === undefined) continue;
    const args = [...list.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text!);
    execs.push({ pid, file, args });
  }
  // The first is the program itself.
  const [, ...all] = execs;
  const isMain = (pid: string | undefined): boolean =>
    pid !== undefined && (pid === main || isMain(threads.get(pid)));
  return { own: all.filter(({ pid }) => isMain(parents.get(pid))), all };
}
