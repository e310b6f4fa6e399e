import { connect, type Socket } from 'node:net';

/** How events are sent. */
export interface Load {
  url: string;
  headers: Record<string, string>;
  connections: number;
  /** Every connection carries one request after the other; otherwise each request has one of its own. */
  keepAlive: boolean;
  /** How long it is measured, after the warm-up. */
  seconds: number;
  /** The status that every answer must have. */
  status: number;
  /** At most so many events a second; absent: as many as are answered. */
  pace?: number;
}

/** What a load came to. */
export interface LoadResult {
  /** Answers in a second. */
  rate: number;
  /** Answers in all, with those of the warm-up. */
  answers: number;
  /** How much of the time the sender itself was at work; near 1 it is the sender that is measured. */
  senderBusy: number;
}

const WARM_UP_MS = 700;
const BODIES = 64;

/**
 * Sends events as fast as they are answered. It speaks just as much HTTP as that takes: whole requests made ahead, and
 * answers looked at for their status and length, so that the sender costs less than what is measured.
 */
export function sendLoad(load: Load): Promise<LoadResult> {
  const { hostname, port, host, pathname } = new URL(load.url);
  const requests = Array.from({ length: BODIES }, (_, at) => requestOf(at, host, pathname, load.headers));
  return new Promise((done, fail) => {
    const sockets = new Set<Socket>();
    // All connections read into one: what comes is taken out at once.
    const shared = Buffer.allocUnsafe(65_536);
    let answers = 0;
    let next = 0;
    let sent = 0;
    let stopped = false;
    const begun = performance.now();
    const { pace = Number.POSITIVE_INFINITY } = load;

    function stop(error?: Error): void {
      if (stopped) return;
      stopped = true;
      for (const socket of sockets) socket.destroy();
      if (error) fail(error);
    }

    function open(): void {
      let got = '';
      const socket = connect({
        host: hostname,
        port: Number(port),
        onread: { buffer: shared, callback: take },
      });
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.once('error', stop);
      socket.once('close', () => {
        sockets.delete(socket);
        if (got !== '') stop(new Error('a connection was closed before its answer was whole'));
      });
      send();

      function send(): void {
        const early = (sent / pace) * 1000 - (performance.now() - begun);
        if (early > 0) {
          setTimeout(send, early);
          return;
        }
        if (stopped) return;
        sent += 1;
        next = (next + 1) % BODIES;
        socket.write(requests[next]!);
        got = 'no answer yet';
      }

      function take(count: number, buffer: Uint8Array): boolean {
        const text = Buffer.from(buffer.buffer, buffer.byteOffset, count).toString('latin1');
        got = got === 'no answer yet' ? text : got + text;
        if (!isWhole(got)) return true;
        if (Number(got.slice(9, 12)) !== load.status)
          stop(new Error(`not answered with ${load.status}: ${got}`));
        answers += 1;
        got = '';
        if (stopped) return true;
        if (load.keepAlive) send();
        else {
          socket.end();
          open();
        }
        return true;
      }
    }

    for (let count = 0; count < load.connections; count += 1) open();
    setTimeout(() => {
      const first = answers;
      const startedAt = performance.now();
      const before = performance.eventLoopUtilization();
      setTimeout(() => {
        const rate = ((answers - first) * 1000) / (performance.now() - startedAt);
        const { utilization } = performance.eventLoopUtilization(before);
        stop();
        done({ rate, answers, senderBusy: utilization });
      }, load.seconds * 1000);
    }, WARM_UP_MS);
  });
}

/** Whether an answer is there to its end, by its length or its last chunk. */
function isWhole(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n');
  if (head === -1) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer);
  return length ? answer.length >= head + 4 + Number(length[1]) : answer.endsWith('0\r\n\r\n');
}

/** A request with an event as a Proxmox node sends it, some 400 bytes of JSON. */
function requestOf(at: number, host: string, path: string, headers: Record<string, string>): Buffer {
  const vmid = String(100 + at);
  const body = JSON.stringify({
    providerIdentifier: 'com.proxmox',
    title: `Backup of VM ${vmid} finished`,
    eventType: 'alert',
    metadata: {
      severity: 'info',
      ServerUrl: 'https://pve-01.lan:8006',
      NodeName: `pve-0${at % 8}`,
      VMID: vmid,
      TaskType: 'vzdump',
      JobID: 'backup-3f1c9a52-8e44',
      Message: `INFO: Starting Backup of VM ${vmid} (qemu)\nINFO: Finished Backup of VM ${vmid} (00:04:17)`,
    },
  });
  const lines = [
    `POST ${path} HTTP/1.1`,
    `Host: ${host}`,
    'Content-Type: application/json',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
