import { type Call, type Param, segments } from './expression.ts';
import type { BlockNode, Node } from './parse.ts';
import type { Token } from './tokens.ts';

/** Proxmox would give up here, and send nothing. */
export class RenderError extends Error {
  readonly token: Token;

  constructor(token: Token, message: string) {
    super(message);
    this.name = 'RenderError';
    this.token = token;
  }
}

/** A piece of what is rendered, and the token it comes from. */
export interface Piece {
  text: string;
  token: Token;
}

interface Scope {
  value: unknown;
  locals: Readonly<Record<string, unknown>>;
}

/** The helpers that give a value of their own, beside those for blocks. */
const VALUES: ReadonlyMap<string, (...params: unknown[]) => unknown> = new Map<
  string,
  (...params: unknown[]) => unknown
>([
  ['eq', (one, other) => one === other],
  ['ne', (one, other) => one !== other],
  ['gt', (one, other) => Number(one) > Number(other)],
  ['gte', (one, other) => Number(one) >= Number(other)],
  ['lt', (one, other) => Number(one) < Number(other)],
  ['lte', (one, other) => Number(one) <= Number(other)],
  ['and', (...params) => params.every(truthy)],
  ['or', (...params) => params.some(truthy)],
  ['not', (value) => !truthy(value)],
  ['lookup', (from, key) => member(from, String(key))],
]);
const WRITERS: ReadonlySet<string> = new Set(['json', 'escape', 'url-encode', 'log']);
const BLOCKS: ReadonlySet<string> = new Set(['if', 'unless', 'each', 'with']);

export function isHelper(name: string): boolean {
  return WRITERS.has(name) || VALUES.has(name);
}

export function isBlockHelper(name: string): boolean {
  return BLOCKS.has(name);
}

/**
 * Renders a template as Proxmox's engine does: nothing escaped, missing values as nothing, three helpers of its
 * own of which `escape` and `url-encode` fail on what is no text.
 *
 * @throws RenderError
 */
export function renderTemplate(nodes: readonly Node[], notification: object): Piece[] {
  const pieces: Piece[] = [];
  write(nodes, [{ value: notification, locals: {} }], pieces);
  return pieces;
}

function write(nodes: readonly Node[], scopes: readonly Scope[], pieces: Piece[]): void {
  for (const node of nodes) {
    if (node.kind === 'text') {
      pieces.push({ text: node.token.text.replaceAll('\\{{', '{{'), token: node.token });
    } else if (node.token.flaw || !node.call) {
      throw new RenderError(node.token, 'is no expression');
    } else if (node.kind === 'block') {
      writeBlock(node, node.call, scopes, pieces);
    } else {
      pieces.push({ text: valueText(node.call, scopes, node.token), token: node.token });
    }
  }
}

function valueText(call: Call, scopes: readonly Scope[], token: Token): string {
  const [first] = call.params;
  if (!WRITERS.has(call.name)) return plainText(callValue(call, scopes, token));
  if (!first) throw new RenderError(token, `${call.name} needs a value`);
  const value = paramValue(first, scopes, token);
  if (call.name === 'json') return JSON.stringify(value ?? null);
  if (call.name === 'log') return '';
  if (typeof value !== 'string')
    throw new RenderError(token, `${call.name} fails on what is missing or is no text`);
  return call.name === 'escape' ? JSON.stringify(value).slice(1, -1) : encodeURIComponent(value);
}

function plainText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? '[object]' : String(value);
}

/** Its own name must close it; `else if` is closed along with the block it belongs to. */
export function isClosed({ call, close, token }: BlockNode): boolean {
  return close !== undefined && (close === token || close.inner === call?.name);
}

function writeBlock(block: BlockNode, call: Call, scopes: readonly Scope[], pieces: Piece[]): void {
  const { name, params } = call;
  if (!isClosed(block)) throw new RenderError(block.token, `${name} is not closed`);
  if (!BLOCKS.has(name) || !params[0]) throw new RenderError(block.token, `${name} is no block of Proxmox's`);
  const value = paramValue(params[0], scopes, block.token);
  const holds = truthy(value) === (name !== 'unless');
  for (const inner of holds ? scopesWithin(name, value, scopes) : []) write(block.body, inner, pieces);
  if (!holds) write(block.inverse, scopes, pieces);
}

/** The scopes that the body of a block is written with: once, or for `each` as often as there is something. */
function scopesWithin(name: string, value: unknown, scopes: readonly Scope[]): (readonly Scope[])[] {
  if (name === 'with') return [[...scopes, { value, locals: {} }]];
  if (name !== 'each') return [scopes];
  const entries = Object.entries(Object(value));
  return entries.map(([key, entry], index) => {
    const locals = { key, index, first: index === 0, last: index === entries.length - 1 };
    return [...scopes, { value: entry, locals }];
  });
}

/** A name alone is a path, a name with something behind it a helper. */
function callValue(call: Call, scopes: readonly Scope[], token: Token): unknown {
  if (call.params.length === 0) return pathValue(call.name, scopes);
  const helper = VALUES.get(call.name);
  if (!helper) throw new RenderError(token, `there is no helper ${call.name}`);
  return helper(...call.params.map((param) => paramValue(param, scopes, token)));
}

function paramValue(param: Param, scopes: readonly Scope[], token: Token): unknown {
  if ('literal' in param) return param.literal;
  return 'path' in param ? pathValue(param.path, scopes) : callValue(param.call, scopes, token);
}

function pathValue(path: string, scopes: readonly Scope[]): unknown {
  let depth = scopes.length - 1;
  let value = scopes[depth]?.value;
  for (const [at, part] of segments(path).entries()) {
    if (part === '..') {
      depth -= 1;
      value = scopes[depth]?.value;
    } else if (at === 0 && part === '@root') {
      value = scopes[0]?.value;
    } else if (part.startsWith('@')) {
      value = scopes[depth]?.locals[part.slice(1)];
    } else {
      value = member(value, part);
    }
  }
  return value;
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function truthy(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}
