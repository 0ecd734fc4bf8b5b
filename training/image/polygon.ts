/** @file Convex polygons: the hull of points, and its pixels. */

/**
 * The convex hull by Andrew's monotone chain (1979).
 *
 * @param points - x, y pairs.
 * @returns x, y pairs along the hull, without points on its edges; the points themselves where they are fewer than
 * three.
 */
export function convexHull(points: ArrayLike<number>): Float64Array {
  const count = points.length / 2;
  const order = Array.from({ length: count }, (_, index) => index);
  order.sort((p, q) => points[2 * p] - points[2 * q] || points[2 * p + 1] - points[2 * q + 1]);
  if (count < 3) return Float64Array.from(points);
  const chain: number[] = [];
  /** Appends points, and drops those that the chain would turn inwards at; keeps its first `fixed` ones. */
  const extend = (point: number, fixed: number): void => {
    while (chain.length > fixed) {
      const last = chain[chain.length - 1];
      const previous = chain[chain.length - 2];
      const turn =
        (points[2 * last] - points[2 * previous]) * (points[2 * point + 1] - points[2 * previous + 1]) -
        (points[2 * last + 1] - points[2 * previous + 1]) * (points[2 * point] - points[2 * previous]);
      if (turn > 0) break;
      chain.pop();
    }
    chain.push(point);
  };
  for (const point of order) extend(point, 1);
  const lower = chain.length;
  for (let at = count - 2; at >= 0; at -= 1) extend(order[at], lower);
  chain.pop();
  const hull = new Float64Array(chain.length * 2);
  chain.forEach((point, index) => {
    hull[2 * index] = points[2 * point];
    hull[2 * index + 1] = points[2 * point + 1];
  });
  return hull;
}

/**
 * Sets the mask to 1 at the pixels whose centres lie in a convex polygon; parts outside the mask are left out.
 *
 * @param mask - [height × width], changed.
 * @param polygon - x, y pairs in pixels; the first pixel's centre is (0.5, 0.5).
 */
export function fillConvex(mask: Uint8Array, width: number, height: number, polygon: Float64Array): void {
  const corners = polygon.length / 2;
  for (let row = 0; row < height; row += 1) {
    const y = row + 0.5;
    let left = Infinity;
    let right = -Infinity;
    for (let corner = 0; corner < corners; corner += 1) {
      const next = corner + 1 < corners ? corner + 1 : 0;
      const y0 = polygon[2 * corner + 1];
      const y1 = polygon[2 * next + 1];
      if (y0 <= y === y1 <= y) continue;
      const x0 = polygon[2 * corner];
      const x = x0 + ((y - y0) / (y1 - y0)) * (polygon[2 * next] - x0);
      if (x < left) left = x;
      if (x > right) right = x;
    }
    const first = Math.max(0, Math.ceil(left - 0.5));
    const end = Math.min(width, Math.floor(right - 0.5) + 1);
    if (first < end) mask.fill(1, row * width + first, row * width + end);
  }
}
