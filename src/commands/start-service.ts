import { viewerRoutes } from '../attach/viewer-routes.ts';
import type { Flags, Settings } from '../config.ts';
import type { HandedSocket } from '../ingest/handed-socket.ts';
import { type LocalDoor, openLocalDoor } from '../ingest/local-door.ts';
import type { ReadingRoutes } from '../ingest/reading-route.ts';
import { type Receiver, startReceiver } from '../ingest/receiver.ts';
import { keepRejections, takeRejections } from '../ingest/rejection-file.ts';
import { Rejections } from '../ingest/rejections.ts';
import { type FollowedPair, followPair } from '../ingest/tls/follow-pair.ts';
import { TokenFile } from '../ingest/tokens.ts';
import { startMeasuring } from '../metrics/measuring.ts';
import { metricsRoute } from '../metrics/metrics-route.ts';
import type { ScoreBook } from '../score/score-book.ts';
import type { ScoreNotice } from '../score/score-folder.ts';
import { marker, Subjects } from '../score/subjects.ts';
import { EventStore } from '../store/event-store.ts';
import { ownDataDir } from '../store/lock.ts';
import { makePrivate } from '../store/private-files.ts';
import { viewerSocket } from '../store/viewer-socket.ts';
import { lanEndpoints, type Reach, reach } from './addresses.ts';
import { allowedNetworks } from './allowed-networks.ts';
import { coversAny } from './covers-any.ts';
import type { Journal } from './journal.ts';
import { keepWithinLimits } from './keep-within-limits.ts';
import { noteCertificate } from './note-certificate.ts';
import { notePrivacy } from './note-privacy.ts';
import {
  noteAstray,
  noteDescriptors,
  noteGaps,
  noteHistory,
  noteScores,
  noteTrouble,
} from './note-service.ts';
import { openScores, type Scores } from './open-scores.ts';
import { openingLine, restartLine } from './restart-line.ts';
import { sendersWay } from './senders-way.ts';
import { deedsOf, watchedOf } from './watched.ts';

declare const TEMPO_TUI_VERSION: string;

/** Store and receiver of a data directory that this process owns. */
export interface RunningService extends Reach {
  store: EventStore;
  book: ScoreBook;
  scores: Pick<Scores, 'settled' | 'notices'>;
  /** What is wrong with files of the scores folder. */
  scoreNotices(): readonly ScoreNotice[];
  subjects: Subjects;
  tokens: TokenFile;
  receiver: Receiver;
  /** The certificate it speaks HTTPS with; absent: plain HTTP. */
  secured?: FollowedPair;
  /** Why senders do not reach it as they came before. */
  astray(): string | undefined;
  /** Reads the rest of the history, and from then on keeps it within its limits. */
  keepHistory(): Promise<void>;
  /** Stops accepting, answers what is under way, and closes the store. */
  close(): Promise<void>;
}

export interface ServiceOptions {
  journal: Journal;
  kind: 'serve' | 'timeline';
  /** What it was started with, for those who have to start it again. */
  flags?: Flags;
  /** To listen on, where somebody else opened them. */
  sockets?: readonly HandedSocket[];
}

/**
 * Takes the data directory, opens its newest events and starts to listen; the rest of the history is the caller's to
 * ask for, when it has shown what it shows first.
 *
 * @param sockets handed over to listen on, instead of opening the port of the settings
 * @throws UsageError when another process has the directory (exit 75) or the port (exit 69).
 */
