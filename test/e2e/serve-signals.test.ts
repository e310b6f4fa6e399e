import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { addToken, exported, makeHome, post, proxmoxEvent, serveProgram, stopProgram } from './program.ts';
import { describeInTerminal, openTerminal } from './terminal.ts';

describe('serve on SIGTERM', () => {
  it('answers what is under way, truly, and tells of it', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const served = await serveProgram(home);
    const { port } = new URL(served.endpoint);
    const body = JSON.stringify(proxmoxEvent('under way'));
    const socket = connect(Number(port), '127.0.0.1');
    const answer = text(socket);
    socket.write(
      `POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Tempo-Token: ${token}\r\n` +
        `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
    );
    // Asked to go on, it is certain that the request is known.
    await new Promise((done) => socket.once('data', done));
    socket.write(body.slice(0, 10));
    const stopped = stopProgram(served);
    await vi.waitFor(() =>
      expect(served.err()).toContain('on SIGTERM: no more is taken, 1 request is still answered'),
    );
    socket.write(body.slice(10));
    expect(await answer).toMatch(/^HTTP\/1\.1 100 [\s\S]*HTTP\/1\.1 202 /);
    expect(await stopped).toBe(0);
    expect(served.err()).toContain('Stopped. Every event that was acknowledged is on disk.');
    expect(await exported(home)).toMatchObject([{ title: 'under way' }]);
  });
});

describe('serve on SIGHUP without a terminal', () => {
  it('looks at everything again, tells what is wrong each time, and receives on', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const config = join(home.dir, 'config.json');
    const scores = join(home.dir, 'scores');
    writeFileSync(config, '{}');
    mkdirSync(scores);
    writeFileSync(join(scores, 'broken.json'), '{');
    const served = await serveProgram(home, {
      args: ['--config', config, '--data-dir', join(home.dir, 'data')],
    });
    const told = async (count: number) => {
      served.child.kill('SIGHUP');
      await vi.waitFor(() => expect(served.err().match(/config file again: /g)).toHaveLength(count), 10_000);
      return served.err();
    };
    expect(await told(1)).toContain('config file again: 1 to mend.');
    expect(served.err().match(/^Score broken\.json: /gm)).toHaveLength(2);

    writeFileSync(join(home.dir, 'data', 'tokens.json'), 'x');
    writeFileSync(config, '{ "port": "x" }');
    const troubled = await told(2);
    expect(troubled).toContain('config file again: 3 to mend.');
    expect(troubled).toMatch(/tokens\.json.* the tokens of before are in force/);
    expect(troubled).toMatch(/config\.json.* the next start fails/);

    writeFileSync(join(scores, 'fresh.json'), '{');
    writeFileSync(config, '{ "bogus": 1 }');
    const looked = (await told(3)).slice(troubled.length);
    expect(looked).toContain('"bogus". Until it is mended');
    // All of it is told before it is counted, and once.
    expect(looked).toMatch(/^Score fresh\.json: [\s\S]*config file again: 4 to mend\.\n$/m);
    expect(looked.match(/fresh\.json/g)).toHaveLength(1);

    rmSync(join(scores, 'fresh.json'));
    writeFileSync(config, '{}');
    expect((await told(4)).slice(troubled.length + looked.length)).toContain('again: 2 to mend.');

    writeFileSync(config, '{ "rateLimit": 7 }');
    expect(await told(5)).toMatch(/config\.json, rateLimit changed: the next start has that/);
    expect((await post(served.endpoint, token, proxmoxEvent('x'))).status).toBe(401);
    expect(await stopProgram(served)).toBe(0);
  });
});

describeInTerminal('serve in a terminal that is closed', () => {
  it('ends', async () => {
    const home = makeHome();
    const terminal = await openTerminal([process.execPath, 'dist/cli.js', 'serve', '--port', '0'], {
      columns: 120,
      rows: 20,
      record: false,
      env: home.env,
    });
    await terminal.waitFor('Listening on');
    process.kill(await terminal.pid(), 'SIGHUP');
    expect(await terminal.exited()).toBe(0);
    await terminal.waitFor('Stopping on SIGHUP');
  });
});
