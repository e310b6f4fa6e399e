import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { TerminalInput } from '../../src/ui/terminal-input.ts';

const ESC = '\u001B';
const ESC_KEY = `${ESC}[27u`;
const CLICK = `${ESC}[<0;12;5M`;
const CLICKED = 'click at 11,4';

function paste(text: string): string {
  return `${ESC}[200~${text}${ESC}[201~`;
}

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
  input.on('paste', (text) => came.push(`pasted ${JSON.stringify(text)}`));
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
    wait: (ms = 100) => {
      vi.advanceTimersByTime(ms);
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

  it('tells a paste from the keys before and after it, with all that is in it', async () => {
    const { type } = listen({ mouse: false });
    const text = `job\nx\n\u0003${ESC}[A${CLICK}q`;
    expect(await type(`j${paste(text)}k${paste('')}${CLICK}`)).toEqual([
      'j',
      `pasted ${JSON.stringify(text)}`,
      'k',
      'pasted ""',
      CLICKED,
    ]);
  });

  it.each([true, false])('takes a paste for one wherever it is cut, mouse on: %s', async (mouse) => {
    const { type } = listen({ mouse });
    const text = `k${paste(`q${ESC}[20x\n`)}q`;
    for (let at = 1; at < text.length; at += 1) {
      // An Esc by itself is a key, until more of a sequence comes.
      const first = (await type(text.slice(0, at))).filter((each) => each !== ESC_KEY);
      const second = await type(text.slice(at));
      expect([...first, ...second].join(), `cut at ${at}`).toBe(
        `k,pasted ${JSON.stringify(`q${ESC}[20x\n`)},q`,
      );
    }
    const came: string[] = [];
    for (const character of text) came.push(...(await type(character)));
    expect(came.filter((each) => each !== ESC_KEY)).toEqual([
      'k',
      `pasted ${JSON.stringify(`q${ESC}[20x\n`)}`,
      'q',
    ]);
  });

  it('keeps the beginning of a paste that is longer than any field, and runs nothing of the rest', async () => {
    const { type } = listen({ mouse: false });
    const came = await type(`${paste('xq\n'.repeat(100_000))}j`);
    expect(came).toHaveLength(2);
    expect(came[0]!.length).toBeLessThan(20_000);
    expect(came[1]).toBe('j');
  });

  it('takes keys again after a silence in which the end of a paste did not come', async () => {
    const { type, wait } = listen({ mouse: false });
    expect(await type(`${ESC}[200~ab`)).toEqual([]);
    expect(wait(1500)).toEqual([]);
    expect(await type('c')).toEqual([]);
    expect(wait(1500)).toEqual([]);
    expect(wait(1000)).toEqual(['pasted "abc"']);
    expect(await type('q')).toEqual(['q']);
    expect(await type(`${ESC}[201~k`)).toEqual(['k']);
  });

  it('reads no more once it is closed', async () => {
    const { input, type, wait } = listen({ mouse: true });
    await type(ESC);
    input.close();
    expect(wait()).toEqual([]);
    expect(await type('q')).toEqual([]);
  });
});
