/** What to do about what the system refused, by its code. */
const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: give it room, or name a folder on another with --data-dir.',
  EDQUOT: 'The disk quota of this user is used up: give it room, or name another folder with --data-dir.',
  EROFS:
    'The file system takes no writes: mount it for writing, or name a folder on another with --data-dir.',
  EACCES:
    'This user may not do that there: run it as the one whose folder it is, or name another with --data-dir.',
  EPERM:
    'This user may not do that there: run it as the one whose folder it is, or name another with --data-dir.',
};

/** An error of the system for a person, with what to do where that can be told; undefined for an error of another kind. */
export function systemErrorText(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error)) return undefined;
  const { code, message } = error;
  const advice = typeof code === 'string' && Object.hasOwn(ADVICE, code) ? ADVICE[code] : undefined;
  return advice === undefined ? message : `${advice} (${message})`;
}
