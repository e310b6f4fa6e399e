// Attacks a running receiver from outside: `npm run test:attack [-- --brief] [GROUP…]`, or one that runs already with
// `--url URL --token TOKEN [--data-dir DIR] [--pid PID]`. Prints a table; exit 1 where anything is not as it must be.
import { parseArgs } from 'node:util';
import { groups } from './attack/groups.ts';
import { failuresOf, tableOf } from './attack/report.ts';
import { runAttack } from './attack/run.ts';
import type { Target } from './attack/target.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    brief: { type: 'boolean', default: false },
    url: { type: 'string' },
    token: { type: 'string' },
    'data-dir': { type: 'string' },
    pid: { type: 'string' },
  },
});

function targetOf({ url, token, 'data-dir': dataDir, pid }: typeof values): Target | undefined {
  if (url === undefined) return undefined;
  if (token === undefined) throw new Error('--url needs --token with a token for com.proxmox.');
  const { hostname, port } = new URL(url);
  if (!hostname.startsWith('127.'))
    throw new Error('The suite comes from many addresses of 127.0.0.0/8: --url must be there.');
  return {
    host: hostname,
    port: Number(port || 80),
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
const reports = await runAttack({
  groups: groups.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
  brief: values.brief,
  ...(target && { target }),
  onGroup: ({ name, cases, failures }) => console.error(`${name}: ${cases} cases, ${failures.length} failed`),
});
console.log(tableOf(reports).join('\n'));
const failures = failuresOf(reports);
for (const failure of failures) console.log(failure);
process.exitCode = failures.length > 0 ? 1 : 0;
