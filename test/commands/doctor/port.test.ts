import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Answer, askAddresses, readFailure } from '../../../src/commands/doctor/ask-addresses.ts';
import { judgePort, listeningOf, type PortFacts } from '../../../src/commands/doctor/port.ts';
import { portHolders, readListeners } from '../../../src/commands/doctor/port-holders.ts';
import { planProbe } from '../../../src/commands/doctor/probe-plan.ts';
import { judgeReach, type ReachFacts } from '../../../src/commands/doctor/reach.ts';
import { startProxmoxReceiver } from '../../support/receiver.ts';
import { answersOf, command, nobody, ours, told } from './facts.ts';

const OWNER = { pid: 812, port: 7776 };
const NODE = { uid: 0, pid: 99, name: 'node' };

function portFacts(facts: Partial<PortFacts>): PortFacts {
  return { port: 7776, answers: answersOf(), holders: [], owner: undefined, ...facts };
}

describe('the port', () => {
  it.each<[Partial<PortFacts>, string, string]>([
    [
      {},
      'warning port: nobody listens on 7776: what Proxmox sends meanwhile is lost → start it: tempo-tui',
      'own',
    ],
    [
      { answers: answersOf(ours, ours), owner: OWNER },
      'ok port: tempo-tui (pid 812) listens on 7776 at 127.0.0.1, 192.0.2.2',
      'http://127.0.0.1:7776/ingest',
    ],
    [
      { answers: answersOf(nobody, ours), owner: OWNER },
      'ok port: tempo-tui (pid 812) listens on 7776 at 192.0.2.2',
      'http://192.0.2.2:7776/ingest',
    ],
    [
      { answers: answersOf({ who: 'tempo-tui', status: 503 }), owner: OWNER },
      'failure port: tempo-tui (pid 812) listens on 7776 at 127.0.0.1, and can store nothing: it answers 503',
      'http://127.0.0.1:7776/ingest',
    ],
    [
      { answers: answersOf(ours, { who: 'silent' }), owner: OWNER },
      'warning port: tempo-tui (pid 812) listens on 7776 at 127.0.0.1; no answer at 192.0.2.2',
      'http://127.0.0.1:7776/ingest',
    ],
    [
      { answers: answersOf(ours), holders: [NODE] },
      'failure port: 7776 is taken by a tempo-tui of another data directory (node, pid 99)',
      'the tempo-tui at the port has another data directory',
    ],
    [
      { answers: answersOf({ who: 'other' }), holders: [{ uid: 33 }], owner: OWNER },
      'failure port: 7776 is taken by another program (one of user id 33, whose name that user alone sees)',
      'another program has the port',
    ],
    [
      { answers: answersOf(nobody, { who: 'other' }) },
      'failure port: 7776 is taken by another program → stop that, or choose another port',
      'another program has the port',
    ],
    [
      { answers: answersOf({ who: 'silent' }), owner: OWNER },
      'failure port: something has 7776 and does not answer in 2 s: senders',
      'what has the port does not answer',
    ],
    [
      { owner: OWNER },
      'failure port: nobody answers on 7776, though tempo-tui (pid 812) has the data directory',
      'the tempo-tui that has the data directory is not reached from here',
    ],
    [
      { owner: 'silent' },
      'warning port: nobody answers on 7776; the tempo-tui that has the data directory does not say',
      'the tempo-tui that has the data directory is not reached from here',
    ],
    [{ answers: answersOf({ who: 'untried' }) }, 'warning port: 7776 is one that', 'HTTP clients keep away'],
  ])('with %j: %s, and the probe: %s', (facts, line, probe) => {
    const port = portFacts(facts);
    expect(told(judgePort(port, command))[0]).toContain(line);
    const plan = planProbe({ ...port, listening: listeningOf(port), data: {} });
    expect(JSON.stringify(plan)).toContain(probe);
  });

  it('gets no receiver of doctor where nothing can be stored', () => {
    expect(planProbe({ ...portFacts({}), listening: 'nobody', data: { refused: 'EROFS' } })).toMatchObject({
      way: 'none',
    });
  });
});

