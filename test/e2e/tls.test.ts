import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { fetchTrusting } from '../../src/ingest/fetch-trusting.ts';
import {
  addToken,
  exported,
  freePort,
  type Home,
  makeHome,
  proxmoxEvent,
  runCli,
  serveProgram,
} from './program.ts';

const IN_TIME = { timeout: 15_000 };

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command to its end, whatever that is. */
function run(home: Home, ...args: string[]): Promise<Ended> {
  return runCli(home, ...args).then(
    (out) => ({ code: 0, ...out }),
    (error: Ended) => error,
  );
}

function filesOf(home: Home) {
  const dir = join(home.dir, '.local', 'share', 'tempo-tui', 'tls');
  return { dir, ca: join(dir, 'ca.crt'), cert: join(dir, 'server.crt'), key: join(dir, 'server.key') };
}

async function secureHome() {
  const home = makeHome();
  const made = await run(home, 'tls', 'create', '--name', 'mon.lan');
  const { cert, key, ca, dir } = filesOf(home);
  return { home, made, cert, ca, dir, key, tls: ['--tls-cert', cert, '--tls-key', key] };
}

describe('HTTPS with a certificate of its own', () => {
  it('is made with the lines that have a node trust it, and with keys that nobody else reads', async () => {
    const { made, ca, dir, home } = await secureHome();
    expect(made.stdout).toMatch(
      /^cat > \/usr\/local\/share\/ca-certificates\/tempo-tui-\S+\.crt <<'CA'\n-----BEGIN CERTIFICATE-----\n[\s\S]+-----END CERTIFICATE-----\nCA\nupdate-ca-certificates\n$/,
    );
    expect(made.stdout).toContain(readFileSync(ca, 'utf8').trim());
    expect(made.stderr).toContain('mon.lan');
    for (const name of ['ca.key', 'server.key']) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
    expect((await run(home, 'tls', 'show')).stdout).toBe(made.stdout);
    expect(await run(home, 'tls', 'create')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('"tempo-tui tls renew"'),
    });
    expect(await run(makeHome(), 'tls', 'renew')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('"tempo-tui tls create" makes it'),
    });
    expect(await run(makeHome(), 'tls', 'create', '--days', '826')).toMatchObject({ code: 2 });
  });

  it('takes events, and is known to send, setup and doctor', async () => {
    const { home, tls, ca } = await secureHome();
    const token = await addToken(home);
    const { endpoint } = await serveProgram(home, { args: tls });
    expect(endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/ingest$/);
    const { port, origin } = new URL(endpoint);
    const send = (...more: string[]) =>
      run(home, 'send', '--title', 'A job', '--provider', 'com.proxmox', '--token', token, ...more);
    expect(await send('--host', origin)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--cacert FILE'),
    });
    expect(await send('--host', origin, '--cacert', ca)).toMatchObject({ code: 0 });
    expect(await send('--host', `https://mon.invalid:${port}`, '--cacert', ca)).toMatchObject({ code: 1 });
    expect(await send('--host', origin, '--insecure')).toMatchObject({ code: 0 });
    expect(await send('--host', `127.0.0.1:${port}`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`give --host https://127.0.0.1:${port}`),
    });
    expect(await send('--host', `127.0.0.1:${port}`, '--cacert', ca)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--cacert is for HTTPS'),
    });
    expect(await exported(home)).toHaveLength(2);
    const refused = (await runCli(home, 'rejections')).stdout;
    expect(refused).toContain(
      'it came by plain HTTP, which is not spoken here: its address must begin with https://',
    );

    const setup = await run(
      home,
      'setup',
      'proxmox',
      '--server-url',
      'https://pve:8006',
      '--name',
      'b',
      '--host',
      '127.0.0.1',
    );
    expect(setup.stdout).toContain(`--url https://127.0.0.1:${port}/ingest`);
    expect(setup.stderr).toContain(`tempo-tui listens at https://127.0.0.1:${port}/ingest.`);
    const doctor = (await run(home, 'doctor')).stdout;
    expect(doctor).toMatch(/✓ port +tempo-tui \(pid \d+\) listens on/);
    expect(doctor).toMatch(/✓ tls +the tempo-tui that runs speaks HTTPS, with a certificate valid till/);
    expect(doctor).toMatch(/✓ probe +an event was posted/);
  });

  it('has a config file speak it, and send and doctor without a word more', async () => {
    const { home, cert, key } = await secureHome();
    const token = await addToken(home);
    const config = join(home.dir, 'config.json');
    const port = await freePort();
    writeFileSync(config, JSON.stringify({ tls: { cert, key }, port: Number(port) }));
    const probe = (await run(home, 'doctor', '--config', config)).stdout;
    expect(probe).toMatch(/✓ tls +HTTPS with \S+server\.crt, valid till \d{4}/);
    expect(probe).toMatch(/✓ probe +an event was posted to \/ingest, answered 202/);
    await serveProgram(home, { args: ['--config', config, '--port', port] });
    const sent = await run(
      home,
      'send',
      '--config',
      config,
      '--title',
      'x',
      '--provider',
      'com.proxmox',
      '--token',
      token,
    );
    expect(sent).toMatchObject({ code: 0 });
  });

  it('takes over a renewed certificate, keeps the old one where the new is broken, and says both', async () => {
    const { home, tls, ca, cert } = await secureHome();
    const token = await addToken(home);
    const { endpoint, err } = await serveProgram(home, { args: tls });
    const trust = { ca: readFileSync(ca, 'utf8') };
    const post = async () => {
      const headers = { 'content-type': 'application/json', 'x-tempo-token': token };
      const body = JSON.stringify(proxmoxEvent('Backup done'));
      return (await fetchTrusting(new URL(endpoint), { method: 'POST', headers, body }, trust)).status;
    };
    expect(await run(home, 'tls', 'renew', '--days', '5')).toMatchObject({ code: 0 });
    await vi.waitFor(() => expect(err()).toMatch(/Another certificate is in force, valid until/), IN_TIME);
    await vi.waitFor(
      () =>
        expect(err()).toMatch(/is valid for [45] more days, until .*"tempo-tui tls renew" makes the next/),
      IN_TIME,
    );
    expect(await post()).toBe(202);
    writeFileSync(cert, 'broken');
    await vi.waitFor(
      () => expect(err()).toMatch(/server\.crt holds no certificate in PEM.*of before stays in force/),
      IN_TIME,
    );
    expect(await post()).toBe(202);
  });

  it('does not begin with files that cannot be used', async () => {
    const { home, cert, key, dir } = await secureHome();
    const serve = (...args: string[]) => run(home, 'serve', '--port', '0', ...args);
    expect(await serve('--tls-cert', cert)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('goes with --tls-key'),
    });
    expect(await serve('--tls-cert', key, '--tls-key', key)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('It is a private key'),
    });
    expect(await serve('--tls-cert', cert, '--tls-key', join(dir, 'ca.key'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('does not belong to the certificate'),
    });
    rmSync(key);
    expect(await serve('--tls-cert', cert, '--tls-key', key)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('it is not there'),
    });
  });
});
