/** @file Warps an image by a triangulation of points: affine within each triangle. */
import Delaunator from 'delaunator';
import { sampleRun, type Colours } from '../image/colours.ts';

/** Triangles flatter than this many square pixels hold no pixel centre worth warping. */
const LEAST_AREA = 1e-6;
/** Lets neighbouring triangles share their edge's pixels, so that rounding leaves no gaps. */
const EDGE_PX = 1e-6;

/**
 * Paints over `to` what lies in `from`'s convex hull of points, such that each point comes to its new place. The
 * triangles are the Delaunay triangulation of the new places. It covers their hull exactly once, even where the old
 * places lie folded over one another.
 *
 * @param fromPoints - x, y pairs in pixels of `from`.
 * @param to - Changed in place, within the hull of `toPoints`.
 * @param toPoints - Their new places in pixels of `to`, in the same order.
 */
export function warpPiecewise(
  from: Colours,
  fromPoints: Float64Array,
  to: Colours,
  toPoints: Float64Array,
): void {
  const { triangles } = new Delaunator(toPoints);
  for (let at = 0; at < triangles.length; at += 3) {
    warpTriangle(from, fromPoints, to, toPoints, triangles[at], triangles[at + 1], triangles[at + 2]);
  }
}

function warpTriangle(
  from: Colours,
  fromPoints: Float64Array,
  to: Colours,
  toPoints: Float64Array,
  i: number,
  j: number,
  k: number,
): void {
  const x0 = toPoints[2 * i];
  const y0 = toPoints[2 * i + 1];
  const x1 = toPoints[2 * j] - x0;
  const y1 = toPoints[2 * j + 1] - y0;
  const x2 = toPoints[2 * k] - x0;
  const y2 = toPoints[2 * k + 1] - y0;
  const area = x1 * y2 - x2 * y1;
  if (Math.abs(area) < LEAST_AREA) return;
  const u0 = fromPoints[2 * i];
  const v0 = fromPoints[2 * i + 1];
  const u1 = fromPoints[2 * j] - u0;
  const v1 = fromPoints[2 * j + 1] - v0;
  const u2 = fromPoints[2 * k] - u0;
  const v2 = fromPoints[2 * k + 1] - v0;
  const ux = (u1 * y2 - u2 * y1) / area;
  const uy = (u2 * x1 - u1 * x2) / area;
  const vx = (v1 * y2 - v2 * y1) / area;
  const vy = (v2 * x1 - v1 * x2) / area;

  const firstRow = Math.max(0, Math.ceil(y0 + Math.min(0, y1, y2) - 0.5));
  const lastRow = Math.min(to.height - 1, Math.floor(y0 + Math.max(0, y1, y2) - 0.5));
  for (let row = firstRow; row <= lastRow; row += 1) {
    const y = row + 0.5 - y0;
    // The row's stretch within the triangle lies between the two edges it crosses.
    let left = Infinity;
    let right = -Infinity;
    if (y1 !== 0 && y * (y - y1) <= 0) {
      const x = (y / y1) * x1;
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
    if (y2 !== 0 && y * (y - y2) <= 0) {
      const x = (y / y2) * x2;
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
    if (y1 !== y2 && (y - y1) * (y - y2) <= 0) {
      const x = x1 + ((y - y1) / (y2 - y1)) * (x2 - x1);
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
    const first = Math.max(0, Math.ceil(x0 + left - 0.5 - EDGE_PX));
    const last = Math.min(to.width - 1, Math.floor(x0 + right - 0.5 + EDGE_PX));
    if (last < first) continue;
    const x = first + 0.5 - x0;
    const u = u0 + ux * x + uy * y;
    const v = v0 + vx * x + vy * y;
    sampleRun(from, u, v, ux, vx, to.data, row * to.width + first, last - first + 1);
  }
}
