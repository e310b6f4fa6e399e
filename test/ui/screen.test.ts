import { EventEmitter } from 'node:events';
import type { WriteStream } from 'node:tty';
import { expect, it } from 'vitest';
import { safe } from '../../src/safe-text.ts';
import { Screen } from '../../src/ui/screen.ts';

/** A terminal that writes down what it is sent. */
class FakeTerminal extends EventEmitter {
  columns = 20;
  rows = 3;
  sent: string[] = [];
  write(text: string): boolean {
    this.sent.push(text);
    return true;
  }
  /** What was sent since the last look. */
  take(): string {
    return this.sent.splice(0).join('');
  }
}

function start() {
  const terminal = new FakeTerminal();
  const screen = new Screen(terminal as unknown as WriteStream);
  return { terminal, screen };
}

it('takes the terminal once and gives it back once', () => {
  const { terminal, screen } = start();
  screen.enter();
  screen.enter();
  expect(terminal.take()).toBe('\u001B[?1049h\u001B[?7l\u001B[?25l\u001B[2J\u001B[?2004h');
  screen.leave();
  screen.leave();
  expect(terminal.take()).toBe('\u001B[?2004l\u001B[?7h\u001B[?25h\u001B[?1049l');
  screen.write('late');
  screen.send('\u001B]52;c;eA==\u0007');
  expect(terminal.take()).toBe('');
});

it('has the mouse reported only while it is on and the terminal is taken', () => {
  const { terminal, screen } = start();
  screen.turnMouse(true);
  expect(terminal.take()).toBe('');
  screen.enter();
  expect(terminal.take()).toMatch(/\u001B\[\?1000h\u001B\[\?1006h$/);
  screen.leave();
  expect(terminal.take()).toMatch(/^\u001B\[\?1006l\u001B\[\?1000l/);
  screen.enter();
  terminal.take();
  screen.turnMouse(false);
  screen.turnMouse(false);
  expect(terminal.take()).toBe('\u001B[?1006l\u001B[?1000l');
  screen.leave();
  expect(terminal.take()).not.toContain('?1000');
});

it('writes the cells that changed, in one write, and nothing when nothing did', () => {
  const { terminal, screen } = start();
  screen.enter();
  screen.write('one\ntwo\nthree');
  terminal.take();
  screen.write('one\nt\u001B[1mW\u001B[22mo\nth');
  expect(terminal.sent).toHaveLength(1);
  expect(terminal.take()).toBe('\u001B[?2026h\u001B[2;2H\u001B[1mW\u001B[3;3H\u001B[0m\u001B[K\u001B[?2026l');
  screen.write('one\nt\u001B[1mW\u001B[22mo\nth');
  expect(terminal.take()).toBe('');
});

it('opens a link before its text, and ends it before anything is erased', () => {
  const { terminal, screen } = start();
  const [open, end] = ['\u001B]8;;https://x/\u001B\\', '\u001B]8;;\u001B\\'];
  screen.enter();
  screen.write('one\ntwo\nthree');
  terminal.take();
  screen.write(`one\n${open}tw${end}\nth`);
  expect(terminal.take()).toBe(
    `\u001B[?2026h\u001B[2;1H${open}tw${end}\u001B[0m\u001B[K\u001B[3;3H\u001B[0m\u001B[K\u001B[?2026l`,
  );
});

it('draws everything again after a resize and after it was away', () => {
  const { terminal, screen } = start();
  screen.enter();
  screen.write('one\ntwo\nthree');
  let resized = 0;
  screen.on('resize', () => {
    resized += 1;
  });
  terminal.rows = 2;
  terminal.emit('resize');
  terminal.take();
  screen.write('one\ntwo');
  expect(terminal.take()).toContain('one');
  expect(resized).toBe(1);
  screen.leave();
  terminal.take();
  screen.enter();
  expect(terminal.take()).toMatch(/one.*two/s);
});

it('never writes below the last row', () => {
  const { terminal, screen } = start();
  screen.enter();
  screen.write('a\nb\nc\nfourth');
  expect(terminal.take()).not.toContain('fourth');
});

it('gives the window a title while it has the terminal, and the old one back whenever it has not', () => {
  const { terminal, screen } = start();
  screen.enter();
  terminal.take();
  screen.setTitle(safe`one`);
  screen.setTitle(safe`one`);
  expect(terminal.take()).toBe('\u001B[22;0t\u001B]2;one\u0007');
  screen.setTitle(safe`two`);
  expect(terminal.take()).toBe('\u001B]2;two\u0007');
  screen.leave();
  expect(terminal.take()).toMatch(/\u001B\[23;0t$/);
  screen.setTitle(safe`three`);
  expect(terminal.take()).toBe('');
  screen.enter();
  expect(terminal.take()).toContain('\u001B[22;0t\u001B]2;three\u0007');
  screen.leave();
  expect(terminal.take()).toMatch(/\u001B\[23;0t$/);
});
