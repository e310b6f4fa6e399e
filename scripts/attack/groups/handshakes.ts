import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type ConnectionOptions, connect as connectSecurely, type TLSSocket } from 'node:tls';
import { type Arena, type Case, type Group, unexpected } from '../case.ts';
import { openWire } from '../open-wire.ts';
import { bytesOf } from '../requests.ts';
import type { TalkOptions } from '../wire.ts';

const CLOSED: TalkOptions = { bare: true, until: 'closed', patience: 8000 };
/** A record of TLS that announces 16 KiB of a handshake. */
const ANNOUNCED = Buffer.from([0x16, 3, 1, 0x40, 0]);

/** What is no handshake gets no HTTP, and ends; a sender is served meanwhile. */
function noHandshake(
  name: string,
  bytes: (arena: Arena) => Buffer | string,
  options: TalkOptions = {},
): Case {
  return {
    name,
    run: async (arena) => {
      const heard = await arena.talk([bytes(arena)], { ...CLOSED, ...options });
      const wrong = unexpected(heard, 'closed');
      if (heard.end === 'silent') wrong.push('the connection stays open');
      return [...wrong, ...unexpected(await arena.ask({}), 202)];
    },
  };
}

/** Whether a handshake of these options stands. */
function shakes(arena: Arena, options: ConnectionOptions): Promise<TLSSocket | undefined> {
  const { host, port, tls } = arena;
  const given: ConnectionOptions & { localAddress: string } = {
    host,
    port,
    ...tls,
    localAddress: arena.newAddress(),
    ...options,
  };
  const socket = connectSecurely(given);
  return new Promise((done) => {
    socket.once('secureConnect', () => done(socket));
    socket.once('error', () => done(undefined));
    socket.once('close', () => done(undefined));
  });
}

function offers(name: string, options: ConnectionOptions, taken: boolean): Case {
  return {
    name,
    run: async (arena) => {
      const socket = await shakes(arena, options);
      socket?.destroy();
      return (socket !== undefined) === taken ? [] : [taken ? 'is refused' : 'is taken'];
    },
  };
}

/** Handshakes that stay where they are, of as many addresses. */
function stalled(count: number, bytes: Buffer, long: boolean): Case {
  return {
    name: `${count} that stop in the middle, and an event`,
    long,
    run: async (arena) => {
      const wires = Array.from({ length: count }, () =>
        openWire({ ...arena, tls: undefined }, arena.newAddress()),
      );
      for (const { socket } of wires) {
        socket.on('error', () => {});
        socket.write(bytes);
      }
      const heard = await arena.ask({});
      for (const { socket } of wires) socket.destroy();
      const wrong = unexpected(heard, 202);
      return heard.tookMs > 1000 ? [...wrong, `an event takes ${Math.round(heard.tookMs)} ms`] : wrong;
    },
  };
}

/** What is done to TLS itself, where the receiver speaks it. */
export const handshakes: Group = {
  name: 'handshakes',
  needsTls: true,
  cases: [
    noHandshake('plain HTTP with a valid token', (arena) => bytesOf({}, arena)),
    noHandshake('what is neither', () => 'garbage\r\n\r\n'),
    noHandshake('zeros', () => Buffer.alloc(70_000)),
    noHandshake('a record that is too large', () =>
      Buffer.concat([Buffer.from([0x16, 3, 1, 0xff, 0xff]), Buffer.alloc(65_535)]),
    ),
    noHandshake('a greeting of nonsense', () => Buffer.concat([ANNOUNCED, Buffer.alloc(0x4000, 7)])),
    noHandshake('an alert instead of a greeting', () => Buffer.from([0x15, 3, 1, 0, 2, 2, 40])),
    { ...noHandshake('half a greeting, and silence', () => ANNOUNCED, { patience: 16_000 }), long: true },
    offers('TLS 1.3', { minVersion: 'TLSv1.3' }, true),
    offers('TLS 1.2', { maxVersion: 'TLSv1.2' }, true),
    offers('TLS 1.1', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }, false),
    offers('a cipher without secrecy', { maxVersion: 'TLSv1.2', ciphers: 'eNULL:@SECLEVEL=0' }, false),
    stalled(100, ANNOUNCED, false),
    stalled(600, ANNOUNCED, true),
    stalled(600, Buffer.alloc(0), true),
    {
      name: 'a new handshake asked for again and again on one connection',
      run: async (arena) => {
        const socket = await shakes(arena, { maxVersion: 'TLSv1.2' });
        if (!socket) return ['is refused'];
        socket.on('error', () => {});
        let stood = 0;
        const again = () =>
          socket.renegotiate({}, (error) => {
            stood += error ? 0 : 1;
            if (!error && stood < 20) again();
          });
        again();
        // It is hung up on, or not answered.
        await Promise.race([once(socket, 'close'), delay(1500)]);
        socket.destroy();
        const wrong = stood > 10 ? [`${stood} were made`] : [];
        return [...wrong, ...unexpected(await arena.ask({}), 202)];
      },
    },
  ],
};
