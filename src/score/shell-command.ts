import type { IncomingEvent } from '../event.ts';
import { placeholderValue, type Template } from './template.ts';

/** A command for a shell, or why there is none: the end of a sentence. */
export type ShellCommand = { text: string } | { reason: string };

/** Line breaks and other controls would end the command, or hide what it does from the person who is asked. */
const UNFIT = /[\p{Cc}\p{Cf}\u2028\u2029]/u;

/**
 * Where shells differ on what is quoted, or read single quotes as any other text: here-documents, `$'…'`, `)#`, and
 * commands within commands, which begin quotes of their own inside of quotes.
 */
const UNSURE = /<<|\$['(]|`|\)#/;

/**
 * Fills the template of a command. Every value stands in single quotes of its own, where a shell reads nothing into it;
 * a value that begins with a dash would be taken for an option, whatever its quotes.
 */
export function fillCommand(template: Template, event: IncomingEvent): ShellCommand {
  const { literals, placeholders, source } = template;
  if (placeholders.length > 0 && UNSURE.test(source))
    return { reason: "the command has <<, $', $(, ` or )# in it, where values cannot be quoted" };
  const quotes = new QuoteState();
  let text = literals[0] ?? '';
  quotes.read(text);
  for (const [at, placeholder] of placeholders.entries()) {
    const name = placeholder.replace(/^metadata\./, '');
    const value = placeholderValue(placeholder, event);
    if (value === undefined) return { reason: `the event has no ${name}` };
    if (quotes.inside)
      return { reason: `the command has ${name} inside quotes: values are quoted by themselves` };
    if (value.startsWith('-'))
      return { reason: `${name} begins with a dash and would be taken for an option` };
    if (UNFIT.test(value)) return { reason: `${name} holds characters that do not belong into a command` };
    const literal = literals[at + 1] ?? '';
    quotes.read(literal);
    text += quote(value) + literal;
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
