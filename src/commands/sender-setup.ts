import type { SenderKind } from '../ui/setup-choice.ts';
import { pbsTemplate, pveTemplate, type TemplateFacts } from './body-template.ts';
import { shellWord } from './shell-word.ts';

/** What a sender is set up with. */
export interface SenderFacts extends TemplateFacts {
  /** Where the sender posts to, with its path `/ingest`. */
  endpoint: string;
  token: string;
  /** The name of the notification target, and of the matcher that names it. */
  name: string;
}

export interface SenderSetup {
  /** Commands for a shell of root, which set the target up and send a test notification. */
  shell: string;
  /** The fields of the form in the web interface: label and value. */
  fields: readonly (readonly [label: string, value: string])[];
  /** The body template, where the kind of target has one. */
  body?: string;
}

const COMMENT = 'tempo-tui';
const HERE_END = 'TEMPLATE';

/** Makes the texts that set a sender up, from facts alone. */
export function senderSetup(kind: SenderKind, facts: SenderFacts): SenderSetup {
  switch (kind) {
    case 'pve-webhook':
      return webhook(facts, pveTemplate(facts), pvesh(facts.name, 'webhook'));
    case 'pve-gotify':
      return gotify(facts, pvesh(facts.name, 'gotify'));
    case 'pbs-webhook':
      return webhook(facts, pbsTemplate(facts), manager(facts.name, 'webhook'));
    case 'pbs-gotify':
      return gotify(facts, manager(facts.name, 'gotify'));
  }
}

/** The commands of a product: to make the target, to make a matcher that sends it everything, to test it, and again. */
interface Commands {
  target: string;
  matcher: string;
  test: string;
  /** Change a target that is there already. */
  change: string;
  /** Take both away, the one that names the other first. */
  away: readonly string[];
}

function pvesh(name: string, type: string): Commands {
  const root = '/cluster/notifications';
  return {
    target: `pvesh create ${root}/endpoints/${type} --name ${shellWord(name)}`,
    matcher: `pvesh create ${root}/matchers --name ${shellWord(name)}`,
    test: `pvesh create ${shellWord(`${root}/targets/${name}/test`)}`,
    change: `pvesh set ${shellWord(`${root}/endpoints/${type}/${name}`)}`,
    away: [`matchers/${name}`, `endpoints/${type}/${name}`].map(
      (path) => `pvesh delete ${shellWord(`${root}/${path}`)}`,
    ),
  };
}

function manager(name: string, type: string): Commands {
  const program = 'proxmox-backup-manager notification';
  return {
    target: `${program} endpoint ${type} create ${shellWord(name)}`,
    matcher: `${program} matcher create ${shellWord(name)}`,
    test: `${program} target test ${shellWord(name)}`,
    change: `${program} endpoint ${type} update ${shellWord(name)}`,
    away: ['matcher', `endpoint ${type}`].map((kind) => `${program} ${kind} delete ${shellWord(name)}`),
  };
}

/** Proxmox wants header, body and secret values in base64; the secret keeps the token out of the open config. */
function webhook(facts: SenderFacts, body: string, commands: Commands): SenderSetup {
  const { endpoint, token, name } = facts;
  const newToken = `--secret "name=token,value=$(printf %s NEW_TOKEN | base64 -w0)"`;
  const shell = `B64() { printf %s "$1" | base64 -w0; }
BODY=$(cat <<'${HERE_END}'
${body}
${HERE_END}
)
${commands.target} \\
  --method post --url ${shellWord(endpoint)} \\
  --header "name=Content-Type,value=$(B64 application/json)" \\
  --header "name=X-Tempo-Token,value=$(B64 '{{ secrets.token }}')" \\
  --secret "name=token,value=$(B64 ${shellWord(token)})" \\
  --body "$(B64 "$BODY")" --comment ${COMMENT}
${matcherAndTest(name, commands)}
${again(commands, newToken)}`;
  const fields: SenderSetup['fields'] = [
    ['Endpoint Name', name],
    ['Method', 'POST'],
    ['URL', endpoint],
    ['Header', 'Content-Type: application/json'],
    ['Header', 'X-Tempo-Token: {{ secrets.token }}'],
    ['Secret', `token: ${token}`],
    ['Body', body],
  ];
  return { shell, fields, body };
}

function gotify({ endpoint, token, name }: SenderFacts, commands: Commands): SenderSetup {
  const server = gotifyServer(endpoint);
  const shell = `${commands.target} \\
  --server ${shellWord(server)} \\
  --token ${shellWord(token)} --comment ${COMMENT}
${matcherAndTest(name, commands)}
${again(commands, '--token NEW_TOKEN')}`;
  const fields: SenderSetup['fields'] = [
    ['Endpoint Name', name],
    ['Server URL', server],
    ['API Token', token],
  ];
  return { shell, fields };
}

/**
 * How all of it is done anew, as comments: the commands make what is not there yet. Their lines are short, so that none is
 * broken where it would be run.
 */
function again({ change, away }: Commands, newToken: string): string {
  const lines = [
    'Where it is there already, take it away first, and then do all of this:',
    ...away.map((line) => `  ${line}`),
    'or give it a new token alone:',
    `  ${change} \\`,
    `    ${newToken}`,
  ];
  return lines.map((line) => `# ${line}`).join('\n');
}

/** A matcher of its own: the default matcher's target is the mail, and naming another there takes it away. */
function matcherAndTest(name: string, { matcher, test }: Commands): string {
  return `${matcher} \\\n  --target ${shellWord(name)} --mode all\n${test}`;
}

/** The server of an endpoint as a Gotify target has it: Proxmox appends `/message` to it. */
export function gotifyServer(endpoint: string): string {
  return endpoint.replace(/(?<!\/)\/(?:ingest|events)?$/, '');
}
