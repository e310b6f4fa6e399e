import type { Call, Param } from './expression.ts';
import { plainPath } from './expression.ts';
import type { Fault, Surroundings } from './finding.ts';
import type { BlockNode, Node, Parsed, TextNode } from './parse.ts';
import { isBlockHelper, isClosed } from './render.ts';
import { isFiltered } from './tera.ts';
import { faultsOfValue, flawOf, unparsed } from './value-rules.ts';
import { kindOf } from './values.ts';

/** What the template of the documentation has for the reader to replace. */
const PLACEHOLDER = 'your-proxmox.lan';
const ELSE_IF =
  'Proxmox VE 8 knows no else that has a condition: rendering fails, and nothing is sent. Put a block into the else.';

/** Everything in a template that can be told without rendering it. */
export function faultsOf({ nodes, strays }: Parsed, template: string): Fault[] {
  const faults = walk(nodes, { template, guards: new Set(), relative: false });
  for (const { start, end, form } of strays) {
    faults.push({
      rule: 'unbalanced-block',
      level: 'broken',
      start,
      what: `nothing is open that this ${form === 'else' ? 'else belongs to' : 'closes'}`,
      why: 'Proxmox cannot parse the template, and sends nothing.',
      edits: [{ start, end, text: '' }],
    });
  }
  return faults.sort((one, other) => one.start - other.start);
}

function walk(nodes: readonly Node[], around: Surroundings): Fault[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'text') return faultsOfText(node);
    return node.kind === 'value' ? faultsOfValue(node, around) : faultsOfBlock(node, around);
  });
}

function faultsOfBlock(block: BlockNode, around: Surroundings): Fault[] {
  const { token, call, body, inverse } = block;
  const flaw = flawOf(token, around.template);
  if (flaw) return [flaw];
  const own = ownFaults(block, around.template);
  const relative = around.relative || call?.name === 'each' || call?.name === 'with';
  const holding = { ...around, relative, guards: new Set([...around.guards, ...asked(call)]) };
  const [first, second] = call?.name === 'unless' ? [around, holding] : [holding, around];
  return [...own, ...walk(body, first), ...walk(inverse, second)];
}

function ownFaults(block: BlockNode, template: string): Fault[] {
  const { token, call } = block;
  const { start, inner } = token;
  if (!call) {
    if (!isFiltered(inner)) return [unparsed(token, template)];
    const why = 'Proxmox cannot parse the template, and sends nothing.';
    return [
      { rule: 'tera-filter', level: 'broken', start, what: 'this is a filter of Tera', why, edits: [] },
    ];
  }
  const faults: Fault[] = [];
  if (!isBlockHelper(call.name) || call.params.length === 0) {
    const what = isBlockHelper(call.name)
      ? `${call.name} lacks what it asks for`
      : `Proxmox has no block ${call.name}`;
    const why = 'Rendering fails, and nothing is sent. There are if, unless, each and with.';
    faults.push({ rule: 'unknown-block', level: 'broken', start, what, why, edits: [] });
  }
  if (token.form === 'else') {
    faults.push({
      rule: 'else-if',
      level: 'broken',
      start,
      what: 'this is an else if',
      why: ELSE_IF,
      edits: [],
    });
  }
  if (!isClosed(block)) faults.push(unclosed(block, call.name, template));
  return faults;
}

function unclosed({ token, inString, close }: BlockNode, name: string, template: string): Fault {
  const closing = `{{/${name}}}`;
  const why = 'Proxmox cannot parse the template, and sends nothing.';
  const fault = { rule: 'unbalanced-block', level: 'broken', start: token.start, why } as const;
  if (close) {
    const what = `{{#${name}}} is closed by {{/${close.inner}}}`;
    return { ...fault, what, edits: [{ start: close.start, end: close.end, text: closing }] };
  }
  const line = /^[^\n]*/.exec(template.slice(token.end))![0];
  const end = inString ? line.search(/(?<!\\)"/) : line.search(/,?\s*$/);
  const at = token.end + (end === -1 ? line.length : end);
  const text = template[at - 1] === '{' ? ` ${closing}` : closing;
  return { ...fault, what: `{{#${name}}} is never closed`, edits: [{ start: at, end: at, text }] };
}

/** The paths that a condition holds for only where they are there. */
function asked(call: Call | undefined): string[] {
  if (!call || call.name === 'each') return [];
  return call.params.slice(0, 1).flatMap(askedBy);
}

function askedBy(param: Param): string[] {
  if ('path' in param) return [plainPath(param.path)];
  if (!('call' in param)) return [];
  if (param.call.name === 'and') return param.call.params.flatMap(askedBy);
  // Any field at all says as much: it is not the test notification.
  if (param.call.name === 'or') return param.call.params.every(isField) ? ['fields'] : [];
  const [one, other] = param.call.params;
  const compared = param.call.name === 'eq' && one && 'path' in one && other && 'literal' in other;
  return compared ? askedBy(one) : [];
}

function isField(param: Param): boolean {
  return 'path' in param && kindOf(param.path) === 'field';
}

function faultsOfText({ token, inString }: TextNode): Fault[] {
  const faults: Fault[] = [];
  const { text } = token;
  const statement = text.search(/\{%/);
  if (statement !== -1) {
    faults.push({
      rule: 'tera-statement',
      level: 'broken',
      start: token.start + statement,
      what: '{% … %} is a statement of Tera',
      why: 'Proxmox writes it out as it stands, and the result is no JSON. Blocks are {{#if x}} … {{/if}}.',
      edits: [],
    });
  }
  const placeholder = text.indexOf(PLACEHOLDER);
  if (placeholder !== -1) {
    faults.push({
      rule: 'placeholder',
      level: 'hint',
      start: token.start + placeholder,
      what: `${PLACEHOLDER} stands for the address of your own web interface`,
      why: 'The actions open what stands there, and reach nothing. Put your address in its place.',
      edits: [],
    });
  }
  for (const at of trailingCommas(text, inString)) {
    const start = token.start + at;
    faults.push({
      rule: 'trailing-comma',
      level: 'broken',
      start,
      what: 'a comma has nothing behind it',
      why: 'It is sent, and refused: JSON has no such comma.',
      edits: [{ start, end: start + 1, text: '' }],
    });
  }
  return faults;
}

function trailingCommas(text: string, inString: boolean): number[] {
  const found: number[] = [];
  let open = inString;
  for (let at = 0; at < text.length; at += 1) {
    if (open && text[at] === '\\') at += 1;
    else if (text[at] === '"') open = !open;
    else if (!open && text[at] === ',' && /^\s*[}\]]/.test(text.slice(at + 1, at + 200))) found.push(at);
  }
  return found;
}
