import type { Attachment } from '../attach/attachment.ts';
import type { LinkState } from '../attach/stay-on-line.ts';
import type { MessageOf } from '../attach/wire.ts';
import { safe, safeText } from '../safe-text.ts';
import { ownerProcess } from '../store/lock.ts';
import type { AttachedTo } from '../ui/services.ts';

/** What to do about a receiver that is not heard, in words, and the command where one does it on this machine. */
export type Remedy = ReturnType<AttachedTo['remedy']>;

const NOT_RUNNING = safe`If it does not run, what Proxmox sends now is lost.`;

/** What is to be done is told in at most so many characters. */
const MOST_ADVICE = 500;

/** For a receiver on another machine: what it answers may say itself why it lets this viewer not read. */
export function remedyThere(link: LinkState): Remedy {
  if (link.kind === 'lost' && link.advice !== undefined) return { how: safeText(link.advice, MOST_ADVICE) };
  return { how: safe`${NOT_RUNNING} Start it on its machine.` };
}

/** Where a receiver does not say how it was started. */
const STARTS: Remedy = { how: safe`${NOT_RUNNING} Start it.` };

/** As the receiver of a data directory is found to be just now. */
export async function findRemedy({ restart }: MessageOf<'head'>, dataDir: string): Promise<Remedy> {
  const owner = await ownerProcess(dataDir);
  if (owner?.isSuspended) {
    const how = safe`It is suspended, and what Proxmox sends now is lost. Have it go on`;
    return { how, command: safe`kill -CONT ${owner.pid}` };
  }
  if (restart === undefined) return STARTS;
  return { how: safe`${NOT_RUNNING} Start it`, command: safeText(restart, Number.POSITIVE_INFINITY) };
}

/** The same, looked at anew each time that the receiver is missed. */
export function followRemedy(
  attachment: Attachment,
  dataDir: string,
): Pick<AttachedTo, 'remedy'> & { stop(): void } {
  let remedy = STARTS;
  const stop = attachment.subscribe(async () => {
    if (attachment.link.kind === 'live') return;
    remedy = await findRemedy(attachment.head, dataDir);
    attachment.store.tell();
  });
  return { stop, remedy: () => remedy };
}
