import { describe, expect, it } from 'vitest';
import { takeHandedOver } from '../../../src/commands/serve/handed-over.ts';
import { UsageError } from '../../../src/config.ts';

describe('takeHandedOver', () => {
  it('takes the sockets that are for this process, from descriptor 3 on', () => {
    const env = { LISTEN_PID: '42', LISTEN_FDS: '2', LISTEN_FDNAMES: 'a:b', PATH: '/bin' };
    expect(takeHandedOver(env, 42)).toEqual({ sockets: [{ fd: 3 }, { fd: 4 }] });
    expect(env).toEqual({ PATH: '/bin' });
  });

  it.each([
    ['for another process', { LISTEN_PID: '41', LISTEN_FDS: '1' }],
    ['for nobody', { LISTEN_FDS: '1' }],
    ['none', { LISTEN_PID: '42', LISTEN_FDS: '0' }],
    ['nothing', {}],
  ])('opens the port itself where sockets are %s', (_, env: NodeJS.ProcessEnv) => {
    expect(takeHandedOver(env, 42)).toEqual({});
    expect(env).toEqual({});
  });

  it('takes the way to systemd away from programs that are started later', () => {
    const env = { NOTIFY_SOCKET: '/run/systemd/notify' };
    expect(takeHandedOver(env, 42)).toEqual({ notifySocket: '/run/systemd/notify' });
    expect(env).toEqual({});
  });

  it.each(['-1', '1.5', 'x', '65', ''])('says what is wrong with a count of %j', (LISTEN_FDS) => {
    expect(() => takeHandedOver({ LISTEN_PID: '42', LISTEN_FDS }, 42)).toThrow(UsageError);
  });
});
