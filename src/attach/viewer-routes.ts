import type { IncomingMessage, ServerResponse } from 'node:http';
import { FLAG } from '../store/event-table.ts';
import { linesBefore } from '../store/log-lines.ts';
import { drained } from './drained.ts';
import { streamTo, type Watched } from './viewer-stream.ts';
import { type Marks, marksSchema, PATHS, visitSchema } from './wire.ts';

const NEWLINE = Buffer.from('\n');

/** What viewers can have done to the events of a receiver. */
export interface Deeds {
  /** Sets or clears a flag of events; returns the `seq` of those that are not known by it. */
  mark(seqs: readonly number[], flag: number, on: boolean): Promise<number[]>;
  visited(seq: number): Promise<void>;
}

/** A request that has passed the door. */
export interface ViewerRequest {
  request: IncomingMessage;
  response: ServerResponse;
  /** The viewer reads the log itself, and has the scores. */
  isLocal: boolean;
  /** Aborted when the receiver closes. */
  closing: AbortSignal;
  /** Reads the body as JSON. */
  json(): Promise<unknown>;
  /** Answers with JSON. */
  answer(status: number, body: object): void;
}

export type ViewerRoute = (viewer: ViewerRequest) => Promise<void>;

/** Where viewers have everything from, by path and method. */
export function viewerRoutes(
  watched: Watched,
  deeds: Deeds,
): Record<string, { method: 'GET' | 'POST'; run: ViewerRoute }> {
  return {
    [PATHS.stream]: {
      method: 'GET',
      run: async ({ request, response, isLocal, closing }) => {
        response.writeHead(200, { ...UNCACHED, 'content-type': 'text/event-stream' });
        await streamTo(response, watched, { after: lastIdOf(request), isLocal, closing });
      },
    },
    [PATHS.history]: {
      method: 'GET',
      run: async ({ request, response, answer, closing }) => {
        const before = Number(parameter(request, 'before') ?? Number.POSITIVE_INFINITY);
        if (Number.isNaN(before)) return answer(422, { error: 'before takes a number.' });
        response.writeHead(200, { ...UNCACHED, 'content-type': 'application/x-ndjson' });
        await sendHistory(response, watched, before, closing);
      },
    },
    [PATHS.marks]: {
      method: 'POST',
      run: async ({ json, answer }) => {
        const parsed = marksSchema.safeParse(await json());
        if (!parsed.success) return answer(422, { error: 'The marks have not the form that is expected.' });
        answer(200, { unknown: await mark(parsed.data, deeds) });
      },
    },
    [PATHS.visit]: {
      method: 'POST',
      run: async ({ json, answer }) => {
        const parsed = visitSchema.safeParse(await json());
        if (!parsed.success) return answer(422, { error: 'A visit has a seq.' });
        await deeds.visited(parsed.data.seq);
        answer(200, {});
      },
    },
  };
}

const UNCACHED = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // nginx would keep what is streamed until there is more of it.
  'x-accel-buffering': 'no',
  server: 'tempo-tui',
} as const;

function mark({ seqs, flag, on }: Marks, deeds: Deeds): Promise<number[]> {
  return deeds.mark(seqs, FLAG[flag], on);
}

/** Records before a `seq`, a line each, as fast as they are read. */
async function sendHistory(
  response: ServerResponse,
  { dataDir, lastSeq }: Watched,
  before: number,
  closing: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  response.once('close', () => stop.abort());
  const gone = AbortSignal.any([closing, stop.signal]);
  for await (const lines of linesBefore(dataDir, Math.min(before, lastSeq() + 1))) {
    if (gone.aborted) return void response.destroy();
    if (lines.length === 0) continue;
    response.write(Buffer.concat(lines.flatMap(({ line }) => [line, NEWLINE])));
    if (response.writableNeedDrain) await drained(response, gone);
  }
  response.end();
}

/** What a stream is taken up behind. */
function lastIdOf(request: IncomingMessage): number | undefined {
  const given = request.headers['last-event-id'] ?? parameter(request, 'after');
  const seq = Number(given);
  return given === undefined || given === '' || !Number.isSafeInteger(seq) || seq < 0 ? undefined : seq;
}

function parameter(request: IncomingMessage, name: string): string | undefined {
  const [, query = ''] = (request.url ?? '').split('?', 2);
  return new URLSearchParams(query).get(name) ?? undefined;
}