export async function startService(
  settings: Settings,
  { journal, kind, flags = {}, sockets }: ServiceOptions,
): Promise<RunningService> {
  const onFault = (error: unknown) => journal.warn(`fault while answering: ${String(error)}`);
  const networks = allowedNetworks(settings);
  const secured = settings.tls && followPair(settings.tls);
  const undo: (() => unknown)[] = [() => secured?.close()];
  try {
    const owner = await ownDataDir(settings.dataDir, { pid: process.pid, port: settings.port });
    undo.push(owner.release);
    notePrivacy(journal, settings.dataDir, await makePrivate(settings.dataDir));
    const scores = await openScores(settings.scoresDir);
    undo.push(scores.close);
    const { book } = scores;
    const subjects = new Subjects();
    const measuring = startMeasuring();
    const store = await EventStore.open(settings.dataDir, marker(book, subjects), measuring.committed);
    undo.push(() => store.close());
    const tokens = new TokenFile(settings.dataDir, ({ message }) =>
      journal.warn(`${message} Until it can be read, the tokens of before are in force.`),
    );
    // A damaged token file is said at the start, and not at the first request.
    await tokens.load();
    const earlier = await takeRejections(settings.dataDir);
    const rejections = new Rejections(earlier);
    const { dataDir } = settings;
    let { host, port } = settings;
    const way = await sendersWay(dataDir, journal);
    const astray = () => way.astray()?.why;
    const watched = watchedOf({
      dataDir,
      kind,
      store,
      book,
      scoreNotices: scores.notices,
      rejections,
      journal,
      astray,
      reach: () => {
        const named = secured?.inForce.certificate;
        const { endpoint, loopbackOnly } = reach(host, port, named);
        const again = { settings, flags, port };
        return {
          endpoint,
          loopbackOnly,
          lanEndpoints: lanEndpoints(host, port, named),
          restart: restartLine(again),
          ...(loopbackOnly && { opening: openingLine(again) }),
        };
      },
    });
    rejections.subscribe(({ status }) => measuring.refused(status));
    const viewers = () => store.followers.size;
    const metrics = metricsRoute(measuring, { source: store, dataDir, version: TEMPO_TUI_VERSION, viewers });
    const deeds = deedsOf(store);
    const readingFor = (isLocal: boolean) => ({
      ...viewerRoutes(watched, deeds, isLocal),
      '/metrics': metrics,
    });
    const receiver = await startReceiver({
      ...settings,
      networks,
      ...(secured && { secured }),
      store,
      tokens,
      rejections,
      reading: readingFor(false),
      onReceived: (received) => {
        measuring.received(received);
        way.came(received.address);
      },
      onFault,
      ...(sockets && { sockets }),
    });
    undo.push(receiver.close);
    port = receiver.port;
    host = receiver.host;
    owner.tellPort(port);
    const noting = secured && noteCertificate(journal, secured, dataDir);
    undo.push(() => noting?.stop());
    if (secured) {
      owner.tellCertificate(secured.inForce.certificate.pem);
      secured.onChange(({ certificate }) => owner.tellCertificate(certificate.pem));
    }
    const door = await openDoor(dataDir, readingFor(true), journal, onFault);
    undo.push(() => door?.close());
    const keeper = keepRejections(rejections, settings.dataDir, earlier);
    undo.push(keeper.close);
    await store.listening();
    const reached = reach(receiver.host, receiver.port, secured?.inForce.certificate);
    const handed = sockets ? ', by a socket that was handed over' : '';
    journal.note(
      `Listening on ${reached.endpoint}${reached.loopbackOnly ? ' (loopback only)' : ''}${handed}.`,
    );
    const restart = restartLine({ settings, flags, port });
    // A port that the system chose is nothing that senders were told.
    if (settings.port !== 0)
      way.listening({ port, secure: secured !== undefined, loopbackOnly: reached.loopbackOnly, restart });
    noteAstray(journal, way);
    noteDescriptors(journal);
    let notices = scores.notices();
    for (const { name, reason } of notices) journal.warn(`Score ${name}: ${reason}`);
    noteTrouble(journal, store);
    noteGaps(journal, store);
    scores.watch((identifiers) => {
      noteScores(journal, identifiers, notices, scores.notices());
      notices = scores.notices();
      store.remark(coversAny(identifiers)).catch(onFault);
    });
    let pruning: NodeJS.Timeout | undefined;
    return {
      store,
      book,
      scores,
      scoreNotices: scores.notices,
      subjects,
      tokens,
      receiver,
      ...(secured && { secured }),
      astray,
      ...reached,
      keepHistory: async () => {
        await store.index();
        noteHistory(journal, store, settings.dataDir);
        if (store.whole) pruning = keepWithinLimits(store, settings, journal);
      },
      close: async () => {
        clearInterval(pruning);
        noting?.stop();
        secured?.close();
        scores.close();
        await Promise.all([receiver.close(), door?.close()]);
        await keeper.close();
        await store.close();
        await owner.release();
      },
    };
  } catch (error) {
    // What cannot be closed either must not hide why it did not start.
    for (const close of undo.reverse())
      await Promise.resolve()
        .then(close)
        .catch(() => {});
    throw error;
  }
}

/** Lets timelines of this machine in; where that cannot be, the receiver does without. */
async function openDoor(
  dataDir: string,
  routes: ReadingRoutes,
  journal: Journal,
  onFault: (error: unknown) => void,
): Promise<LocalDoor | undefined> {
  try {
    const path = viewerSocket(dataDir);
    if (path !== undefined) return await openLocalDoor(path, routes, onFault);
    journal.warn(
      `No other timeline can attach to this one: the name of ${dataDir} is too long for a socket.`,
    );
  } catch (error) {
    journal.warn(`No other timeline can attach to this one: ${(error as Error).message}`);
  }
  return undefined;
}
