/** @file Fewer points for a chart, without a visible difference. */

export type ChartPoint = readonly [x: number, y: number];

/**
 * Leaves out points that lie within `step` of the last one kept, in both directions.
 *
 * @param points - In the order in which they are joined.
 * @param step - In the unit of the axes, one per axis.
 */
export function thinned(points: readonly ChartPoint[], step: ChartPoint): ChartPoint[] {
  const kept: ChartPoint[] = [];
  points.forEach((point, index) => {
    const before = kept.at(-1);
    const near =
      before !== undefined &&
      Math.abs(point[0] - before[0]) < step[0] &&
      Math.abs(point[1] - before[1]) < step[1];
    if (!near || index === points.length - 1) kept.push(point);
  });
  return kept;
}

/** Means over runs of neighbours, at most `most` of them. Points with a y that is not finite are left out. */
export function averaged(points: readonly ChartPoint[], most: number): ChartPoint[] {
  const finite = points.filter(([, y]) => Number.isFinite(y));
  const run = Math.ceil(finite.length / most);
  const means: ChartPoint[] = [];
  for (let start = 0; start < finite.length; start += run) {
    const part = finite.slice(start, start + run);
    const mean = (axis: 0 | 1): number => part.reduce((sum, point) => sum + point[axis], 0) / part.length;
    means.push([mean(0), mean(1)]);
  }
  return means;
}

/** Each y becomes the mean of those up to `reach` places before and after it; fewer at the ends. */
export function smoothed(points: readonly ChartPoint[], reach: number): ChartPoint[] {
  return points.map(([x], index) => {
    // The same number on both sides, or the ends would be pulled inwards.
    const half = Math.min(reach, index, points.length - 1 - index);
    const part = points.slice(index - half, index + half + 1);
    return [x, part.reduce((sum, [, y]) => sum + y, 0) / part.length];
  });
}
