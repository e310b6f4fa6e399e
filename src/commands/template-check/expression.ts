/** What stands in a tag: a name, and what it is applied to. */
export interface Call {
  name: string;
  params: readonly Param[];
}

export type Param = { path: string } | { literal: string | number | boolean | null } | { call: Call };

const PIECE = /\s*(?:(\()|(\))|"((?:[^"\\]|\\.)*)"|((?:\[[^\]]*\]|[\w$@./\u{80}-\u{10ffff}-])+)(=)?)/uy;
const ITEM = String.raw`(?:[\w$\u{80}-\u{10ffff}-]+|\[[^\]]*\])`;
/** Handlebars elsewhere takes a lone dot for all there is, Proxmox's engine does not. */
const PATH = new RegExp(
  String.raw`^(?:\./|this[./])?(?:@root[./])?@?(?:\.\.[./])*${ITEM}(?:[./]${ITEM})*$`,
  'u',
);
const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Parses the inside of a tag as the engine of Proxmox VE 8 does; undefined if it is no expression. */
export function parseCall(inner: string): Call | undefined {
  const pieces = cut(inner);
  if (!pieces) return undefined;
  const reader = { pieces, at: 0 };
  const call = readCall(reader);
  return call && reader.at === pieces.length ? call : undefined;
}

type Piece = { mark: '(' | ')' } | { text: string } | { word: string } | { key: string };

function cut(inner: string): Piece[] | undefined {
  const pieces: Piece[] = [];
  PIECE.lastIndex = 0;
  while (inner.slice(PIECE.lastIndex).trim() !== '') {
    const match = PIECE.exec(inner);
    if (!match) return undefined;
    const [, open, close, text, word, equals] = match;
    if (open) pieces.push({ mark: '(' });
    else if (close) pieces.push({ mark: ')' });
    else if (word !== undefined && !PATH.test(word)) return undefined;
    else if (word !== undefined) pieces.push(equals ? { key: word } : { word });
    else pieces.push({ text: text ?? '' });
  }
  return pieces;
}

interface Reader {
  pieces: readonly Piece[];
  at: number;
}

function readCall(reader: Reader): Call | undefined {
  const head = reader.pieces[reader.at];
  if (!head || !('word' in head)) return undefined;
  reader.at += 1;
  const params: Param[] = [];
  for (;;) {
    const piece = reader.pieces[reader.at];
    if (!piece || ('mark' in piece && piece.mark === ')')) return { name: head.word, params };
    if ('key' in piece) {
      // A named parameter: none of the helpers reads one.
      reader.at += 1;
      if (!readParam(reader)) return undefined;
      continue;
    }
    const param = readParam(reader);
    if (!param) return undefined;
    params.push(param);
  }
}

function readParam(reader: Reader): Param | undefined {
  const piece = reader.pieces[reader.at];
  reader.at += 1;
  if (!piece || 'key' in piece) return undefined;
  if ('text' in piece) return { literal: piece.text };
  if ('word' in piece) return wordParam(piece.word);
  if (piece.mark === ')') return undefined;
  const call = readCall(reader);
  const close = reader.pieces[reader.at];
  if (!call || !close || !('mark' in close)) return undefined;
  reader.at += 1;
  return { call };
}

function wordParam(word: string): Param {
  const literal = WORDS.get(word);
  if (literal !== undefined) return { literal };
  return /^-?\d+(?:\.\d+)?$/.test(word) ? { literal: Number(word) } : { path: word };
}

/** The segments of a path: `fields.job-id`, `fields/job-id` and `fields.[job-id]` are one. */
export function segments(path: string): string[] {
  return (path.match(/\[[^\]]*\]|\.\.|[^./[\]]+/g) ?? [])
    .map((part) => (part.startsWith('[') ? part.slice(1, -1) : part))
    .filter((part, at) => !(at === 0 && part === 'this'));
}

/** A path in its plainest form, as seen from the top: `@root.fields.type` is `fields.type`; `this` is empty. */
export function plainPath(path: string): string {
  const parts = segments(path);
  return (parts[0] === '@root' ? parts.slice(1) : parts).join('.');
}
