import { expect, it } from 'vitest';
import { startReceiver } from '../../src/ingest/receiver.ts';
import { startProxmoxReceiver } from '../support/receiver.ts';

it('says by whom the port is taken', async () => {
  const { receiver, store, tokens } = await startProxmoxReceiver();
  const { rejections, port } = receiver;
  const parts = { store, tokens, rejections, onFault: () => {} };
  const again = { ...parts, host: '127.0.0.1', port, rateLimit: 0 };
  await expect(startReceiver(again)).rejects.toMatchObject({
    exitCode: 69,
    message: expect.stringContaining('in use by another tempo-tui'),
  });
});
