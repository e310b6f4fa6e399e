/** Says in the environment of a process how many sockets of the timeline that started it are handed over to it. */
export const HANDED_SOCKETS = 'TEMPO_TUI_HANDED_SOCKETS';
/** Where they begin, behind what every process has and the channel to the timeline. */
const FIRST = 4;
/** A receiver listens on no more. */
const MOST = 64;

/** What passes between a timeline that quits and the receiver that goes on for it. */
export const PASSING = { waiting: 'waiting', yourTurn: 'your turn', listening: 'listening' } as const;

/** The timeline whose receiver is to go on in this process. */
export interface Predecessor {
  /** What it listened on: whoever knocks meanwhile waits in its queue. */
  sockets: { fd: number }[];
  /** Says that this process is ready; resolves when the timeline has let go of everything. */
  yourTurn(): Promise<void>;
  /** Says that this process listens, and parts from the timeline. */
  listening(): void;
}

/**
 * Who started this process to have it go on receiving; undefined where it was started by itself.
 *
 * @param env loses what was there for this process alone
 */
export function predecessorOf(env: NodeJS.ProcessEnv): Predecessor | undefined {
  const count = Number(env[HANDED_SOCKETS]);
  delete env[HANDED_SOCKETS];
  if (!process.send || !Number.isInteger(count) || count < 1 || count > MOST) return undefined;
  return {
    sockets: Array.from({ length: count }, (_, at) => ({ fd: FIRST + at })),
    yourTurn: () =>
      new Promise((done) => {
        // Without the timeline there is nobody left whose turn it could be.
        process.once('disconnect', done);
        process.on('message', (message) => {
          if (message === PASSING.yourTurn) done();
        });
        process.send?.(PASSING.waiting, () => {});
      }),
    listening: () => {
      if (!process.connected) return;
      process.send?.(PASSING.listening, () => process.disconnect?.());
    },
  };
}
