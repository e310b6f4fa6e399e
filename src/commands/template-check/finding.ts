/** What is wrong with a template, by its kind. */
export type Rule =
  | 'tera-filter'
  | 'tera-statement'
  | 'unclosed-tag'
  | 'triple-braces'
  | 'glued-braces'
  | 'no-expression'
  | 'unknown-helper'
  | 'unknown-block'
  | 'partial'
  | 'unbalanced-block'
  | 'else-if'
  | 'unescaped'
  | 'unquoted'
  | 'quoted-twice'
  | 'may-be-missing'
  | 'no-text'
  | 'leaks-secret'
  | 'never-set'
  | 'placeholder'
  | 'trailing-comma'
  | 'no-json'
  | 'unsent'
  | 'refused'
  | 'no-provider'
  | 'no-title';

/**
 * `broken`: Proxmox sends nothing, or something that is refused, for some notification at least.
 * `unsafe`: it is sent, with the token in it. `hint`: it works.
 */
export type Level = 'broken' | 'unsafe' | 'hint';

/** Something to change, before it has its place in lines. */
export interface Fault {
  rule: Rule;
  level: Level;
  /** Where it stands in the template. */
  start: number;
  what: string;
  /** What becomes of it in Proxmox. */
  why: string;
  edits: readonly Edit[];
}

/** What is known where a tag stands. */
export interface Surroundings {
  template: string;
  /** Paths that are there, because a block asks for them. */
  guards: ReadonlySet<string>;
  /** Within each or with, where names are those of what is gone through: only rendering tells what they give. */
  relative: boolean;
}

/** A stretch of the template, and what it should be. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Makes the edits, of which none may overlap another; the first of two that do is kept. */
export function applyEdits(template: string, edits: readonly Edit[]): string {
  let mended = '';
  let from = 0;
  for (const { start, end, text } of [...edits].sort((one, other) => one.start - other.start)) {
    if (start < from) continue;
    mended += template.slice(from, start) + text;
    from = end;
  }
  return mended + template.slice(from);
}
