/** The `seq` of a record as it lies in a line; 0 where none does. */
export function seqOf(line: Buffer): number {
  return Number(/^\{"v":\d,"seq":(\d+),/.exec(line.toString('latin1', 0, 64))?.[1] ?? 0);
}
