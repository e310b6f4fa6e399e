import { EXIT, type Flags, type Settings, UsageError } from '../config.ts';
import { certificateInForce } from './certificate-in-force.ts';
import { judgeAccess } from './doctor/access.ts';
import { askAddresses } from './doctor/ask-addresses.ts';
import { type Check, checkLine, failure } from './doctor/check.ts';
import { closingText, countsText } from './doctor/closing.ts';
import { judgeData } from './doctor/data.ts';
import { readDataFacts } from './doctor/data-facts.ts';
import { judgeDesktop } from './doctor/desktop.ts';
import { judgeFirewall } from './doctor/firewall.ts';
import { readFirewalls } from './doctor/firewall-facts.ts';
import { checkGivenToken, givenToken } from './doctor/given-token.ts';
import { ownCommand } from './doctor/own-command.ts';
import { judgePort, listeningOf } from './doctor/port.ts';
import { portHolders } from './doctor/port-holders.ts';
import { checkProbe } from './doctor/probe.ts';
import { planProbe } from './doctor/probe-plan.ts';
import { checkProgram } from './doctor/program.ts';
import { judgeReach, openAddresses } from './doctor/reach.ts';
import { checkScores } from './doctor/scores.ts';
import { judgeTerminal, readTerminal } from './doctor/terminal.ts';
import { judgeTls } from './doctor/tls.ts';
import { judgeTokens, readTokenFacts } from './doctor/tokens.ts';
import { say, writeAll } from './output.ts';
import { printableJson } from './printable-json.ts';
import { untilStopped } from './until-stopped.ts';

export interface DoctorFlags extends Flags {
  /** The token of a sender, to be looked up. */
  token?: string;
  json?: boolean;
}

/** A file system that is gone, such as that of a server, keeps who asks it waiting for ever. */
const FILES_MS = 10_000;

/**
 * Looks at everything that a notification meets on its way from the network to the screen, in that order, and says
 * what to do where something is in its way.
 *
 * @throws UsageError with exit code 1 for a failure, and when it is stopped.
 */
export async function runDoctor({ json = false, token, ...flags }: DoctorFlags): Promise<void> {
  const stop = new AbortController();
  void untilStopped().then(() => stop.abort());
  const checks: Check[] = [];
  for await (const check of examine(flags, token, stop.signal)) {
    if (stop.signal.aborted) throw new UsageError('Stopped before everything was looked at.', EXIT.failed);
    checks.push(check);
    if (!json) await writeAll(`${checkLine(check)}\n`);
  }
  if (json) await writeAll(`${printableJson({ checks })}\n`);
  if (checks.some(({ status }) => status === 'failure'))
    throw new UsageError(countsText(checks), EXIT.failed);
  say(closingText(checks));
}

async function* examine(flags: Flags, token: string | undefined, stop: AbortSignal): AsyncGenerator<Check> {
  const { checks, settings } = checkProgram(flags);
  yield* checks;
  if (!settings) return;
  yield* examineReceiver(settings, token, flags, stop);
  yield* judgeDesktop({ env: process.env, platform: process.platform });
  yield* judgeTerminal(readTerminal(process.stdin, process.stdout));
}

async function* examineReceiver(
  settings: Settings,
  token: string | undefined,
  flags: Flags,
  stop: AbortSignal,
): AsyncGenerator<Check> {
  const { dataDir, scoresDir, host } = settings;
  const command = ownCommand(flags);
  const data = await inTime(readDataFacts(dataDir));
  if (data === 'late') {
    const advice = 'see whether the disk or the server it is on is there';
    yield failure('data directory', `${dataDir} does not answer in ${FILES_MS / 1000} s`, advice);
    return;
  }
  yield* judgeData(data, command);
  yield* judgeTokens(await readTokenFacts(dataDir), command);
  yield* await checkGivenToken(dataDir, await givenToken(token, process.env), command);
  yield await checkScores(scoresDir, command);

  const { owner } = data;
  // The one that runs may have been started with another port than these settings have.
  const port = (typeof owner === 'object' && owner.port) || settings.port;
  const certificate = certificateInForce(settings, owner);
  const [answers, holders] = await Promise.all([askAddresses(port, certificate), portHolders(port)]);
  const listening = listeningOf({ answers, owner });
  const again = port === settings.port ? command : ownCommand({ ...flags, port: String(port) });
  yield judgePort({ port, answers, holders, owner }, again);
  const reached = { port, answers, listening, certificate, ...(host !== undefined && { host }) };
  yield judgeReach(reached, again);
  yield judgeAccess({ ...settings, open: openAddresses(reached) }, again);
  yield judgeTls(settings, owner);
  yield judgeFirewall(await readFirewalls(), port);
  yield await checkProbe(settings, planProbe({ port, answers, listening, data, certificate }), command, stop);
}

async function inTime<R>(work: Promise<R>): Promise<R | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((done) => {
    timer = setTimeout(done, FILES_MS, 'late');
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
