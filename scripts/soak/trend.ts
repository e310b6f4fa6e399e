/** How a row of numbers goes on: the middle of the slopes between all pairs, which a few outliers do not move. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const slopes: number[] = [];
  for (const [at, [x, y]] of points.entries())
    for (const [otherX, otherY] of points.slice(at + 1)) slopes.push((otherY - y) / (otherX - x));
  slopes.sort((one, other) => one - other);
  return slopes[Math.floor(slopes.length / 2)] ?? 0;
}

/** By how much something grows over the last two thirds of the time, as its trend has it. */
export function growthOf(points: readonly (readonly [x: number, y: number])[]): number {
  const settled = points.slice(Math.floor(points.length / 3));
  const [first, last] = [settled[0]?.[0] ?? 0, settled.at(-1)?.[0] ?? 0];
  return slopeOf(settled) * (last - first);
}
