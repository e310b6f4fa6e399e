const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type StopSignal = (typeof SIGNALS)[number];

/**
 * Resolves when this process is asked to stop, with the signal that did. Until then these signals do nothing else.
 *
 * @param signals those that ask it to
 */
export function untilStopped(signals: readonly StopSignal[] = SIGNALS): Promise<StopSignal> {
  return new Promise((done) => {
    for (const signal of signals) process.on(signal, () => done(signal));
  });
}
