import type { IncomingMessage, ServerResponse } from 'node:http';

/** Whose request it is that reads or acknowledges. */
export interface Viewer {
  /** The name of its token. */
  name: string;
  /** Aborted when the receiver closes: an answer that goes on has to end then. */
  closing: AbortSignal;
}

/** What one path answers viewers, who have shown their token by then. */
export interface ReadingRoute {
  methods: readonly string[];
  /**
   * Answers a request; the answer may go on after it returns. The body, where there is one, is its own to read.
   *
   * @throws Refusal for what is to be refused, and told as a rejection
   */
  run(request: IncomingMessage, response: ServerResponse, viewer: Viewer): Promise<void>;
}

/** By path, such as `/metrics`. */
export type ReadingRoutes = Readonly<Record<string, ReadingRoute>>;
