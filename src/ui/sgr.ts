/**
 * Styles as the parameters of the SGR sequence that sets them, sorted: `1;31` is bold red, and none at all the empty
 * string. There are only those that a Segment can have; every other is left out.
 */

const CODE = /[34]8;5;\d+|[34]8;2;\d+;\d+;\d+|\d+/g;
const COLOR = /^(?:3[0-7]|9[0-7]|38;.+)$/;
/** Bold, dim, underline and inverse, and what ends each. */
const ENDS: Record<string, string> = { 1: '22', 2: '22', 4: '24', 7: '27' };
const COLOR_END = '39';

/** The style after an SGR sequence with these parameters. */
export function applySgr(style: string, parameters: string): string {
  let codes = codesOf(style);
  for (const code of parameters === '' ? ['0'] : codesOf(parameters)) {
    if (code === '0') codes = [];
    else if (COLOR.test(code)) codes = [...codes.filter((each) => !COLOR.test(each)), code];
    else if (ENDS[code] === undefined) codes = codes.filter((each) => endOf(each) !== code);
    else if (!codes.includes(code)) codes = [...codes, code];
  }
  return codes.sort().join(';');
}

/** The shortest sequence that makes one style another; empty when they are the same. */
export function sgrBetween(from: string, to: string): string {
  if (from === to) return '';
  // Ink does not know it without the zero.
  if (to === '') return '\u001B[0m';
  const wanted = codesOf(to);
  const ended = new Set(
    codesOf(from)
      .filter((code) => !wanted.includes(code))
      .map(endOf),
  );
  // One colour takes the other's place.
  if (wanted.some((code) => COLOR.test(code))) ended.delete(COLOR_END);
  const kept = codesOf(from).filter((code) => wanted.includes(code) && !ended.has(endOf(code)));
  const step = [...ended, ...wanted.filter((code) => !kept.includes(code))].join(';');
  const anew = `0;${to}`;
  return `\u001B[${step.length <= anew.length ? step : anew}m`;
}

function codesOf(parameters: string): string[] {
  return parameters.match(CODE) ?? [];
}

function endOf(code: string): string {
  return ENDS[code] ?? COLOR_END;
}
