/** A piece of a template as its engine cuts it: text that is written out, or a tag. */
export type Token = TextToken | TagToken;

export interface TextToken {
  kind: 'text';
  start: number;
  end: number;
  text: string;
}

export interface TagToken {
  kind: 'tag';
  start: number;
  end: number;
  form: 'value' | 'open' | 'close' | 'else' | 'comment' | 'partial' | 'raw';
  /** What stands between the braces, without the mark of its form. */
  inner: string;
  /** Written with three braces on either side. */
  triple: boolean;
  /** `glued`: three braces open what two close. `unclosed`: nothing closes it on its line. */
  flaw?: 'glued' | 'unclosed';
}

const COMMENT = /^\{\{~?!--[\s\S]*?--~?\}\}|^\{\{~?![\s\S]*?\}\}/;
const FORMS: Record<string, TagToken['form']> = { '#': 'open', '/': 'close', '^': 'else', '>': 'partial' };

/** Cuts a template into text and tags. It takes every text; what is wrong with a tag is noted in it. */
export function tokenize(template: string): Token[] {
  const tokens: Token[] = [];
  let from = 0;
  while (from < template.length) {
    const at = nextOpen(template, from);
    if (at > from) tokens.push({ kind: 'text', start: from, end: at, text: template.slice(from, at) });
    if (at === template.length) break;
    const tag = readTag(template, at);
    tokens.push(tag);
    from = tag.end;
  }
  return tokens;
}

/** A backslash before it makes an opening plain text. */
function nextOpen(template: string, from: number): number {
  let at = template.indexOf('{{', from);
  while (at > 0 && template[at - 1] === '\\') at = template.indexOf('{{', at + 2);
  return at === -1 ? template.length : at;
}

function readTag(template: string, start: number): TagToken {
  const tag = { kind: 'tag', start, triple: false } as const;
  const comment = template.startsWith('{{!', start) || template.startsWith('{{~!', start);
  if (comment) {
    const text = COMMENT.exec(template.slice(start))?.[0];
    return text
      ? { ...tag, form: 'comment', inner: '', end: start + text.length }
      : { ...tag, form: 'comment', inner: '', end: template.length, flaw: 'unclosed' };
  }
  if (template.startsWith('{{{{', start)) return { ...tag, form: 'raw', inner: '', end: start + 4 };
  const braces = template.startsWith('{{{', start) ? 3 : 2;
  const close = template.indexOf('}}', start + braces);
  const inner = close === -1 ? '' : template.slice(start + braces, close);
  if (close === -1 || inner.includes('{{')) return unclosed(template, start, braces);
  if (braces === 2) return { ...tag, ...formOf(inner), end: close + 2 };
  const form = formOf(inner);
  // Three braces are for values alone.
  return template[close + 2] === '}' && form.form === 'value'
    ? { ...tag, ...form, triple: true, end: close + 3 }
    : { ...tag, ...form, end: close + 2, flaw: 'glued' };
}

/** Up to the one brace that closes it, or to the end of its line but for what JSON puts there. */
function unclosed(template: string, start: number, braces: number): TagToken {
  const line = /^[^\n]*/.exec(template.slice(start))![0];
  const brace = line.indexOf('}', braces);
  const inner = brace === -1 ? line.slice(braces).replace(/["\s,]*$/, '') : line.slice(braces, brace);
  const end = start + braces + inner.length + (brace === -1 ? 0 : 1);
  return { kind: 'tag', start, end, triple: false, ...formOf(inner), flaw: 'unclosed' };
}

function formOf(braced: string): Pick<TagToken, 'form' | 'inner'> {
  const inner = braced.replace(/^~/, '').replace(/~$/, '').trim();
  if (inner === 'else') return { form: 'else', inner: '' };
  if (/^else\s/.test(inner)) return { form: 'else', inner: inner.slice(5).trim() };
  // `&` is a value like any other where nothing is escaped.
  if (inner.startsWith('&')) return { form: 'value', inner: inner.slice(1).trim() };
  const form = FORMS[inner[0] ?? ''];
  return form ? { form, inner: inner.slice(1).trim() } : { form: 'value', inner };
}

/** Line and column, both from 1. */
export function placeOf(template: string, offset: number): { line: number; column: number } {
  const before = template.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
