import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { PROXMOX_TEMPLATE } from '../../src/commands/body-template.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { asGotify, backupMessage, renderBody } from '../support/proxmox.ts';
import { startProxmoxReceiver } from '../support/receiver.ts';
import { storedIn } from '../support/store.ts';

const MIB = 1024 * 1024;
/** Proxmox gives up after so long, and does not try again. */
const GIVES_UP_MS = 10_000;
const LINE = '100: 2026-04-29 03:09:43 INFO: 12% (7.7 GiB of 64.0 GiB) in 30s, read: 255.0 MiB/s "ü" \\ \n';
const RUN = {
  title: 'vzdump backup status (pve-01.lan): backup failed ',
  message: backupMessage(
    [
      ['100', 'web', 'ok', '1m 3s', '64 GiB', 'vm/100/2026-04-29T02:00:03Z'],
      ['101', 'pihole', 'err', '22s', '0 B', 'null'],
    ],
    { logs: LINE.repeat(Math.ceil(MIB / Buffer.byteLength(LINE))) },
  ),
  severity: 'error',
  timestamp: 1777428702,
  fields: { type: 'vzdump', hostname: 'pve-01', 'job-id': 'backup-1' },
};

interface Answer {
  status: number;
  head: string;
  body: Buffer;
}

/** Posts as Proxmox does: over a connection of its own, with lower-case headers, in chunks without an announced length. */
function postLikeProxmox(port: number, path: string, header: string, body: string): Promise<Answer> {
  return new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1');
    socket.setTimeout(GIVES_UP_MS, () => socket.destroy(new Error('Proxmox would have given up.')));
    const received: Buffer[] = [];
    socket.on('data', (chunk) => received.push(chunk)).on('error', fail);
    socket.on('end', () => {
      const all = Buffer.concat(received);
      const split = all.indexOf('\r\n\r\n');
      const head = all.toString('latin1', 0, split);
      done({ status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]), head, body: all.subarray(split + 4) });
    });
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\naccept: */*\r\nconnection: close\r\n` +
        `user-agent: proxmox-sync-http-client/1.0\r\ncontent-type: application/json\r\n` +
        `transfer-encoding: chunked\r\n${header}\r\n\r\n`,
    );
    const bytes = Buffer.from(body);
    for (let from = 0; from < bytes.length; from += 16_384) {
      const chunk = bytes.subarray(from, from + 16_384);
      socket.write(
        Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
      );
    }
    socket.write('0\r\n\r\n');
  });
}

describe('a request as Proxmox makes it, with a log of a megabyte', () => {
  it.each([
    ['by the body template', '/ingest', 'x-tempo-token', renderBody(PROXMOX_TEMPLATE, RUN), 202],
    ['in the native shape', '/ingest', 'x-tempo-token', JSON.stringify(RUN), 202],
    ['as a Gotify message', '/message', 'x-gotify-key', JSON.stringify(asGotify(RUN)), 200],
  ])('%s is stored and answered shortly, with no redirect', async (_, path, header, body, status) => {
    const { dir, port, token } = await startProxmoxReceiver({ serverUrl: 'https://pve-01.lan:8006' });
    for (let sent = 0; sent < 3; sent += 1) {
      const answer = await postLikeProxmox(port, path, `${header}: ${token}`, body);
      expect(answer.status).toBe(status);
      expect(answer.head).not.toMatch(/^location:/im);
      expect(answer.body.length).toBeLessThan(200);
      expect(new TextDecoder('utf-8', { fatal: true }).decode(answer.body)).toContain('"id"');
    }
    const events = await storedIn(dir);
    expect(events).toHaveLength(3);
    for (const { metadata, derived } of events) {
      expect(metadata.Message).toBe(RUN.message);
      expect(derived).toMatchObject({
        title: 'Backup failed on pve-01: 1 of 2 guests',
        guests: [
          { vmid: '100', status: 'ok' },
          { vmid: '101', status: 'err' },
        ],
      });
    }
  });

  it('is never redirected, wherever it goes', async () => {
    const { port, token } = await startProxmoxReceiver();
    for (const path of ['/', '/ingest/', '/message/', '/ingest//', '/Ingest', '/nowhere']) {
      const { status, head } = await postLikeProxmox(port, path, `x-tempo-token: ${token}`, '{}');
      expect([path, status]).toEqual([path, 404]);
      expect(head).not.toMatch(/^location:/im);
    }
  });
});

describe('two clusters under one source', () => {
  it('have their stacks apart, though their nodes have one name', async () => {
    const { dir, port, token, tokens } = await startProxmoxReceiver({ cluster: 'home' });
    const work = await tokens.add('work', { provider: 'com.proxmox', cluster: 'work' });
    const plain = await tokens.add('plain', { provider: 'com.proxmox' });
    for (const each of [token, work, plain]) {
      await postLikeProxmox(port, '/ingest', `x-tempo-token: ${each}`, JSON.stringify(RUN));
    }
    const book = new ScoreBook();
    const groups = (await storedIn(dir)).map((event) => book.place(event).group);
    expect(groups.map((group) => group?.subject)).toEqual(['home/pve-01', 'work/pve-01', 'pve-01']);
    expect(new Set(groups.map((group) => group?.key)).size).toBe(3);
  });
});
