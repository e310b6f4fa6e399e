import { onTestFinished } from 'vitest';
import { Attachment, type AttachOptions } from '../../src/attach/attachment.ts';
import { Journal } from '../../src/commands/journal.ts';
import { type RunningService, startService } from '../../src/commands/start-service.ts';
import { readSettings } from '../../src/config.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { marker, Subjects } from '../../src/score/subjects.ts';
import { FLAG } from '../../src/store/event-table.ts';
import { viewerSocket } from '../../src/store/viewer-socket.ts';

/** A receiver over a folder, on a free port; closed when the test ends, if it is not by then. */
export async function startHere(dir: string, port = 0): Promise<RunningService & { stop(): Promise<void> }> {
  const settings = readSettings({ dataDir: dir, port: String(port), config: undefined as never }, {});
  const service = await startService(settings, { journal: new Journal(), kind: 'serve' });
  await service.keepHistory();
  let closing: Promise<void> | undefined;
  const stop = () => {
    closing ??= service.close();
    return closing;
  };
  onTestFinished(stop);
  return { ...service, stop };
}

export interface Viewing {
  attachment: Attachment;
  /** Titles of its events by `seq`, with ✓ behind the acknowledged and ✗ behind the dismissed. */
  titles(): string[];
  /** Titles of those that were told to come just now, in their order. */
  arrived: string[];
}

/** Attaches to a receiver on this machine, by its folder, or as from another with a token. */
export async function view(where: { dir: string } | { port: number; token: string }): Promise<Viewing> {
  const book = new ScoreBook();
  const options: AttachOptions = {
    marker: marker(book, new Subjects()),
    onScores: () => {},
    ...('dir' in where
      ? { address: { socket: viewerSocket(where.dir)! }, dataDir: where.dir }
      : { address: { url: new URL(`http://127.0.0.1:${where.port}/`), token: where.token } }),
  };
  const attachment = await Attachment.open(options);
  onTestFinished(() => attachment.close());
  const { store } = attachment;
  const { table } = store;
  const arrived: string[] = [];
  store.observe({
    entered: (slot, live) => {
      if (live) arrived.push(store.event(slot)?.title ?? '?');
    },
    leaving: () => {},
  });
  const titles = () =>
    [...table.slots()]
      .sort((one, other) => table.seq(one) - table.seq(other))
      .map((slot) => {
        const acked = (table.flags(slot) & FLAG.acked) === 0 ? '' : ' ✓';
        const dismissed = (table.flags(slot) & FLAG.dismissed) === 0 ? '' : ' ✗';
        return `${store.event(slot)?.title ?? '?'}${acked}${dismissed}`;
      });
  return { attachment, titles, arrived };
}
