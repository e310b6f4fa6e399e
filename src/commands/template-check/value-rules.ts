import { type Call, plainPath } from './expression.ts';
import type { Edit, Fault, Level, Rule, Surroundings } from './finding.ts';
import type { ValueNode } from './parse.ts';
import { isHelper } from './render.ts';
import { isFiltered, withoutFilters } from './tera.ts';
import type { TagToken } from './tokens.ts';
import { kindOf, meant, writeValue } from './values.ts';

const UNPARSED = 'Proxmox cannot parse the template, and sends nothing.';
const FAILS = 'Rendering fails, and nothing is sent.';

/** What is wrong with the braces of a tag. */
export function flawOf({ flaw, start, end }: TagToken, template: string): Fault | undefined {
  if (flaw === 'glued') {
    const edits = [{ start: start + 1, end: start + 1, text: ' ' }];
    return {
      rule: 'glued-braces',
      level: 'broken',
      start,
      what: 'a brace stands right before {{',
      why: UNPARSED,
      edits,
    };
  }
  if (flaw !== 'unclosed') return undefined;
  const edits = [{ start: end, end, text: template[end - 1] === '}' ? '}' : ' }}' }];
  return { rule: 'unclosed-tag', level: 'broken', start, what: '{{ is never closed', why: UNPARSED, edits };
}

/** A tag that no version of Proxmox can parse, or, for its quotes, not every one. */
export function unparsed({ start, end }: TagToken, template: string): Fault {
  const text = template.slice(start, end);
  const double = text.replaceAll("'", '"');
  return {
    rule: 'no-expression',
    level: 'broken',
    start,
    what:
      double === text
        ? 'this is no expression of Handlebars'
        : 'Proxmox VE 8 knows no texts in single quotes',
    why: UNPARSED,
    edits: double === text ? [] : [{ start, end, text: double }],
  };
}

/** What is wrong with a tag that writes a value. */
export function faultsOfValue(node: ValueNode, around: Surroundings): Fault[] {
  const { token, call, inString } = node;
  const flaw = flawOf(token, around.template);
  if (flaw) return [flaw];
  const guarded = (path: string) => isGuarded(plainPath(path), around.guards);
  const fault = (rule: Rule, level: Level, what: string, why: string, text?: string): Fault[] => {
    const edits: Edit[] = text === undefined ? [] : [{ start: token.start, end: token.end, text }];
    return [{ rule, level, start: token.start, what, why, edits }];
  };

  if (isFiltered(token.inner)) {
    const what = 'this is a filter of Tera; Proxmox renders with Handlebars';
    return fault('tera-filter', 'broken', what, UNPARSED, withoutFilters(token.inner, inString, guarded));
  }
  if (token.form === 'partial') {
    return fault('partial', 'broken', 'Proxmox has no templates to take in', FAILS);
  }
  if (!call) return [unparsed(token, around.template)];

  const applied = call.params.length > 0 || isHelper(call.name);
  const path = applied ? firstPath(call) : call.name;
  const helper = call.name === 'url-encode' ? call.name : 'escape';
  const right =
    path === undefined || around.relative
      ? undefined
      : writeValue(path, inString, guarded(path), undefined, helper);
  if (token.triple && applied) {
    const why =
      'Proxmox VE 8 cannot parse it, and sends nothing; two braces do the same, as nothing is escaped.';
    return fault('triple-braces', 'broken', 'a helper stands in three braces', why, right);
  }
  if (applied && !isHelper(call.name)) {
    const why = `${FAILS} There are json, escape and url-encode.`;
    return fault('unknown-helper', 'broken', `Proxmox has no helper ${call.name}`, why, right);
  }
  if (path === undefined) {
    return call.params.length > 0
      ? []
      : fault('no-expression', 'broken', `${call.name} lacks its value`, FAILS);
  }

  if (around.relative) return [];
  const kind = kindOf(path);
  if (kind === 'secret' || (kind === 'everything' && call.name === 'json')) {
    const what =
      kind === 'secret'
        ? 'a secret stands in the body'
        : `${path} is everything, the secrets of the target too`;
    return fault(
      'leaks-secret',
      'unsafe',
      what,
      'The token is sent along, for every notification to keep.',
      right,
    );
  }
  const hints = neverSet(path, right, fault);
  if (call.name === 'json' && applied) {
    if (!inString || kind === 'number') return hints;
    return quotedTwice(node, path, guarded(path), around.template);
  }
  if (call.name === 'escape' || call.name === 'url-encode') {
    return faultsOfEscape(call.name, path, inString, guarded(path), right, fault) ?? hints;
  }
  return applied ? hints : (faultsOfPath(path, inString, right, fault) ?? hints);
}

