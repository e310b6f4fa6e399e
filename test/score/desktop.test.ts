import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { safe } from '../../src/safe-text.ts';
import { copyText, openUrl } from '../../src/score/run-action.ts';

// The clipboard, the browser and tmux of whoever runs these tests are left alone.
const world = vi.hoisted(() => ({ clipboard: vi.fn(), open: vi.fn(), tmux: vi.fn() }));
vi.mock('clipboardy', () => ({ default: { write: world.clipboard } }));
vi.mock('open', () => ({ default: world.open }));
vi.mock('node:child_process', () => ({ execFile: world.tmux }));

const URL_8006 = 'https://pve-01.lan:8006/#v1:0:18';
const ADDRESS_COPIED = 'copied the address (by the terminal, if it allows)';

/** A process whose end the test decides. */
class FakeChild extends EventEmitter {
  exitCode: number | null = null;
}

function desktopWith(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = 'linux') {
  const terminal = vi.fn();
  return { env, platform, writeToTerminal: terminal, terminal };
}

/** tmux as it answers `load-buffer`, with what it was given written down. */
function tmuxThat(works: boolean): string[] {
  const given: string[] = [];
  world.tmux.mockImplementation((_file, _args, _options, done: (error: Error | null) => void) => {
    const stdin = Object.assign(new EventEmitter(), { end: (text: string) => given.push(text) });
    queueMicrotask(() => done(works ? null : new Error('no server running')));
    return { stdin };
  });
  return given;
}

beforeEach(() => {
  vi.useFakeTimers();
  world.clipboard.mockResolvedValue(undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.resetAllMocks();
});

describe('copying', () => {
  it.each<[NodeJS.ProcessEnv, NodeJS.Platform]>([
    [{ DISPLAY: ':0' }, 'linux'],
    [{ WAYLAND_DISPLAY: 'wayland-0', TMUX: '/tmp/tmux' }, 'linux'],
    [{ WSL_DISTRO_NAME: 'Debian' }, 'linux'],
    [{}, 'darwin'],
    [{}, 'win32'],
  ])('with %j on %s goes to the system, and nowhere else', async (env, platform) => {
    const desktop = desktopWith(env, platform);
    const result = await copyText('pve-01\n', desktop, safe`node name`);
    expect(result).toEqual({ ok: true, message: 'copied node name: pve-01' });
    expect(world.clipboard.mock.calls).toEqual([['pve-01']]);
    expect(world.tmux).not.toHaveBeenCalled();
    expect(desktop.terminal).not.toHaveBeenCalled();
  });

  it('goes to tmux where there is no display', async () => {
    const given = tmuxThat(true);
    const desktop = desktopWith({ TMUX: '/tmp/tmux' });
    const { message } = await copyText('100', desktop, safe`VMID`);
    expect(message).toBe('copied VMID: 100 (by tmux)');
    expect(given).toEqual(['100']);
    expect(world.tmux.mock.calls[0]!.slice(0, 2)).toEqual(['tmux', ['load-buffer', '-w', '-']]);
    expect(world.clipboard).not.toHaveBeenCalled();
    expect(desktop.terminal).not.toHaveBeenCalled();
  });

  it('tries the next way when one fails, down to the terminal', async () => {
    world.clipboard.mockRejectedValue(new Error('no xsel'));
    tmuxThat(false);
    const desktop = desktopWith({ DISPLAY: ':0', TMUX: '/tmp/tmux' });
    const { message } = await copyText('100', desktop, safe`VMID`);
    expect(message).toBe('copied VMID: 100 (by the terminal, if it allows)');
    expect(world.tmux).toHaveBeenCalledOnce();
    expect(desktop.terminal).toHaveBeenCalledOnce();
  });

  it('waits two seconds for a clipboard that hangs, and no longer', async () => {
    world.clipboard.mockReturnValue(new Promise(() => {}));
    const desktop = desktopWith({ DISPLAY: ':0' });
    const copied = copyText('100', desktop, safe`VMID`);
    await vi.waitFor(() => expect(world.clipboard).toHaveBeenCalled());
    await vi.advanceTimersByTimeAsync(1900);
    expect(desktop.terminal).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100);
    expect((await copied).message).toContain('by the terminal');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no timer behind when the clipboard answers', async () => {
    await copyText('100', desktopWith({ DISPLAY: ':0' }), safe`VMID`);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('copies long texts by the system, which the terminal would not take', async () => {
    const long = 'x'.repeat(500_000);
    const result = await copyText(long, desktopWith({ DISPLAY: ':0' }), safe`the event`, 'untold');
    expect(result).toEqual({ ok: true, message: 'copied the event' });
    expect(world.clipboard).toHaveBeenCalledWith(long);
  });
});

describe('opening', () => {
  const desktop = desktopWith({ DISPLAY: ':0' });

  /** Opens the address, and lets the opener end as told. */
  async function openWith(end: (child: FakeChild) => void) {
    const child = new FakeChild();
    world.open.mockResolvedValue(child);
    const opened = openUrl(URL_8006, desktop);
    await vi.waitFor(() => expect(child.listenerCount('exit')).toBe(1));
    end(child);
    return opened;
  }

  it.each<[string, (child: FakeChild) => unknown]>([
    ['ends well', (child) => child.emit('exit', 0)],
    ['is the browser itself and runs on', () => vi.advanceTimersByTimeAsync(1500)],
  ])('says so when the opener %s', async (_, end) => {
    expect(await openWith(end)).toEqual({ ok: true, message: `opened ${URL_8006}` });
    expect(world.open.mock.calls).toEqual([[URL_8006]]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each<[string, (child: FakeChild) => unknown, string]>([
    ['ends badly', (child) => child.emit('exit', 3), 'exit code 3'],
    ['is not there', (child) => child.emit('error', new Error('spawn xdg-open ENOENT')), 'ENOENT'],
  ])('copies the address when the opener %s', async (_, end, why) => {
    world.clipboard.mockRejectedValue(new Error('no xsel'));
    const { ok, message } = await openWith(end);
    expect(ok).toBe(false);
    expect(message).toMatch(/^the browser did not start \(/);
    expect(message).toContain(why);
    expect(message).toContain(ADDRESS_COPIED);
  });

  it('copies the address when the opener cannot be started, with no control character of the reason', async () => {
    world.clipboard.mockRejectedValue(new Error('no xsel'));
    world.open.mockRejectedValue(new Error('bad \u001B[2J'));
    const { message } = await openUrl(URL_8006, desktop);
    expect(message).toBe(`the browser did not start (bad \uFFFD[2J): ${ADDRESS_COPIED}`);
  });

  it('copies the address when the opener had failed before it was watched', async () => {
    const child = Object.assign(new FakeChild(), { exitCode: 4 });
    world.open.mockResolvedValue(child);
    expect((await openUrl(URL_8006, desktop)).message).toContain('exit code 4');
  });

  it('starts nothing where there is no display, nor for what the policy refuses', async () => {
    await openUrl(URL_8006, desktopWith({}));
    await openUrl('javascript:alert(1)', desktop);
    expect(world.open).not.toHaveBeenCalled();
  });
});
