import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { TerminalInput } from '../../src/ui/terminal-input.ts';

const ESC = '\u001B';
const ESC_KEY = `${ESC}[27u`;
const CLICK = `${ESC}[<0;12;5M`;
const CLICKED = 'click at 11,4';

/** Reads as Ink does, and writes down what came. */
function listen({ mouse }: { mouse: boolean }) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const stdin = new PassThrough();
  const input = new TerminalInput(stdin as unknown as ReadStream, { on: mouse });
  const came: string[] = [];
  input.on('mouse', ({ x, y }) => came.push(`click at ${x},${y}`));
  input.on('readable', () => {
    for (let keys = input.read(); keys !== null; keys = input.read()) came.push(keys);
  });
  return {
    input,
    /** What comes of text that is read at once. */
    type: async (text: string) => {
      const read = once(stdin, 'readable');
      stdin.write(text);
      await read;
      return came.splice(0);
    },
    /** What comes when time goes by. */
    wait: () => {
      vi.advanceTimersByTime(100);
      return came.splice(0);
    },
  };
}

describe('the input of the terminal', () => {
  it('tells clicks between the keys before and after them', async () => {
    const { type } = listen({ mouse: true });
    expect(await type(`jk${CLICK}${CLICK}o${CLICK}`)).toEqual(['jk', CLICKED, CLICKED, 'o', CLICKED]);
  });

  it('waits for the rest of a sequence, however long it takes', async () => {
    const { type, wait } = listen({ mouse: false });
    expect(await type(`${ESC}[<0;1`)).toEqual([]);
    expect(wait()).toEqual([]);
    expect(await type('2;5Mj')).toEqual([CLICKED, 'j']);
    expect(await type(`${ESC}[`)).toEqual([]);
    expect(await type('A')).toEqual([`${ESC}[A`]);
  });

  it('hands Esc on at once while the mouse is off', async () => {
    const { type } = listen({ mouse: false });
    expect(await type(ESC)).toEqual([ESC_KEY]);
    expect(await type('q')).toEqual(['q']);
  });

  it('tells Esc from what comes in the same read', async () => {
    const { type } = listen({ mouse: false });
    expect(await type(`${ESC}/b${ESC}${ESC}[B${ESC}OA`)).toEqual([`${ESC_KEY}/b${ESC_KEY}${ESC}[B${ESC}OA`]);
  });

  it('hands Esc on a moment later while a click may begin with it', async () => {
    const { type, wait } = listen({ mouse: true });
    expect(await type(ESC)).toEqual([]);
    expect(wait()).toEqual([ESC_KEY]);
    expect(await type('q')).toEqual(['q']);
    expect(await type(ESC)).toEqual([]);
    expect(await type(CLICK.slice(1))).toEqual([CLICKED]);
    expect(wait()).toEqual([]);
    expect(await type(ESC)).toEqual([]);
    expect(await type('q')).toEqual([`${ESC_KEY}q`]);
    expect(wait()).toEqual([]);
  });

  it.each([true, false])(
    'types nothing of a click that comes in single characters, mouse on: %s',
    async (mouse) => {
      const { type, wait } = listen({ mouse });
      const came: string[] = [];
      for (const character of CLICK) came.push(...(await type(character)), ...wait());
      expect(came).toEqual([ESC_KEY, CLICKED]);
    },
  );

  it('reads no more once it is closed', async () => {
    const { input, type, wait } = listen({ mouse: true });
    await type(ESC);
    input.close();
    expect(wait()).toEqual([]);
    expect(await type('q')).toEqual([]);
  });
});