type MakeFault = (rule: Rule, level: Level, what: string, why: string, text?: string) => Fault[];

function faultsOfEscape(
  helper: string,
  path: string,
  inString: boolean,
  guarded: boolean,
  right: string | undefined,
  fault: MakeFault,
): Fault[] | undefined {
  const kind = kindOf(path);
  if (kind === 'number' || kind === 'object' || kind === 'everything') {
    return fault('no-text', 'broken', `${path} is no text, and ${helper} takes nothing else`, FAILS, right);
  }
  if ((kind === 'field' || kind === 'unknown') && !guarded) {
    const why = `${helper} fails on what is missing, and nothing is sent. The test notification has no fields at all.`;
    return fault('may-be-missing', 'broken', `${path} may be missing`, why, right);
  }
  if (inString) return undefined;
  return fault(
    'unquoted',
    'broken',
    `${helper} gives no quotes`,
    'It is sent, and refused: the result is no JSON.',
    right,
  );
}

function faultsOfPath(
  path: string,
  inString: boolean,
  right: string | undefined,
  fault: MakeFault,
): Fault[] | undefined {
  const kind = kindOf(path);
  // What is never set writes nothing, which only rendering can tell the worth of.
  const empty = kind === 'unknown' || plainPath(path) === 'fields.vmid';
  if (!inString && kind !== 'number' && !empty) {
    const why = 'It is sent, and refused: Proxmox puts no quotes around a value.';
    return fault('unquoted', 'broken', `${path} stands without quotes`, why, right);
  }
  if (kind === 'text') {
    const why =
      'The first quote, backslash or line break in it breaks the JSON. Every message has a line break.';
    return fault('unescaped', 'broken', `${path} is written as it is`, why, right);
  }
  return undefined;
}

function quotedTwice(
  { token, inString }: ValueNode,
  path: string,
  guarded: boolean,
  template: string,
): Fault[] {
  const { start, end } = token;
  const alone = template[start - 1] === '"' && template[end] === '"';
  const text = writeValue(path, inString && !alone, guarded);
  const edit = alone ? { start: start - 1, end: end + 1 } : { start, end };
  return [
    {
      rule: 'quoted-twice',
      level: 'broken',
      start,
      what: 'json gives quotes of its own, and stands within quotes',
      why: 'It is sent, and refused: the result is no JSON.',
      edits: text === undefined ? [] : [{ ...edit, text }],
    },
  ];
}

function neverSet(path: string, right: string | undefined, fault: MakeFault): Fault[] {
  if (plainPath(path) === 'fields.vmid') {
    const why = 'It stays empty. tempo-tui reads the VMID from the texts of backups and replications.';
    return fault('never-set', 'hint', 'Proxmox never sets fields.vmid', why);
  }
  if (kindOf(path) !== 'unknown') return [];
  const known = meant(path) !== plainPath(path);
  const why = known ? `It stays empty; ${meant(path)} is what Proxmox sets.` : 'It stays empty.';
  return fault('never-set', 'hint', `Proxmox knows no ${plainPath(path)}`, why, known ? right : undefined);
}

/** A notification that has any field has a type and a host name: the test notification alone has none. */
function isGuarded(path: string, guards: ReadonlySet<string>): boolean {
  if (guards.has(path)) return true;
  const always = path === 'fields.type' || path === 'fields.hostname';
  return always && [...guards].some((guard) => kindOf(guard) === 'field' || guard === 'fields');
}

function firstPath(call: Call): string | undefined {
  for (const param of call.params) if ('path' in param) return param.path;
  return undefined;
}
