import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AttachedStore } from '../../src/attach/attached-store.ts';
import { Journal } from '../../src/commands/journal.ts';
import { type Opened, openHere } from '../../src/commands/open-here.ts';
import { openThere } from '../../src/commands/open-there.ts';
import { startService } from '../../src/commands/start-service.ts';
import { readSettings } from '../../src/config.ts';
import { save, scoreText } from '../support/score-files.ts';
import { tempDir } from '../support/temp-dir.ts';

async function receiver() {
  const dir = tempDir();
  const config = join(dir, 'config.json');
  writeFileSync(config, '{}');
  const settings = readSettings({ config, dataDir: join(dir, 'data'), port: '0' }, {});
  mkdirSync(settings.scoresDir);
  const service = await startService(settings, { journal: new Journal(), kind: 'serve' });
  onTestFinished(() => service.close());
  const { tokens, receiver } = service;
  return { settings, tokens, url: new URL(`http://127.0.0.1:${receiver.port}/`) };
}

/** Has the marks of an attached timeline fail at a change of a score; tells what nobody handled of that. */
async function failToRemark(scoresDir: string, { close }: Opened): Promise<unknown[]> {
  onTestFinished(close);
  const { remark } = AttachedStore.prototype;
  let asked = 0;
  // A spy would handle what it returns.
  AttachedStore.prototype.remark = async () => {
    asked += 1;
    throw new Error('a fault');
  };
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', note);
  onTestFinished(() => {
    process.off('unhandledRejection', note);
    AttachedStore.prototype.remark = remark;
  });
  save(join(scoresDir, 'mine.json'), scoreText('com.example', 'Mine'));
  await vi.waitFor(() => expect(asked).toBeGreaterThan(0));
  // It is told when the promises of a turn are done.
  await new Promise(setImmediate);
  return unhandled;
}

describe('a score that cannot be put in force for what is there', () => {
  it('does not end a timeline that is attached here', async () => {
    const { settings } = await receiver();
    const opened = await openHere(settings);
    expect(await failToRemark(settings.scoresDir, opened!)).toEqual([]);
  });

  it('nor one that is attached from elsewhere', async () => {
    const { settings, tokens, url } = await receiver();
    const opened = await openThere({ url, token: await tokens.add('laptop', { viewer: true }) });
    expect(await failToRemark(settings.scoresDir, opened)).toEqual([]);
  });
});
