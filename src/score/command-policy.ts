/**
 * Which commands may be run in a terminal, and what is run.
 *
 * A shell gives meaning to nearly every character, so that a value of an event reaches it in one form alone: between
 * single quotes of its own. Where quotes would not hold it there is no command. A value that begins with a dash would be
 * an option to the program, whatever its quotes; and where that program gives its words to another shell, as ssh does,
 * those have lost their quotes, so that the value may hold nothing that one reads. And as a person is asked before each run, there is nothing in a command
 * that they cannot read: no control, nothing unseen, no end beyond reason. Only a score that the user wrote has commands;
 * of others, and of events, they are shown and never run.
 */
import type { IncomingEvent } from '../event.ts';
import { parseTemplate, placeholderValue } from './template.ts';

/** A command for a shell, or why there is none: the end of a sentence. */
export type ShellCommand = { text: string } | { reason: string };

/** UTF-16 units of a command: far more than anybody agrees to, and less than a system takes as one argument. */
const COMMAND_MAX = 32 * 1024;
/** Line breaks and other controls would end the command, or hide what it does from the person who is asked. */
const UNFIT = /[\p{C}\u2028\u2029]/u;
/** The same in the words of the command itself: its author may break lines, and join emoji. */
const UNFIT_WORDS = /[^\P{C}\n\t\u200D]|[\u2028\u2029]/u;
const ONLY_LOCAL = 'commands run only from a score you wrote into the scores folder yourself';

/**
 * Where shells differ on what is quoted, or read single quotes as any other text: here-documents, `$'…'`, `)#`, and
 * commands within commands, which begin quotes of their own inside of quotes.
 */
const UNSURE = /<<|\$['(]|`|\)#/;

/** Programs that have a shell read their words once more, on this machine or another. */
const REREADS =
  /(?:^|[\s;&|({!/"'])(ssh|sshpass|autossh|mosh|rsh|su|eval|watch|xargs|parallel|(?:ba|da|z|k|mk|fi|c|tc|a)?sh)(?=\s|$)/;
/** Characters that mean nothing to any shell. */
const PLAIN = /^[\w@%+:,./-]*$/;

/**
 * What would be run, and why it may not be.
 *
 * @param source the command as a score has it, with `${…}` in it
 * @param isOwn the score is one that the user wrote into the scores folder
 * @returns the text is '' where none can be made
 */
export function commandFor(
  source: string,
  event: IncomingEvent,
  isOwn: boolean,
): { text: string; disabled?: string } {
  const command = fillCommand(source, event);
  if ('reason' in command) return { text: '', disabled: command.reason };
  return isOwn ? command : { ...command, disabled: ONLY_LOCAL };
}

/** Fills a command from an event. */
export function fillCommand(source: string, event: IncomingEvent): ShellCommand {
  const { literals, placeholders } = parseTemplate(source);
  if (placeholders.length > 0 && UNSURE.test(source))
    return { reason: "the command has <<, $', $(, ` or )# in it, where values cannot be quoted" };
  if (UNFIT_WORDS.test(source)) return { reason: 'the command has characters in it that cannot be shown' };
  const [, rereads] = REREADS.exec(source) ?? [];
  const quotes = new QuoteState();
  let text = literals[0] ?? '';
  quotes.read(text);
  for (const [at, placeholder] of placeholders.entries()) {
    const name = placeholder.replace(/^metadata\./, '');
    const value = placeholderValue(placeholder, event, COMMAND_MAX + 1);
    if (value === undefined) return { reason: `the event has no ${name}` };
    if (quotes.inside)
      return { reason: `the command has ${name} inside quotes: values are quoted by themselves` };
    if (value.startsWith('-'))
      return { reason: `${name} begins with a dash and would be taken for an option` };
    if (value.length > COMMAND_MAX) return { reason: `${name} is too long for a command` };
    if (UNFIT.test(value)) return { reason: `${name} holds characters that do not belong into a command` };
    if (rereads !== undefined && !PLAIN.test(value))
      return { reason: `${name} holds characters that ${rereads} would give a shell to read` };
    const literal = literals[at + 1] ?? '';
    quotes.read(literal);
    text += quote(value) + literal;
    if (text.length > COMMAND_MAX) return { reason: 'the command would be too long' };
  }
  return { text };
}

function quote(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/** Whether the text so far leaves a shell inside quotes, a comment or after a backslash. */
class QuoteState {
  #open = '';
  #escaped = false;
  #before = ' ';

  get inside(): boolean {
    return this.#open !== '' || this.#escaped;
  }

  read(text: string): void {
    for (const character of text) {
      this.#take(character);
      this.#before = character;
    }
  }

  #take(character: string): void {
    if (this.#escaped) this.#escaped = false;
    else if (this.#open === '#') this.#open = character === '\n' ? '' : '#';
    else if (character === '\\' && this.#open !== "'") this.#escaped = true;
    else if (this.#open !== '') this.#open = character === this.#open ? '' : this.#open;
    else if (character === "'" || character === '"' || character === '`') this.#open = character;
    else if (character === '#' && /[\s;&|(]/.test(this.#before)) this.#open = '#';
  }
}
