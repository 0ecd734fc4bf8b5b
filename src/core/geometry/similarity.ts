/**
 * @file Similarity transforms of the plane (rotation, one scale, shift): fitting, applying, inverting, chaining.
 * Knows nothing of faces or images.
 */
import type { Point } from '../observation.ts';

/** Maps (x, y) to (a·x − b·y + tx, b·x + a·y + ty). */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly tx: number;
  readonly ty: number;
}

export const IDENTITY: Similarity = { a: 1, b: 0, tx: 0, ty: 0 };

function meanPoint(points: readonly Point[]): Point {
  let x = 0;
  let y = 0;
  for (const point of points) {
    x += point.x;
    y += point.y;
  }
  return { x: x / points.length, y: y / points.length };
}

/**
 * The similarity that brings `from` nearest to `to` in the least-squares sense, in closed form (docs/sources.md #3):
 * with p, q centred, a = Σ(p·q)/Σ|p|², b = Σ(pₓq_y − p_yqₓ)/Σ|p|².
 *
 * @param from - At least two points, not all in one place.
 * @param to - As many points as `from`.
 * @throws RangeError when the counts differ, or the points are too few, not finite or all in one place.
 */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  if (from.length !== to.length || from.length < 2) {
    throw new RangeError(
      `A similarity needs two equally long lists of points, got ${from.length} and ${to.length}.`,
    );
  }
  const fromMean = meanPoint(from);
  const toMean = meanPoint(to);
  let dot = 0;
  let cross = 0;
  let square = 0;
  from.forEach((point, index) => {
    const target = to[index];
    const px = point.x - fromMean.x;
    const py = point.y - fromMean.y;
    const qx = target.x - toMean.x;
    const qy = target.y - toMean.y;
    dot += px * qx + py * qy;
    cross += px * qy - py * qx;
    square += px * px + py * py;
  });
  const a = dot / square;
  const b = cross / square;
  if (!(square > 0) || !Number.isFinite(a) || !Number.isFinite(b)) {
    throw new RangeError('A similarity needs finite points that are not all in one place.');
  }
  return {
    a,
    b,
    tx: toMean.x - (a * fromMean.x - b * fromMean.y),
    ty: toMean.y - (b * fromMean.x + a * fromMean.y),
  };
}

export function applySimilarity(transform: Similarity, point: Point): Point {
  return {
    x: transform.a * point.x - transform.b * point.y + transform.tx,
    y: transform.b * point.x + transform.a * point.y + transform.ty,
  };
}

/** @throws RangeError when the transform maps everything to one point. */
export function invertSimilarity(transform: Similarity): Similarity {
  const square = transform.a * transform.a + transform.b * transform.b;
  if (!(square > 0) || !Number.isFinite(square)) {
    throw new RangeError('A similarity of scale zero has no inverse.');
  }
  const a = transform.a / square;
  const b = -transform.b / square;
  return {
    a,
    b,
    tx: -(a * transform.tx - b * transform.ty),
    ty: -(b * transform.tx + a * transform.ty),
  };
}

/** The transform that applies `inner` first and `outer` to its result. */
export function composeSimilarity(outer: Similarity, inner: Similarity): Similarity {
  return {
    a: outer.a * inner.a - outer.b * inner.b,
    b: outer.b * inner.a + outer.a * inner.b,
    tx: outer.a * inner.tx - outer.b * inner.ty + outer.tx,
    ty: outer.b * inner.tx + outer.a * inner.ty + outer.ty,
  };
}

/** Lengths after the transform over lengths before it. */
export function similarityScale(transform: Similarity): number {
  return Math.hypot(transform.a, transform.b);
}
