import type { Flags, Settings } from '../config.ts';
import type { TokenFile } from '../ingest/tokens.ts';
import { safeText } from '../safe-text.ts';
import { endOnCrash } from './crash.ts';
import { ownCommand } from './doctor/own-command.ts';
import { endingOf, ToldError } from './ending.ts';
import { Journal } from './journal.ts';
import { checkQuery } from './list/check-query.ts';
import { watchArrivals } from './list/watch-arrivals.ts';
import { openScores } from './open-scores.ts';
import { say, writeAll } from './output.ts';
import { takeHandedOver } from './serve/handed-over.ts';
import { type Log, openLog } from './serve/log.ts';
import { lookAgain } from './serve/look-again.ts';
import { predecessorOf } from './serve/predecessor.ts';
import { systemdAt } from './serve/tell-systemd.ts';
import { untilUnread } from './serve/until-unread.ts';
import { type RunningService, startService } from './start-service.ts';
import { SUSPENDED, untilQuit } from './until-quit.ts';
import { untilStopped } from './until-stopped.ts';

export interface ServeFlags extends Flags {
  /** A query: what does not fit it has no line. */
  filter?: string;
  /** For a person who reads along: lines in the local zone, and a key that ends it. */
  plain?: boolean;
}

/** Whoever does not read the log must not keep the program from ending, in milliseconds. */
const LOG_MS = 1000;

/**
 * The receiver alone: one line for each event, for each refusal and for everything else it comes upon.
 *
 * @throws UsageError for a filter that cannot be understood, and as {@link startService}
 */
export async function serve(
  settings: Settings,
  { filter = '', plain = false, ...flags }: ServeFlags = {},
): Promise<void> {
  const predecessor = predecessorOf(process.env);
  const { sockets = predecessor?.sockets, notifySocket } = takeHandedOver(process.env);
  if (filter !== '') await checkFilter(settings, filter);
  const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const stopped = untilStopped(hasTerminal ? undefined : ['SIGINT', 'SIGTERM']);
  endOnCrash(settings.dataDir, () => {});
  const unread = untilUnread();
  const log = openLog({
    format: plain ? 'plain' : settings.logFormat,
    level: settings.logLevel,
    forPerson: plain,
  });
  const journal = new Journal();
  journal.subscribe(({ kind, time, text }) => {
    log({ kind: 'note', level: kind === 'bad' ? 'warn' : 'info', time, text });
  });
  noteStart(log, settings);
  // What is received matters more than what is read of it. Lines for a person end with who reads them.
  if (!plain) void unread.then(() => noteUnread(journal, settings));
  const systemd = systemdAt(notifySocket, (text) => journal.warn(text));
  await predecessor?.yourTurn();
  const service = await startService(settings, {
    journal,
    kind: 'serve',
    flags,
    ...(sockets && { sockets }),
  }).catch(async (error: unknown) => {
    if (plain || settings.logFormat !== 'json') throw error;
    // Whoever keeps that log looks for the reason there.
    const ending = endingOf(error);
    log({ kind: 'note', level: 'error', time: Date.now(), text: ending.text });
    await logIsWritten();
    throw new ToldError(ending);
  });
  const { port } = service.receiver;
  if (sockets && port !== settings.port)
    journal.warn(
      `The port is ${settings.port} by the options and the config file, and ${port} by the socket that was handed over, which counts.`,
    );
  // A closed terminal ends a program; where there is none, the signal asks a service to look again.
  if (!hasTerminal) process.on('SIGHUP', () => void lookAgain(service, settings, flags, journal));
  predecessor?.listening();
  void systemd('READY=1', `STATUS=Listening on ${safeText(service.endpoint)}`);
  tellWhatComes(service, log, { filter, withDismissed: !plain });
  if (await lacksSenders(service.tokens)) {
    const add = ownCommand(flags)('token', 'add', 'proxmox', '--provider', 'com.proxmox');
    journal.note(`There is no token for senders yet, so every event is refused: ${add}`);
  }
  void service.keepHistory();
  const untilKey = plain && process.stdin.isTTY ? [untilQuit(process.stdin, () => say(SUSPENDED))] : [];
  const signal = await Promise.race([stopped, ...untilKey, ...(plain ? [unread] : [])]);
  const underWay = service.receiver.underWay();
  journal.note(`Stopping${signal ? ` on ${signal}` : ''}: no more is taken, ${answering(underWay)}.`);
  const told = systemd('STOPPING=1', 'STATUS=Answering what is under way');
  await service.close();
  const lost = plain ? ' What Proxmox sends now is lost.' : '';
  journal.note(`Stopped. Every event that was acknowledged is on disk.${lost}`);
  await told;
  await logIsWritten();
}

/** A file that was damaged since the start does not end the receiver: the next request tells of it. */
function lacksSenders(tokens: TokenFile): Promise<boolean> {
  return tokens.senders().then(
    ({ length }) => length === 0,
    () => false,
  );
}

function noteStart(log: Log, { dataDir, configFile }: Settings): void {
  const text = `Process ${process.pid} with Node ${process.version}, data in ${dataDir}, config file ${configFile}.`;
  log({ kind: 'note', level: 'debug', time: Date.now(), text });
}

function noteUnread(journal: Journal, { logFormat }: Settings): void {
  const text = 'Nobody reads the lines on stdout any more. Events are received as before.';
  journal.warn(text);
  // All of that log went there.
  if (logFormat === 'json') say(text);
}

function tellWhatComes(
  { store, book, receiver }: RunningService,
  log: Log,
  options: { filter: string; withDismissed: boolean },
): void {
  watchArrivals(store, book, options, (told) => log({ kind: 'event', told }));
  receiver.rejections.subscribe((refusal) => log({ kind: 'refusal', refusal }));
}

function answering(underWay: number): string {
  if (underWay === 0) return 'nothing is under way';
  return `${underWay} ${underWay === 1 ? 'request is' : 'requests are'} still answered`;
}

/** A pipe takes lines no faster than they are read, and the end of the program takes the rest with it. */
function logIsWritten(): Promise<unknown> {
  return Promise.race([writeAll(''), new Promise((done) => setTimeout(done, LOG_MS).unref())]);
}

async function checkFilter({ scoresDir }: Settings, filter: string): Promise<void> {
  const scores = await openScores(scoresDir);
  scores.close();
  checkQuery(filter, scores.book);
}
