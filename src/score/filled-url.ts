import { type CheckedUrl, checkUrl } from './url-policy.ts';

/** How an address begins whose host comes next; `new URL` takes any number of slashes where there is always a host. */
const BEFORE_HOST = /^(?:(?:https?|ftp):\/*|[a-z][a-z\d+.-]*:\/\/)/i;
const WHOLE_SCHEME = /^[a-z][a-z\d+.-]*:/i;
/** What ends the host of an address. */
const HOST_END = /[/?#]/;
/** What can be a part of one and cannot end it. No letters of other scripts: some become dots. */
const PART_OF_HOST = /^[\w.:-]+$/;

/**
 * The URL policy for an address that was made of a score's words and an event's values: beside what `checkUrl` refuses,
 * no value may make the scheme or the host another than the score's words have it. A value that stands where the address
 * or the host begins, and is all of it, is the event's to choose.
 *
 * @param literals the score's words around the values: one more than there are values
 * @param filled the values, and the whole address
 */
export function checkFilledUrl(
  literals: readonly string[],
  { text, values }: { text: string; values: readonly string[] },
): CheckedUrl {
  const [first = ''] = literals;
  if (first !== '' && values.length > 0) {
    if (!WHOLE_SCHEME.test(first))
      return { reason: 'the scheme of the address is not whole without the event' };
    const opening = BEFORE_HOST.exec(first)?.[0];
    if (opening !== undefined && !keepsHost([first.slice(opening.length), ...literals.slice(1)], values))
      return { reason: 'the event would lead the address to another host' };
  }
  return checkUrl(text);
}

/** @param literals the first of them begins where the host does */
function keepsHost(literals: readonly string[], values: readonly string[]): boolean {
  let host = '';
  for (const [at, literal] of literals.entries()) {
    if (HOST_END.test(literal)) return true;
    host += literal;
    const value = values[at];
    if (value === undefined) return true;
    const next = literals[at + 1] ?? '';
    const isLast = HOST_END.test(next.charAt(0)) || (next === '' && at === values.length - 1);
    if (!staysWithin(host.slice(host.lastIndexOf('@') + 1), value, isLast)) return false;
    if (HOST_END.test(value)) return true;
    host += value;
  }
  return true;
}

/**
 * @param before what of the host stands before the value
 * @param isLast nothing of the host comes behind it
 */
function staysWithin(before: string, value: string, isLast: boolean): boolean {
  if (before === '' && isLast) return true;
  if (isLast && HOST_END.test(value.charAt(0))) return true;
  if (!PART_OF_HOST.test(value)) return false;
  // Behind the end of a name or a port it would be another name, another port.
  return !(isLast && before !== '' && (value.startsWith('.') || /:\d+$/.test(before)));
}
