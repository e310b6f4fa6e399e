import { EXIT, UsageError } from '../config.ts';
import { fetchWithin } from './fetch-within.ts';

/** Says why an address cannot be listened on, and what to do; an error of another kind is given back as it is. */
export async function explainListen(
  error: NodeJS.ErrnoException,
  { host, port, isSecure }: { host: string; port: number; isSecure: boolean },
): Promise<Error> {
  if (error.code === 'EADDRINUSE') {
    const who = (await isTempoTui(host, port, isSecure)) ? 'another tempo-tui' : 'another program';
    return new UsageError(
      `Port ${port} is in use by ${who}. Stop it, or pass --port with another number.`,
      EXIT.portTaken,
    );
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new UsageError(`${host} is not an address of this machine. --host takes one, or 0.0.0.0 for all.`);
  }
  if (error.code === 'EACCES') {
    return new UsageError(
      `Port ${port} may not be opened by this user. Pass --port with a number above 1023.`,
    );
  }
  return error;
}

/** Asks first by the scheme that is spoken here: what is asked by the other has a refusal to tell. */
async function isTempoTui(host: string, port: number, isSecure: boolean): Promise<boolean> {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const authority = reached.includes(':') ? `[${reached}]` : reached;
  for (const scheme of isSecure ? ['https', 'http'] : ['http', 'https']) {
    const asked = { limitMs: 1000, trust: { anyone: true } } as const;
    const isOurs = fetchWithin(
      `${scheme}://${authority}:${port}/health`,
      asked,
      async ({ headers, body }) => {
        await body?.cancel();
        return headers.get('server') === 'tempo-tui';
      },
    );
    if (await isOurs.catch(() => false)) return true;
  }
  return false;
}
