import type { ReceivedEvent } from '../ingest/handle-request.ts';
import type { Instruments } from './instruments.ts';

/** Takes what is counted and timed, from the start of the program on. */
export interface Measuring {
  received(event: ReceivedEvent): void;
  /** A write to the log is durable. */
  committed(seconds: number): void;
  refused(status: number): void;
  /** Resolves when all that was taken so far is counted. */
  instruments(): Promise<Instruments>;
}

/** The library that counts is loaded when there is something to count: the first picture does not wait for it. */
export function startMeasuring(): Measuring {
  let ready: Instruments | undefined;
  let loading: Promise<Instruments> | undefined;
  let early: ((instruments: Instruments) => void)[] = [];

  async function load(): Promise<Instruments> {
    const { makeInstruments } = await import('./instruments.ts');
    ready = makeInstruments();
    for (const note of early) note(ready);
    early = [];
    return ready;
  }

  function instruments(): Promise<Instruments> {
    loading ??= load();
    return loading;
  }

  function take(note: (instruments: Instruments) => void): void {
    if (ready) {
      note(ready);
      return;
    }
    early.push(note);
    // What is under way, such as an answer, goes first.
    if (early.length === 1) setImmediate(instruments);
  }

  return {
    received: ({ provider, outcome, seconds }) =>
      take(({ countEvent, timeIngest }) => {
        countEvent(provider, outcome);
        timeIngest(seconds);
      }),
    committed: (seconds) => take(({ timeCommit }) => timeCommit(seconds)),
    refused: (status) => take(({ countRefusal }) => countRefusal(status)),
    instruments,
  };
}
