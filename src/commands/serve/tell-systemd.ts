import { execFile } from 'node:child_process';

/** A systemd that does not take what it is told must not hold the receiver, in milliseconds. */
const TELL_MS = 2000;
/** Where it is looked for besides the PATH. */
const SYSTEM_PATH = '/usr/bin:/bin';

/** Tells systemd assignments such as `READY=1`, one after the other; resolves when they are told, or could not be. */
export type TellSystemd = (...assignments: readonly string[]) => Promise<void>;

/**
 * The way to systemd where it waits to be told how a service is, and a way to nowhere else. Node opens no datagram sockets
 * in the file system, so the program `systemd-notify` does it.
 *
 * @param socket where systemd listens; undefined: it does not
 * @param onTrouble told once why it cannot be reached
 */
export function systemdAt(socket: string | undefined, onTrouble: (text: string) => void): TellSystemd {
  if (socket === undefined) return async () => {};
  let told: Promise<void> = Promise.resolve();
  let isLost = false;
  return (...assignments) => {
    told = told.then(async () => {
      if (isLost) return;
      const trouble = await notify(socket, assignments);
      if (trouble === undefined) return;
      isLost = true;
      onTrouble(
        `systemd cannot be told how this service is: ${trouble}. It goes on; with Type=exec in its unit, nothing waits for that.`,
      );
    });
    return told;
  };
}

/** Returns why it failed. */
function notify(socket: string, assignments: readonly string[]): Promise<string | undefined> {
  return new Promise((done) => {
    const env = { PATH: `${process.env.PATH ?? ''}:${SYSTEM_PATH}`, NOTIFY_SOCKET: socket };
    execFile('systemd-notify', assignments, { env, timeout: TELL_MS }, (error, _, stderr) => {
      if (error === null) done(undefined);
      else if (error.code === 'ENOENT') done('there is no systemd-notify on the PATH');
      else if (error.killed) done(`systemd-notify did not end within ${TELL_MS / 1000} s`);
      else done(stderr.trim() || error.message);
    });
  });
}
