import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { hasTool } from '../../scripts/faults/rig.ts';
import { type Family, parseExposition, sampleOf } from '../support/exposition.ts';
import { addToken, type Home, makeHome, post, proxmoxEvent, runCli, serveProgram } from './program.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

async function addViewer(home: Home): Promise<string> {
  return (await runCli(home, 'token', 'add', 'prometheus', '--viewer')).stdout.trim();
}

/** The metrics that the receiver at an endpoint tells a viewer. */
async function scrape(endpoint: string, viewer: string) {
  const answer = await fetch(new URL('/metrics', endpoint), {
    headers: { authorization: `Bearer ${viewer}` },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4(;|$)/);
  const families = parseExposition(await answer.text());
  const value = (name: string, labels: Record<string, string> = {}) => sampleOf(families, name, labels);
  return { families, value };
}

/** Names and labels of every series, but for what depends on the system. */
function series(families: Map<string, Family>): string[] {
  return [...families.values()].flatMap(({ samples }) =>
    samples.map(({ name, labels }) => `${name} ${Object.keys(labels).join()}`),
  );
}

describe('GET /metrics', () => {
  it('tells what is received, refused, stored and acknowledged, and goes on after a restart', async () => {
    const home = makeHome();
    const [token, viewer] = [await addToken(home), await addViewer(home)];
    const first = await serveProgram(home);
    const before = await scrape(first.endpoint, viewer);
    expect(before.value('tempo_events_stored')).toBe(0);
    expect(before.value('tempo_rejections_total', { status: '422' })).toBe(0);
    expect(before.value('tempo_last_event_timestamp_seconds')).toBeUndefined();
    expect(before.value('tempo_store_commit_seconds_count')).toBe(0);

    const secret = 'never-in-a-label';
    const failed = proxmoxEvent(secret, { severity: 'error', NodeName: secret }, { externalID: 'run-1' });
    const start = Date.now() / 1000;
    expect((await post(first.endpoint, token, failed)).status).toBe(202);
    expect((await post(first.endpoint, token, failed)).status).toBe(200);
    const backup = { ...proxmoxEvent('done'), providerIdentifier: 'com.proxmox.backup' };
    expect((await post(first.endpoint, token, backup)).status).toBe(202);
    expect((await post(first.endpoint, token, '{')).status).toBe(422);
    expect((await post(first.endpoint, viewer, failed)).status).toBe(401);

    const { families, value } = await scrape(first.endpoint, viewer);
    const received = (provider: string, outcome: string) =>
      value('tempo_events_received_total', { provider, outcome });
    expect(received('com.proxmox', 'accepted')).toBe(1);
    expect(received('com.proxmox', 'updated')).toBe(1);
    expect(received('com.proxmox.backup', 'accepted')).toBe(1);
    expect(value('tempo_rejections_total', { status: '422' })).toBe(1);
    expect(value('tempo_rejections_total', { status: '401' })).toBe(1);
    expect(value('tempo_events_stored')).toBe(2);
    expect(value('tempo_events', { level: 'error' })).toBe(1);
    expect(value('tempo_events_unacknowledged', { level: 'error' })).toBe(1);
    expect(value('tempo_last_event_timestamp_seconds', { provider: 'com.proxmox.backup' })).toBeGreaterThan(
      start - 1,
    );
    expect(value('tempo_ingest_seconds_count')).toBe(3);
    expect(value('tempo_store_commit_seconds_count')).toBe(3);
    expect(value('tempo_store_commit_seconds_sum')).toBeLessThan(value('tempo_ingest_seconds_sum')!);
    expect(value('tempo_storage_ok')).toBe(1);
    expect(value('tempo_segments')).toBe(1);
    expect(value('tempo_log_bytes')).toBeGreaterThan(500);
    expect(value('tempo_viewers')).toBe(0);
    expect(value('tempo_build_info', { version, node: process.version })).toBe(1);
    expect(value('process_start_time_seconds')).toBeLessThan(start);
    expect(value('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(1e7);
    expect(JSON.stringify([...families])).not.toContain(secret);

    first.child.kill('SIGTERM');
    await new Promise((done) => first.child.once('exit', done));
    const second = await serveProgram(home);
    const after = await vi.waitFor(async () => {
      const told = await scrape(second.endpoint, viewer);
      expect(told.value('tempo_history_loaded_ratio')).toBe(1);
      return told;
    });
    expect(after.value('tempo_events_stored')).toBe(2);
    expect(after.value('tempo_events_unacknowledged', { level: 'error' })).toBe(1);
    expect(after.value('tempo_events_received_total')).toBeUndefined();
    expect(after.value('tempo_last_event_timestamp_seconds', { provider: 'com.proxmox' })).toBe(
      value('tempo_last_event_timestamp_seconds', { provider: 'com.proxmox' }),
    );
    expect(series(before.families).filter((each) => !series(after.families).includes(each))).toEqual([]);
  });

  it('tells what docs/metrics.md says, and nothing else', async () => {
    const home = makeHome();
    const [token, viewer] = [await addToken(home), await addViewer(home)];
    const { endpoint } = await serveProgram(home);
    await post(endpoint, token, proxmoxEvent('x'));
    const { families } = await scrape(endpoint, viewer);
    const table = readFileSync('docs/metrics.md', 'utf8').split('## What there is')[1]!;
    const named = [...table.matchAll(/`((?:tempo|process)_\w*[a-z])[`{]/g)].map(([, name]) => name!);
    expect(new Set(named)).toEqual(new Set(families.keys()));
  });

  it('is closed to senders, strangers and the revoked', async () => {
    const home = makeHome();
    const [token, viewer] = [await addToken(home), await addViewer(home)];
    const { endpoint } = await serveProgram(home);
    const ask = async (headers: Record<string, string>) =>
      (await fetch(new URL('/metrics', endpoint), { headers })).status;
    expect(await ask({ 'x-tempo-token': viewer })).toBe(200);
    expect(await ask({})).toBe(401);
    expect(await ask({ authorization: `Bearer ${token}` })).toBe(401);
    expect(await ask({ 'x-tempo-token': token })).toBe(401);
    expect(await ask({ 'x-tempo-token': `${viewer}x` })).toBe(401);
    const fresh = (await runCli(home, 'token', 'rotate', 'prometheus')).stdout.trim();
    expect(await ask({ 'x-tempo-token': viewer })).toBe(401);
    expect(await ask({ 'x-tempo-token': fresh })).toBe(200);
    await runCli(home, 'token', 'revoke', 'prometheus');
    expect(await ask({ 'x-tempo-token': fresh })).toBe(401);
  });

  const here = hasTool('strace') || Boolean(process.env.TEMPO_TUI_CI);
  it.skipIf(!here)(`tells of a disk that refuses${here ? '' : ' (skipped: no strace)'}`, async () => {
    const home = makeHome();
    const [token, viewer] = [await addToken(home), await addViewer(home)];
    const { endpoint } = await serveProgram(home, {
      under: ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'inject=fdatasync:error=ENOSPC'],
    });
    expect((await post(endpoint, token, proxmoxEvent('lost'))).status).toBe(503);
    const { value } = await scrape(endpoint, viewer);
    expect(value('tempo_storage_ok')).toBe(0);
    expect(value('tempo_rejections_total', { status: '503' })).toBe(1);
    expect(value('tempo_store_commit_seconds_count')).toBe(0);
  });
});
