// Makes the pictures in docs/pictures from the running program: `npm run picture`, after `npm run build`.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import stringWidth from 'string-width';
import { screenToSvg } from './ansi-svg.ts';
import { Terminal } from './terminal.ts';

const OUT = 'docs/pictures';
const MINUTE = 60_000;
const SIZE = { columns: 120, rows: 34 };

const node = (name: string, more: object = {}) => ({
  NodeName: name,
  VMID: '',
  ServerUrl: 'https://pve-01.lan:8006',
  ...more,
});
const backup = (vmid: string, more: object = {}) =>
  node('pve-01', {
    VMID: vmid,
    TaskType: 'vzdump',
    Message: `Backup of VM ${vmid} (web-srv) finished successfully (43.2 GB, 4m 17s)`,
    ...more,
  });
/** Title, severity, minutes ago, metadata. */
const EVENTS: readonly (readonly [string, string, number, object])[] = [
  ['Backup completed for VM 100', 'info', 1600, backup('100')],
  ['Backup completed for VM 104', 'info', 1590, backup('104')],
  ['Replication job 201-0 failed', 'error', 400, node('pve-02', { VMID: '201', TaskType: 'replication' })],
  ['Replication job 201-0 failed', 'error', 385, node('pve-02', { VMID: '201', TaskType: 'replication' })],
  ['Replication job 201-0 failed', 'error', 370, node('pve-02', { VMID: '201', TaskType: 'replication' })],
  ['New software packages available', 'notice', 300, node('pve-03', { TaskType: 'package-updates' })],
  ['SMART error detected on /dev/sdc', 'unknown', 200, node('pve-02', { TaskType: 'system-mail' })],
  ['Fencing node pve-04', 'error', 120, node('pve-04', { TaskType: 'fencing' })],
  ['Certificate expires in 14 days', 'warning', 60, node('pve-03')],
  ['Backup of VM 100 failed: storage is full', 'error', 45, backup('100', { Message: 'No space left' })],
  ['Backup completed for VM 104', 'info', 20, backup('104')],
  ['Backup completed for VM 100', 'info', 3, backup('100')],
];

const home = mkdtempSync(join(tmpdir(), 'tempo-tui-picture-'));
const env = { HOME: home, TZ: 'UTC', COLORTERM: 'truecolor', PATH: process.env.PATH ?? '' };
// Under the name it has when installed: the screen says how it was started.
const program = join(home, 'tempo-tui');
symlinkSync(resolve('dist/cli.js'), program);
// And without options, which it would say too.
const config = join(home, '.config', 'tempo-tui');
mkdirSync(config, { recursive: true });
writeFileSync(join(config, 'config.json'), '{"port": 0}');
const terminal = await Terminal.start([process.execPath, program], { ...SIZE, env });
try {
  mkdirSync(OUT, { recursive: true });
  const first = await terminal.waitFor('No events yet', /tempo_\S+/);
  await save('first-run', 'tempo-tui on its first run: endpoint, token, and a command that sends a probe');
  const endpoint = /http:\/\/\S+\/ingest/.exec(first)![0];
  const token = /tempo_[\w-]+/.exec(first)![0];
  for (const [title, severity, minutesAgo, metadata] of EVENTS)
    await send(endpoint, token, title, severity, minutesAgo, metadata);
  await terminal.press('Right');
  await terminal.waitFor('Yesterday', /▾ .*Backup completed/);
  await save(
    'timeline',
    'tempo-tui: stacks with severity badges on the left, details and actions on the right',
  );
} finally {
  await terminal.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 20 });
}

async function send(
  endpoint: string,
  token: string,
  title: string,
  severity: string,
  minutesAgo: number,
  metadata: object,
) {
  const startDate = new Date(Date.now() - minutesAgo * MINUTE).toISOString();
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Tempo-Token': token },
    body: JSON.stringify({
      providerIdentifier: 'com.proxmox',
      title,
      startDate,
      metadata: { severity, ...metadata },
    }),
  });
  if (answer.status !== 202) throw new Error(`${title}: ${answer.status} ${await answer.text()}`);
  await terminal.waitFor(title.slice(0, 20));
}

async function save(name: string, title: string): Promise<void> {
  const screen = (await terminal.styledScreen()).replaceAll(/tempo_[\w-]{43}/g, `tempo_${'x'.repeat(43)}`);
  writeFileSync(join(OUT, `${name}.svg`), screenToSvg(screen, { ...SIZE, title }, stringWidth));
}
