import type { IncomingMessage, ServerResponse } from 'node:http';
import type * as z from 'zod';
import { answer } from '../ingest/answer.ts';
import { withBody } from '../ingest/read-body.ts';
import type { ReadingRoute, ReadingRoutes } from '../ingest/reading-route.ts';
import { Refusal } from '../ingest/refusal.ts';
import { requireJson } from '../ingest/refuse-foreign.ts';
import { FLAG } from '../store/event-table.ts';
import { linesBetween } from '../store/log-lines.ts';
import { drained } from './drained.ts';
import { toldInTurn } from './told-in-turn.ts';
import { streamTo, type Watched } from './viewer-stream.ts';
import { marksSchema, PATHS, visitSchema } from './wire.ts';

const NEWLINE = Buffer.from('\n');
const STREAMED = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // nginx would keep what is streamed until there is more of it.
  'x-accel-buffering': 'no',
  server: 'tempo-tui',
} as const;

/** What viewers can have done to the events of a receiver. */
export interface Deeds {
  /** Sets or clears a flag of events; returns the `seq` of those that are not known by it. */
  mark(seqs: readonly number[], flag: number, on: boolean): Promise<number[]>;
  visited(seq: number): Promise<void>;
}

/**
 * Where viewers have everything from.
 *
 * @param isLocal they read the log themselves, and have the scores
 */
export function viewerRoutes(watched: Watched, deeds: Deeds, isLocal: boolean): ReadingRoutes {
  return {
    [PATHS.stream]: {
      methods: ['GET'],
      run: async (request, response, { closing }) => {
        const after = lastIdOf(request);
        response.writeHead(200, { ...STREAMED, 'content-type': 'text/event-stream' });
        await streamTo(response, watched, { after, isLocal, closing });
      },
    },
    [PATHS.history]: {
      methods: ['GET'],
      run: async (request, response, { closing }) => {
        const before = wholeNumber(parameter(request, 'before'), 'before') ?? Number.POSITIVE_INFINITY;
        const after = wholeNumber(parameter(request, 'after'), 'after') ?? 0;
        response.writeHead(200, { ...STREAMED, 'content-type': 'application/x-ndjson' });
        await sendHistory(response, watched, { after, before }, closing);
      },
    },
    [PATHS.marks]: taking(marksSchema, async ({ seqs, flag, on }) => ({
      unknown: await deeds.mark(seqs, FLAG[flag], on),
    })),
    [PATHS.visit]: taking(visitSchema, async ({ seq }) => {
      await deeds.visited(seq);
      return {};
    }),
  };
}

/** A route that takes JSON of a form. */
function taking<T>(schema: z.ZodType<T>, run: (body: T) => Promise<object>): ReadingRoute {
  return {
    methods: ['POST'],
    run: async (request, response) => {
      requireJson(request);
      const read = (text: string): T => {
        const parsed = schema.safeParse(readJson(text));
        if (parsed.success) return parsed.data;
        const field = `/${parsed.error.issues[0]?.path.join('/') ?? ''}`;
        throw new Refusal(422, 'is not what is expected here', { field: field === '/' ? '' : field });
      };
      await withBody(request, response, read, async (body) =>
        answer(request, response, 200, await run(body)),
      );
    },
  };
}

/** The records of one segment between two `seq`, a line each, as fast as they are taken. */
async function sendHistory(
  response: ServerResponse,
  { dataDir, lastSeq }: Watched,
  { after, before }: { after: number; before: number },
  closing: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  response.once('close', () => stop.abort());
  const gone = AbortSignal.any([closing, stop.signal]);
  const between = linesBetween(dataDir, after, Math.min(before, lastSeq() + 1));
  for await (const lines of toldInTurn(between)) {
    // Half of it must not look like all of it.
    if (gone.aborted) return void response.destroy();
    if (lines.length === 0) continue;
    response.write(Buffer.concat(lines.flatMap(({ line }) => [line, NEWLINE])));
    if (response.writableNeedDrain) await drained(response, gone);
  }
  response.end();
}

/** What a stream is taken up behind. */
function lastIdOf(request: IncomingMessage): number | undefined {
  const header = request.headers['last-event-id'];
  return wholeNumber(typeof header === 'string' ? header : parameter(request, 'after'), 'after');
}

/** @throws Refusal 422 */
function wholeNumber(text: string | undefined, name: string): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Refusal(422, 'is no whole number', { field: `?${name}` });
}

function parameter(request: IncomingMessage, name: string): string | undefined {
  const [, query = ''] = (request.url ?? '').split('?', 2);
  return new URLSearchParams(query).get(name) ?? undefined;
}

/** @throws Refusal 422 */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(422, 'is not valid JSON', { field: '' });
  }
}
