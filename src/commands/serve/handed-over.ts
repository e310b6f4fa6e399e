import { UsageError } from '../../config.ts';

/** The first descriptor that systemd hands over. */
const FIRST = 3;
/** More than this is no list of sockets for a receiver. */
const MOST = 64;

/** What systemd says in the environment to one process alone. */
const HANDED = ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES', 'LISTEN_PIDFDID', 'NOTIFY_SOCKET'];

/** Put into an environment, takes from it what systemd said to this process alone. */
export const UNSAID: Readonly<Record<string, undefined>> = Object.fromEntries(
  HANDED.map((name) => [name, undefined]),
);

/** What the one who started this process gave it to know. */
export interface HandedOver {
  /** Sockets to listen on; absent where none were handed over. */
  sockets?: { fd: number }[];
  /** Where systemd waits to be told how things are. */
  notifySocket?: string;
}

/**
 * Reads what systemd handed over to this process, and takes it out of the environment: it is nobody else's, least of all of
 * a program that is started from here.
 *
 * @throws UsageError when the number of sockets is none
 */
export function takeHandedOver(env: NodeJS.ProcessEnv, pid: number = process.pid): HandedOver {
  const { LISTEN_PID, LISTEN_FDS, NOTIFY_SOCKET } = env;
  for (const name of HANDED) delete env[name];
  const sockets = LISTEN_PID === String(pid) ? socketsOf(LISTEN_FDS ?? '') : [];
  return {
    ...(sockets.length > 0 && { sockets }),
    ...(NOTIFY_SOCKET && { notifySocket: NOTIFY_SOCKET }),
  };
}

function socketsOf(count: string): { fd: number }[] {
  const length = Number(count);
  if (!/^\d+$/.test(count) || length > MOST)
    throw new UsageError(
      `LISTEN_FDS is "${count}" and no number of sockets from 0 to ${MOST}. systemd sets it; where it is set by hand, take it away.`,
    );
  return Array.from({ length }, (_, at) => ({ fd: FIRST + at }));
}
