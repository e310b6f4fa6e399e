// Attacks a running receiver from outside: `npm run test:attack [-- --brief] [--tls] [GROUP…]`, or one that runs already
// with `--url URL --token TOKEN [--cacert FILE] [--data-dir DIR] [--pid PID]`. Without `--tls` and a group also over HTTPS
// what that could change. Prints a table; exit 1 where anything is not as it must be.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { groups, overTls } from './attack/groups.ts';
import { failuresOf, tableOf } from './attack/report.ts';
import { type GroupReport, runAttack } from './attack/run.ts';
import type { Target } from './attack/target.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    brief: { type: 'boolean', default: false },
    tls: { type: 'boolean', default: false },
    url: { type: 'string' },
    cacert: { type: 'string' },
    token: { type: 'string' },
    'data-dir': { type: 'string' },
    pid: { type: 'string' },
  },
});

function targetOf({ url, token, cacert, 'data-dir': dataDir, pid }: typeof values): Target | undefined {
  if (url === undefined) return undefined;
  if (token === undefined) throw new Error('--url needs --token with a token for com.proxmox.');
  const { protocol, hostname, port } = new URL(url);
  const isSecure = protocol === 'https:';
  if (cacert !== undefined && !isSecure) throw new Error('--cacert goes with an --url of https://.');
  if (!hostname.startsWith('127.'))
    throw new Error('The suite comes from many addresses of 127.0.0.0/8: --url must be there.');
  return {
    host: hostname,
    port: Number(port || (isSecure ? 443 : 80)),
    ...(isSecure && { tls: cacert === undefined ? {} : { ca: readFileSync(cacert, 'utf8') } }),
    token,
    ...(dataDir !== undefined && { dataDir }),
    ...(pid !== undefined && { pid: Number(pid) }),
  };
}

const unknown = positionals.filter((name) => !groups.some((group) => group.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no group ${unknown.join(', ')}. The groups are ${groups.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}
const target = targetOf(values);
const chosen = groups.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const onGroup = ({ name, cases, failures }: GroupReport) =>
  console.error(`${name}: ${cases} cases, ${failures.length} failed`);
const reports = await runAttack({
  groups: chosen,
  brief: values.brief,
  secure: values.tls,
  ...(target && { target }),
  onGroup,
});
if (!target && !values.tls && positionals.length === 0) {
  console.error('The same over HTTPS:');
  const secured = await runAttack({ groups: overTls, brief: true, secure: true, onGroup });
  reports.push(...secured.map((report) => ({ ...report, name: `${report.name} (HTTPS)` })));
}
console.log(tableOf(reports).join('\n'));
const failures = failuresOf(reports);
for (const failure of failures) console.log(failure);
process.exitCode = failures.length > 0 ? 1 : 0;
