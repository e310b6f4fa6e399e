import { coversProvider, type TokenSettings } from '../ingest/token.ts';
import type { TokenFile } from '../ingest/tokens.ts';
import { type SafeText, safe, safeText } from '../safe-text.ts';
import { type KeyTable, keyHint } from '../ui/keys.ts';
import { placeIn, SENDERS, type SetupChoice, senderOf, serverUrlOf } from '../ui/setup-choice.ts';
import type { SetupDesk, SetupGuide, SetupNote } from '../ui/setup-desk.ts';
import type { OwnCommand } from './doctor/own-command.ts';
import { checksForNothing } from './nothing-comes.ts';
import { gotifyServer, senderSetup } from './sender-setup.ts';
import { SENDER, type Sender } from './senders.ts';
import { shellWord } from './shell-word.ts';

const TOKEN_PLACEHOLDER = 'YOUR_TOKEN';

/** A token whose text is still known. */
export interface FreshToken extends TokenSettings {
  name: string;
  text: string;
}

/** What the desk knows; where another process receives, it may change while the desk is in use. */
export interface DeskFacts {
  /** Where the receiver is reached from this machine. */
  endpoint: string;
  /** The CA of its certificate, where that is one of its own. */
  ca?: string;
  /** Where senders on the LAN may reach it, the likeliest first. */
  lanEndpoints: readonly string[];
  loopbackOnly: boolean;
  /** The token that this start has made. */
  token?: FreshToken;
  notes: readonly SetupNote[];
  tokens: Pick<TokenFile, 'addNext'>;
  /** The keys that its texts name. */
  keys: KeyTable;
  /** Writes the commands that its texts name. */
  command: OwnCommand;
}

/** The set-up screen's texts, and the tokens that are made from there. */
export function setupDesk(facts: DeskFacts): SetupDesk {
  const fresh = facts.token ? [facts.token] : [];
  // One after the other: a key that is pressed twice makes one token.
  let making: Promise<unknown> = Promise.resolve();
  async function makeToken(choice: SetupChoice): Promise<string> {
    const { provider, needsServerUrl, tokenName } = SENDER[senderOf(choice)];
    const serverUrl = serverUrlOf(choice);
    if (needsServerUrl && serverUrl === '')
      throw new Error(safe`${lackOfUrl(facts.keys)}: a Gotify message has no room for it`);
    const settings = { provider, ...(serverUrl !== '' && { serverUrl }) };
    const { name, text } = await facts.tokens.addNext(tokenName, settings);
    fresh.push({ name, text, ...settings });
    return name;
  }
  return {
    get endpoint() {
      return facts.endpoint;
    },
    get loopbackOnly() {
      return facts.loopbackOnly;
    },
    get notes() {
      return [...trustNotes(facts), ...facts.notes];
    },
    guide: (choice) => guideFor(choice, facts, fresh),
    makeToken,
    ensureToken: (choice, use) => {
      const made = making.then(() =>
        tokensFor(choice, fresh)[use] === undefined ? makeToken(choice) : undefined,
      );
      making = made.catch(() => {});
      return made;
    },
    proves: (event, choice) =>
      fresh.length > 0
        ? fresh.some(({ name }) => name === event.token)
        : coversProvider(SENDER[senderOf(choice)].provider, event.providerIdentifier),
  };
}

/** Nothing comes from a node that does not trust the certificate, whatever else is right. */
function trustNotes({ ca, command }: DeskFacts): SetupNote[] {
  if (ca === undefined) return [];
  const text = safe`Each node has to trust the CA of this receiver first. What makes it do so is printed by:`;
  return [{ text, command: safeText(command('tls', 'show')) }];
}

/**
 * The newest tokens that fit a choice, for the sender and for a probe. One that is for everything of Proxmox does not do
 * for a backup server: what names no source gets that of its token.
 */
function tokensFor(choice: SetupChoice, fresh: readonly FreshToken[]) {
  const { provider, needsServerUrl } = SENDER[senderOf(choice)];
  const serverUrl = serverUrlOf(choice);
  const bound = fresh.filter((each) => each.provider === provider);
  return {
    probe: bound.at(-1),
    sender: bound.findLast((each) => !needsServerUrl || (serverUrl !== '' && each.serverUrl === serverUrl)),
  };
}

function guideFor(choice: SetupChoice, facts: DeskFacts, fresh: readonly FreshToken[]): SetupGuide {
  const kind = senderOf(choice);
  const sender = SENDER[kind];
  const { provider } = sender;
  const { keys, lanEndpoints } = facts;
  const serverUrl = serverUrlOf(choice);
  const endpoint = lanEndpoints[placeIn(choice.address, lanEndpoints.length)]!;
  const { sender: token, probe } = tokensFor(choice, fresh);
  const { shell, fields, body } = senderSetup(kind, {
    providerIdentifier: provider,
    serverUrl: serverUrl || `https://your-proxmox.lan:${sender.webPort}`,
    endpoint,
    token: token?.text ?? TOKEN_PLACEHOLDER,
    name: 'tempo',
  });
  return {
    sender: sender.versions,
    senderPlace: placeOf(choice.sender, SENDERS.length),
    postsTo: kind.endsWith('gotify') ? gotifyServer(endpoint) : endpoint,
    addressPlace: placeOf(choice.address, lanEndpoints.length),
    shellTitle: sender.shellTitle,
    formTitle: sender.formTitle,
    ...(token && { token: { name: token.name, text: token.text } }),
    ...(serverUrl === '' && { lacks: lackOfUrl(keys) }),
    tokenNote: tokenNote(probe, keys),
    curl: probeCurl(facts, sender, probe?.text ?? TOKEN_PLACEHOLDER),
    shell,
    fields,
    ...(body !== undefined && { body }),
    checks: checksForNothing(endpoint, facts.loopbackOnly, facts.command, keys),
  };
}

function lackOfUrl(keys: KeyTable): SafeText {
  return safe`first write the address of the web interface${keyHint('editUrl', keys, (key) => safe` (${key})`)}`;
}

/** @param unfit a token that can be shown, and does not know the address of the web interface which it needs here */
function tokenNote(unfit: FreshToken | undefined, keys: KeyTable): SafeText {
  const makes = keyHint('makeToken', keys, (key) => safe` ${key} makes a new one for this sender.`);
  if (unfit === undefined)
    return safe`Put the token for ${safeText(TOKEN_PLACEHOLDER)}: it was shown when it was made.${makes}`;
  const writes = keyHint('editUrl', keys, (key) => safe` ${key} writes that.`);
  return safe`The token ${safeText(unfit.name)} was made without this address of the web interface, for which a Gotify message has no room.${writes}${makes}`;
}

/** Lines of under 80 columns, so that it can be marked and pasted from the screen too. */
function probeCurl({ endpoint, ca }: DeskFacts, { provider, node, webPort }: Sender, token: string): string {
  return [
    `curl -X POST ${endpoint} \\`,
    ...(ca === undefined ? [] : [`  --cacert ${shellWord(ca)} \\`]),
    `  -H 'Content-Type: application/json' \\`,
    `  -H 'X-Tempo-Token: ${token}' \\`,
    `  -d '{"providerIdentifier":"${provider}","title":"manual probe",`,
    `       "metadata":{"severity":"warning","NodeName":"${node}","VMID":"100",`,
    `       "ServerUrl":"https://${node}.lan:${webPort}"}}'`,
  ].join('\n');
}

function placeOf(number: number, count: number): SafeText {
  return safe`${placeIn(number, count) + 1} of ${count}`;
}
