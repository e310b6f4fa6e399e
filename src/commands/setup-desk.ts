import { coversProvider, type TokenFile, type TokenSettings } from '../ingest/tokens.ts';
import { type SafeText, safe, safeText } from '../safe-text.ts';
import { type KeyTable, keyHint } from '../ui/keys.ts';
import type { SetupChoice, SetupDesk, SetupGuide, SetupNote } from '../ui/setup-desk.ts';
import { PLACEHOLDER_FACTS } from './body-template.ts';
import { checksForNothing } from './nothing-comes.ts';
import { gotifyServer, senderSetup } from './sender-setup.ts';
import { SENDER, SENDERS, type Sender } from './senders.ts';

const TOKEN_PLACEHOLDER = 'YOUR_TOKEN';

/** A token whose text is still known. */
export interface FreshToken extends TokenSettings {
  name: string;
  text: string;
}

export interface DeskFacts {
  /** Where the receiver is reached from this machine. */
  endpoint: string;
  /** Where senders on the LAN may reach it, the likeliest first. */
  lanEndpoints: readonly string[];
  loopbackOnly: boolean;
  /** The token that this start has made. */
  token?: FreshToken;
  notes: readonly SetupNote[];
  tokens: Pick<TokenFile, 'addNext'>;
  /** The keys that its texts name. */
  keys: KeyTable;
}

/** The set-up screen's texts, and the tokens that are made from there. */
export function setupDesk(facts: DeskFacts): SetupDesk {
  const fresh = facts.token ? [facts.token] : [];
  return {
    endpoint: facts.endpoint,
    loopbackOnly: facts.loopbackOnly,
    notes: facts.notes,
    guide: (choice) => guideFor(choice, facts, fresh),
    makeToken: async (choice) => {
      const { provider, needsServerUrl, tokenName } = SENDER[pick(SENDERS, choice.sender)];
      if (needsServerUrl && choice.serverUrl === '')
        throw new Error(
          safe`first set the address of the web interface${keyHint('editUrl', facts.keys, (key) => safe` (${key})`)}: a Gotify message has no room for it`,
        );
      const settings = { provider, ...(choice.serverUrl !== '' && { serverUrl: choice.serverUrl }) };
      const { name, text } = await facts.tokens.addNext(tokenName, settings);
      fresh.push({ name, text, ...settings });
      return name;
    },
  };
}

function guideFor(choice: SetupChoice, facts: DeskFacts, fresh: readonly FreshToken[]): SetupGuide {
  const kind = pick(SENDERS, choice.sender);
  const sender = SENDER[kind];
  const { provider, needsServerUrl } = sender;
  const endpoint = pick(facts.lanEndpoints, choice.address);
  const token = fresh.findLast(
    (each) =>
      coversProvider(each.provider, provider) &&
      (!needsServerUrl || (each.serverUrl !== undefined && each.serverUrl === choice.serverUrl)),
  );
  const { shell, fields, body } = senderSetup(kind, {
    providerIdentifier: provider,
    serverUrl: choice.serverUrl || PLACEHOLDER_FACTS.serverUrl,
    endpoint,
    token: token?.text ?? TOKEN_PLACEHOLDER,
    name: 'tempo',
  });
  return {
    sender: sender.versions,
    senderPlace: placeOf(choice.sender, SENDERS.length),
    postsTo: kind.endsWith('gotify') ? gotifyServer(endpoint) : endpoint,
    addressPlace: placeOf(choice.address, facts.lanEndpoints.length),
    shellTitle: sender.shellTitle,
    formTitle: sender.formTitle,
    ...(token && { token: { name: token.name, text: token.text } }),
    tokenNote: safe`Put the token for ${safeText(TOKEN_PLACEHOLDER)}: it was shown when it was made.${keyHint('makeToken', facts.keys, (key) => safe` ${key} makes a new one for this sender.`)}`,
    curl: probeCurl(facts.endpoint, sender, token?.text ?? TOKEN_PLACEHOLDER),
    shell,
    fields,
    ...(body !== undefined && { body }),
    checks: checksForNothing(endpoint, facts.loopbackOnly, facts.keys),
  };
}

/** Lines of under 80 columns, so that it can be marked and pasted from the screen too. */
function probeCurl(endpoint: string, { provider, node, webPort }: Sender, token: string): string {
  return [
    `curl -X POST ${endpoint} \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -H 'X-Tempo-Token: ${token}' \\`,
    `  -d '{"providerIdentifier":"${provider}","title":"manual probe",`,
    `       "metadata":{"severity":"warning","NodeName":"${node}","VMID":"100",`,
    `       "ServerUrl":"https://${node}.lan:${webPort}"}}'`,
  ].join('\n');
}

function pick<T>(all: readonly T[], number: number): T {
  return all[placeIn(number, all.length)]!;
}

function placeOf(number: number, count: number): SafeText {
  return safe`${placeIn(number, count) + 1} of ${count}`;
}

function placeIn(number: number, count: number): number {
  return ((number % count) + count) % count;
}
