const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resolves when this process is asked to stop. Until then the signals do nothing else. */
export function untilStopped(): Promise<void> {
  return new Promise((done) => {
    for (const signal of SIGNALS) process.on(signal, () => done());
  });
}
