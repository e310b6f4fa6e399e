import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { messageText, recordMessages } from '../../src/attach/record-message.ts';
import { type MessageOf, WIRE_VERSION } from '../../src/attach/wire.ts';
import type { StoredEvent } from '../../src/event.ts';
import { encodeRecord } from '../../src/store/record.ts';

/** A receiver that tells viewers what it likes; gone when the test ends. */
export interface HostileReceiver {
  url: string;
  /** What was asked of it, as method and address. */
  asked: string[];
  /** Bytes that were poured out so far. */
  readonly poured: number;
}

export interface Told {
  head?: Partial<MessageOf<'head'>>;
  scores?: object[];
  events?: readonly StoredEvent[];
  /** Leads there instead of telling anything. */
  redirectTo?: string;
  /** What follows on the stream, byte for byte. */
  more?: string;
  /** All there is on the stream, byte for byte. */
  only?: string;
  /** What follows on the stream again and again, for ever. */
  pour?: string;
  /** The history; at first all of it, and nothing behind that. */
  history?: string;
  /** The line breaks on who asks for the history, so often. */
  breaks?: number;
  /** What is told as the history again and again, for ever. */
  pourHistory?: string;
}

export async function hostileReceiver({
  head,
  scores = [],
  events = [],
  more = '',
  only,
  pour,
  history = '',
  breaks = 0,
  pourHistory,
  redirectTo,
}: Told): Promise<HostileReceiver> {
  const asked: string[] = [];
  let poured = 0;
  const pourInto = (response: ServerResponse, text: string) =>
    pourFast(response, text, (bytes) => {
      poured += bytes;
    });
  const server = createServer((request: IncomingMessage, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume();
    if (redirectTo !== undefined) {
      response.writeHead(307, { location: redirectTo }).end();
      return;
    }
    if (request.url?.startsWith('/history')) {
      if (asked.filter((each) => each.startsWith('GET /history')).length <= breaks) {
        response.destroy();
        return;
      }
      if (pourHistory !== undefined) pourInto(response, pourHistory);
      else response.end(request.url.includes('after=0&') ? history : '');
      return;
    }
    if (request.url !== '/stream') {
      response.end('{"unknown":[]}');
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (only !== undefined) {
      response.write(only);
      return;
    }
    response.write(messageText('head', { ...HEAD, size: events.length, ...head }));
    response.write(
      messageText(
        'scores',
        scores.map((score) => ({ origin: 'own' as const, score })),
      ),
    );
    const lines = events.map((event) => ({
      seq: event.seq,
      line: encodeRecord(event, ''),
      place: { segment: 0, offset: 0, length: 0 },
    }));
    response.write(recordMessages(lines, false));
    response.write(messageText('flags', { all: true, flags: [] }));
    response.write(messageText('ready', { seq: events.at(-1)?.seq ?? 0, size: events.length }));
    response.write(more);
    if (pour !== undefined) pourInto(response, pour);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    get poured() {
      return poured;
    },
  };
}

/** As fast as it is taken. */
function pourFast(response: ServerResponse, text: string, told: (bytes: number) => void): void {
  const bytes = Buffer.from(text.repeat(Math.ceil(65_536 / text.length)));
  const fill = () => {
    for (let goesOn = true; goesOn && !response.destroyed; told(bytes.length)) goesOn = response.write(bytes);
  };
  response.on('drain', fill);
  fill();
}

const HEAD: MessageOf<'head'> = {
  wire: WIRE_VERSION,
  version: '9.9',
  pid: 1,
  kind: 'serve',
  endpoint: 'http://x/ingest',
  lanEndpoints: ['http://x:7776/ingest'],
  loopbackOnly: false,
  gaps: [],
  size: 0,
  rejections: [],
  notes: [],
  state: { trouble: null, problems: { damaged: 0, torn: 0, newer: 0, foreign: [] }, scoreNotices: [] },
};
