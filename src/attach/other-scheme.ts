import { request } from 'node:http';
import { connect } from 'node:tls';

/** What is asked so has this long to answer, in milliseconds. */
const ANSWER_MS = 2000;

/**
 * Whether a port speaks the other of HTTP and HTTPS than a URL says. It is told no token.
 *
 * @returns the protocol that it does speak; undefined where it does not speak that either
 */
export async function otherScheme(url: URL): Promise<'http:' | 'https:' | undefined> {
  if (url.protocol === 'http:') return (await speaksTls(url)) ? 'https:' : undefined;
  return (await speaksHttp(url)) ? 'http:' : undefined;
}

function speaksTls({ hostname, port }: URL): Promise<boolean> {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  // Whoever it is, nothing is said to it.
  const socket = connect({ host, port: Number(port || 80), rejectUnauthorized: false });
  return new Promise((done) => {
    const end = (speaks: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      done(speaks);
    };
    const timer = setTimeout(end, ANSWER_MS, false);
    socket.once('secureConnect', () => end(true));
    socket.on('error', () => end(false));
    socket.once('close', () => end(false));
  });
}

function speaksHttp({ hostname, port, pathname }: URL): Promise<boolean> {
  const asked = new URL(`http://${hostname}:${port || 443}${pathname}health`);
  return new Promise((done) => {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const sent = request(asked, { agent: false, signal }, (response) => {
      response.destroy();
      done(true);
    });
    sent.once('upgrade', (_, socket) => {
      socket.destroy();
      done(true);
    });
    sent.on('error', () => done(false));
    sent.once('close', () => done(false));
    sent.end();
  });
}