describe('the reach', () => {
  const CURL = 'curl -v http://192.0.2.2:7776/health';
  it.each<[Partial<ReachFacts>, string]>([
    [{ listening: 'ours', answers: answersOf(ours, ours) }, `ok reach: on a Proxmox node run: ${CURL}`],
    [
      { listening: 'ours', answers: answersOf(ours) },
      `warning reach: it listens on loopback only: no other machine gets in → tempo-tui --host 0.0.0.0, then on a Proxmox node: ${CURL}`,
    ],
    [{}, 'warning reach: it would listen on loopback only'],
    [{ host: '127.0.0.1' }, 'warning reach: it would listen on 127.0.0.1 only'],
    [{ host: '0.0.0.0' }, `ok reach: once it runs, on a Proxmox node run: ${CURL}`],
    [{ host: '192.0.2.2' }, `ok reach: once it runs, on a Proxmox node run: ${CURL}`],
    [{ host: 'pve-mon.lan' }, `ok reach: once it runs, on a Proxmox node run: ${CURL}`],
    [{ listening: 'other program' }, 'warning reach: not known while 7776 is not ours'],
    [{ port: 0 }, 'warning reach: --port 0 takes another port at each start'],
    [{ answers: answersOf().slice(0, 1) }, 'warning reach: this machine has no address but its own'],
    [
      { host: '::', answers: [{ address: 'fd00::2', loopback: false, answer: nobody }] },
      "run: curl -v 'http://[fd00::2]:7776/health'",
    ],
  ])('with %j: %s', (facts, line) => {
    const whole: ReachFacts = { port: 7776, answers: answersOf(), listening: 'nobody', ...facts };
    expect(told(judgeReach(whole, command))[0]).toContain(line);
  });
});

describe('asking a port', () => {
  async function listening(server: Server): Promise<number> {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => sockets.add(socket));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }
  const atLoopback = async (port: number): Promise<Answer | undefined> =>
    (await askAddresses(port)).find(({ address }) => address === '127.0.0.1')?.answer;

  it('knows a tempo-tui, other programs, and nobody', async () => {
    const { port } = await startProxmoxReceiver();
    expect(await atLoopback(port)).toEqual({ who: 'tempo-tui', status: 200 });
    expect(await atLoopback(await listening(createServer((_, response) => response.end('ok'))))).toEqual({
      who: 'other',
    });
    expect(await atLoopback(await listening(createTcpServer((socket) => socket.end('SSH-2.0\r\n'))))).toEqual(
      {
        who: 'other',
      },
    );
    const gone = createTcpServer();
    const free = await listening(gone);
    await new Promise((done) => gone.close(done));
    expect(await atLoopback(free)).toEqual(nobody);
    expect(await atLoopback(0)).toEqual(nobody);
    expect(await atLoopback(6667)).toEqual({ who: 'untried' });
  });

  it('does not wait for ever for one that says nothing', async () => {
    const port = await listening(createTcpServer());
    expect(await atLoopback(port)).toEqual({ who: 'silent' });
  });

  it.each<[string, string, Answer['who']]>([
    ['', 'ECONNREFUSED', 'nobody'],
    ['', 'EHOSTUNREACH', 'nobody'],
    ['', 'UND_ERR_CONNECT_TIMEOUT', 'silent'],
    ['', 'HPE_INVALID_CONSTANT', 'other'],
    ['', 'ECONNRESET', 'other'],
    ['bad port', '', 'untried'],
  ])('takes the failure %j %s for %s', (message, code, who) => {
    const cause = Object.assign(new Error(message), { code });
    expect(readFailure(new TypeError('fetch failed', { cause }))).toEqual({ who });
  });

  it.runIf(process.platform === 'linux')('names the process that listens', async () => {
    const port = await listening(createTcpServer());
    expect(await portHolders(port)).toEqual([
      { uid: process.getuid?.(), pid: process.pid, name: expect.stringMatching(/./) },
    ]);
  });

  it('finds the listening sockets alone in a table of /proc/net', () => {
    const head =
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
    const line = (port: string, state: string, uid: number, inode: number) =>
      `   0: 0100007F:${port} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  ${uid}        0 ${inode} 1 0 100 0`;
    const table = [
      head,
      line('1E60', '0A', 33, 501),
      line('1E60', '01', 33, 502),
      line('1E61', '0A', 0, 503),
      '',
    ];
    expect(readListeners(table.join('\n'), 7776)).toEqual([{ uid: 33, inode: '501' }]);
    expect(readListeners('', 7776)).toEqual([]);
  });
});
