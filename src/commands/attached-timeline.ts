import type { Attachment } from '../attach/attachment.ts';
import { isPlainUrl } from '../attach/place.ts';
import type { Flags, Settings } from '../config.ts';
import { TokenFile } from '../ingest/tokens.ts';
import { safe } from '../safe-text.ts';
import type { ScoreBook } from '../score/score-book.ts';
import type { Subjects } from '../score/subjects.ts';
import type { KeyTable } from '../ui/keys.ts';
import type { AttachedTo } from '../ui/services.ts';
import type { SetupDesk } from '../ui/setup-desk.ts';
import { ownCommand } from './doctor/own-command.ts';
import { joinedLog } from './joined-log.ts';
import { Journal } from './journal.ts';
import { type Opened, sayHowItStands } from './open-here.ts';
import type { AddressThere } from './open-there.ts';
import { firstToken, openingNote } from './own-timeline.ts';
import { followRemedy, remedyThere } from './remedy.ts';
import { setupDesk } from './setup-desk.ts';
import { showOver } from './show-over.ts';
import { ownCa } from './tls/own-pair.ts';

/** What a timeline needs to attach; what it is shown with is the user's own. */
export interface AttachedParts {
  settings: Settings;
  flags: Flags;
  keys: KeyTable;
  stopped: Promise<unknown>;
}

/** Shows what a receiver of this machine tells, until the user quits. */
export async function showHere(
  { settings, flags, keys, stopped }: AttachedParts,
  { attachment, book, subjects, close }: Opened,
): Promise<void> {
  const { remedy, stop } = followRemedy(attachment, settings.dataDir);
  const attached: AttachedTo = {
    name: () => safe`attached to pid ${attachment.head.pid}`,
    link: () => attachment.link,
    remedy,
  };
  try {
    const desk = await deskHere(settings, flags, keys, attachment);
    await show({ settings, keys, stopped, attachment, book, subjects, attached, desk });
  } finally {
    stop();
    await close();
  }
  sayHowItStands(attachment);
}

/** Shows what a receiver on another machine tells, until the user quits. */
export async function showThere(
  { settings, flags, keys, stopped }: AttachedParts,
  { attachment, book, subjects, close }: Opened,
  { url }: AddressThere,
): Promise<void> {
  const attached: AttachedTo = {
    name: () => safe`attached`,
    link: () => attachment.link,
    remedy: () => remedyThere(attachment.link),
  };
  const desk = deskThere(new URL('ingest', url), flags, keys, attachment);
  try {
    await show({ settings, keys, stopped, attachment, book, subjects, attached, desk });
  } finally {
    await close();
  }
}

interface ShowParts extends Pick<AttachedParts, 'settings' | 'keys' | 'stopped'> {
  attachment: Attachment;
  book: ScoreBook;
  subjects: Subjects;
  attached: AttachedTo;
  desk: SetupDesk;
}

async function show({ settings, keys, stopped, attachment, book, subjects, attached, desk }: ShowParts) {
  const own = new Journal();
  const unnote = noteLink(attachment, own);
  try {
    await showOver(settings, stopped, {
      source: attachment.store,
      book,
      subjects,
      keys,
      refusals: {
        get recent() {
          return attachment.rejections;
        },
        subscribe: (listener) => attachment.subscribe(listener),
      },
      journal: joinedLog(own, () => attachment.notes),
      astray: () => attachment.head.state.astray,
      scoreNotices: () => attachment.head.state.scoreNotices,
      setup: desk,
      attached,
    });
  } finally {
    unnote();
  }
}

/** Notes when the receiver was lost and came back: the screen says it only while it is so. */
function noteLink(attachment: Attachment, journal: Journal): () => void {
  let known = attachment.link;
  return attachment.subscribe(() => {
    const { link } = attachment;
    if (link.kind === 'lost') {
      const { why, advice } = link;
      if (known.kind === 'live') journal.warn(`Cut off from the receiver: ${why}.`);
      // That it is there and what it wants shows only once it is looked for again.
      if (advice !== undefined && (known.kind === 'live' || known.advice !== advice))
        journal.warn(`The receiver is there: ${why}. ${advice}`);
    }
    if (link.kind === 'live' && known.kind === 'lost') journal.note('The receiver is heard again.');
    known = link;
  });
}

/** The set-up for the receiver of this data directory: its tokens are made here. */
async function deskHere(
  settings: Settings,
  flags: Flags,
  keys: KeyTable,
  attachment: Attachment,
): Promise<SetupDesk> {
  const tokens = new TokenFile(settings.dataDir);
  const command = ownCommand(flags);
  const fresh = await firstToken(tokens);
  return setupDesk({
    get endpoint() {
      return attachment.head.endpoint;
    },
    get loopbackOnly() {
      return attachment.head.loopbackOnly;
    },
    get lanEndpoints() {
      return attachment.head.lanEndpoints;
    },
    get notes() {
      const { pid, opening } = attachment.head;
      // Of one that is gone there is nothing to stop: how it is started stands above.
      if (opening === undefined || attachment.link.kind === 'lost') return [];
      const stop = safe`Only this machine can reach it. To let Proxmox in, stop the receiver (pid ${pid}) and start it anew`;
      return [openingNote(stop, opening, fresh !== undefined)];
    },
    ...ownCa(settings),
    tokens,
    keys,
    command,
    ...(fresh && { token: fresh }),
  });
}

/** The set-up for a receiver elsewhere: what senders post to, and no tokens, which are made where it runs. */
function deskThere(endpoint: URL, flags: Flags, keys: KeyTable, attachment: Attachment): SetupDesk {
  return setupDesk({
    endpoint: endpoint.href,
    get loopbackOnly() {
      return attachment.head.loopbackOnly;
    },
    // They stand in commands for root on a node, and a receiver elsewhere names them.
    get lanEndpoints() {
      const plain = attachment.head.lanEndpoints.filter(isPlainUrl);
      return plain.length > 0 ? plain : [endpoint.href];
    },
    notes: [],
    tokens: {
      addNext: async () => {
        throw new Error('tokens of senders are made where the receiver runs, with tempo-tui token add');
      },
    },
    keys,
    command: ownCommand(flags),
  });
}
