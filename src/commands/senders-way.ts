import { join } from 'node:path';
import * as z from 'zod';
import { isLoopback } from '../ingest/plain-address.ts';
import { settingsFile } from '../store/settings-file.ts';
import type { Journal } from './journal.ts';

const way = z.object({
  port: z.number(),
  secure: z.boolean(),
  /** Some came from other machines. */
  lan: z.boolean(),
  /** How the receiver that they reached is started again by hand. */
  restart: z.string(),
});
const schema = z.object({ way: way.optional() });

/** How a receiver is reached, and how it is started again by hand. */
export interface Reached extends Pick<z.infer<typeof way>, 'port' | 'secure' | 'restart'> {
  loopbackOnly: boolean;
}

/** How senders came to the receivers of a data directory until now, against how they reach the one of this process. */
export interface SendersWay {
  /** The receiver listens, and is reached so until its end. */
  listening(here: Reached): void;
  /**
   * Why they do not reach this one as they came before, and how the one that they reached is started again by hand;
   * undefined where nothing is known to be in their way.
   */
  astray(): { why: string; restart: string } | undefined;
  /** An event came from there. */
  came(address: string): void;
}

/**
 * Knows from one start to the next how senders come (`senders-way.json`), as they send once and do not say where they
 * found nobody.
 */
export async function sendersWay(dataDir: string, journal: Journal): Promise<SendersWay> {
  const file = settingsFile(join(dataDir, 'senders-way.json'), schema, () => ({}));
  const read = file.read().catch((error: Error) => {
    journal.warn(error.message);
    return {};
  });
  let { way: known }: z.infer<typeof schema> = await read;
  let here: Reached | undefined;
  /** Whether they came from other machines or from this one: of each the first event tells all there is to know. */
  const heard = new Set<boolean>();
  const astray = () => {
    const why = known && here && obstacle(known, here);
    return why === undefined ? undefined : { why, restart: known!.restart };
  };
  return {
    listening: (reached) => {
      here = reached;
    },
    astray,
    came: (address) => {
      const lan = !isLoopback(address);
      if (!here || heard.has(lan)) return;
      heard.add(lan);
      // Who tries it out on this machine says nothing of those on others.
      if (known?.lan && !lan) return;
      const wasAstray = astray() !== undefined;
      const { port, secure, restart } = here;
      const next = { port, secure, lan, restart };
      known = next;
      file.update((kept) => Object.assign(kept, { way: next })).catch(() => {});
      if (wasAstray) journal.note('Senders reach this receiver now.');
    },
  };
}

function obstacle(known: z.infer<typeof way>, here: Reached): string | undefined {
  if (known.port !== here.port)
    return `Senders came to port ${known.port}, and this receiver listens on ${here.port}.`;
  if (known.secure !== here.secure) {
    const [before, today] = known.secure ? ['HTTPS', 'plain HTTP'] : ['plain HTTP', 'HTTPS'];
    return `Senders came by ${before}, and this receiver speaks ${today}.`;
  }
  if (known.lan && here.loopbackOnly)
    return 'Senders came from other machines, and only this one reaches this receiver.';
  return undefined;
}
