import { UsageError } from '../../config.ts';
import { safeText } from '../../safe-text.ts';

/** What a unit file takes as it is. */
const PLAIN = /^[\w./:@+,=%$[\]-]+$/;

/**
 * One word of a list in a unit file, such as a path: no specifier in it is expanded.
 *
 * @throws UsageError for control characters, which no path of sense has
 */
export function unitWord(text: string): string {
  if (/\p{Cc}/u.test(text))
    throw new UsageError(
      `${JSON.stringify(safeText(text))} has control characters in it: a unit takes none.`,
    );
  const escaped = text.replaceAll('%', '%%');
  return PLAIN.test(escaped) ? escaped : `"${escaped.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** The program of a unit and its arguments, each as it was given: in arguments, variables would be expanded too. */
export function unitCommand([program, ...args]: readonly [string, ...string[]]): string {
  return [unitWord(program), ...args.map((each) => unitWord(each.replaceAll('$', '$$$$')))].join(' ');
}
