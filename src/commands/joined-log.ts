import type { ProgramLog } from '../ui/services.ts';

/** What this process and the receiver it is attached to came upon, by time. */
export function joinedLog(own: ProgramLog, others: () => ProgramLog['entries']): ProgramLog {
  return {
    get entries() {
      return [...own.entries, ...others()].sort((one, other) => one.time - other.time);
    },
  };
}
