import { type Call, parseCall } from './expression.ts';
import { type TagToken, type TextToken, tokenize } from './tokens.ts';

export type Node = TextNode | ValueNode | BlockNode;

export interface TextNode {
  kind: 'text';
  token: TextToken;
  /** Whether its first character stands within a string of the JSON around it. */
  inString: boolean;
}

export interface ValueNode {
  kind: 'value';
  token: TagToken;
  /** Undefined for what is no expression. */
  call: Call | undefined;
  inString: boolean;
}

export interface BlockNode {
  kind: 'block';
  token: TagToken;
  call: Call | undefined;
  inString: boolean;
  body: Node[];
  inverse: Node[];
  /** Undefined where the end of the template closes it. */
  close?: TagToken;
}

export interface Parsed {
  nodes: Node[];
  /** Closings and elses that belong to no block. */
  strays: TagToken[];
}

interface Open {
  block: BlockNode;
  /** The block that an else belongs to: the one that was opened, or the last `else if` of it. */
  last: BlockNode;
  /** An else without a condition was there: it is the last. */
  elsed: boolean;
  parent: Node[];
}

/** Reads a template as a tree; what is unbalanced is kept and marked. */
export function parseTemplate(template: string): Parsed {
  const nodes: Node[] = [];
  const strays: TagToken[] = [];
  const open: Open[] = [];
  let into = nodes;
  let inString = false;

  function begin(token: TagToken): BlockNode {
    const call = parseCall(token.inner);
    const block: BlockNode = { kind: 'block', token, call, inString, body: [], inverse: [] };
    into.push(block);
    return block;
  }

  for (const token of tokenize(template)) {
    const top = open.at(-1);
    if (token.kind === 'tag' && token.flaw && token.form !== 'open') {
      into.push({ kind: 'value', token, call: undefined, inString });
    }
    if (token.kind === 'text') {
      into.push({ kind: 'text', token, inString });
      inString = stringAfter(token.text, inString);
    } else if (token.form === 'open') {
      const parent = into;
      const block = begin(token);
      open.push({ block, last: block, elsed: false, parent });
      into = block.body;
    } else if ((token.form === 'else' && (!top || top.elsed)) || (token.form === 'close' && !top)) {
      strays.push(token);
    } else if (token.form === 'close') {
      top!.block.close = token;
      into = top!.parent;
      open.pop();
    } else if (token.form === 'else') {
      inString = top!.block.inString;
      into = top!.last.inverse;
      top!.elsed = token.inner === '';
      if (top!.elsed) continue;
      top!.last = begin(token);
      // The closing of the block that was opened closes this one too.
      top!.last.close = token;
      into = top!.last.body;
    } else if (token.form !== 'comment' && !token.flaw) {
      into.push({ kind: 'value', token, call: parseCall(token.inner), inString });
    }
  }
  return { nodes, strays };
}

/** Whether a string of JSON is open behind a piece of text. */
export function stringAfter(text: string, inString: boolean): boolean {
  let open = inString;
  for (let at = 0; at < text.length; at += 1) {
    if (open && text[at] === '\\') at += 1;
    else if (text[at] === '"') open = !open;
  }
  return open;
}
