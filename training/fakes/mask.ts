/** @file Hard masks made smaller and soft. */
import { blur, gaussianKernel } from '../image/separable.ts';
import { areaAround } from './part.ts';

/** Pixels across and down, whole numbers ≥ 0. */
export interface Reach {
  readonly x: number;
  readonly y: number;
}

/**
 * Keeps the pixels whose whole neighbourhood of (2x+1) × (2y+1) pixels is set. The picture's edge does not eat into the
 * mask.
 *
 * @param mask - 0 or 1, [height × width].
 */
export function erode(mask: Uint8Array, width: number, height: number, reach: Reach): Uint8Array {
  const across = new Uint8Array(mask.length);
  erodeLines(mask, across, height, width, width, 1, reach.x);
  const result = new Uint8Array(mask.length);
  erodeLines(across, result, width, 1, height, width, reach.y);
  return result;
}

/** Erodes `lines` lines of `length` values each; `lineStep` and `step` lead from line to line and value to value. */
function erodeLines(
  from: Uint8Array,
  to: Uint8Array,
  lines: number,
  lineStep: number,
  length: number,
  step: number,
  reach: number,
): void {
  for (let line = 0; line < lines; line += 1) {
    const start = line * lineStep;
    let lastGap = -Infinity;
    // The value `reach` back is known to be far enough from the gaps on both of its sides.
    for (let at = 0; at < length + reach; at += 1) {
      if (at < length && from[start + at * step] === 0) lastGap = at;
      const middle = at - reach;
      if (middle >= 0 && middle - lastGap > reach) to[start + middle * step] = 1;
    }
  }
}

export interface Softness {
  readonly erosion: Reach;
  readonly blur: Reach;
  /** Of the blur; it ends at its reach however large sigma is. */
  readonly sigma: Reach;
}

/**
 * Makes a mask smaller and its edge soft. With as much erosion as blur nothing outside the mask is touched, save where
 * it is too small for that: then it is not eroded.
 *
 * @param mask - 0 or 1, [height × width].
 * @param within - Of the same kind; whatever the erosion, nothing outside this is touched.
 * @returns [0, 1] with 1 as its maximum; all 0 where the two have nothing in common.
 */
export function soften(
  mask: Uint8Array,
  within: Uint8Array,
  width: number,
  height: number,
  softness: Softness,
): Float32Array {
  const room = erode(within, width, height, softness.blur);
  const eroded = intersect(erode(mask, width, height, softness.erosion), room);
  const core = eroded.includes(1) ? eroded : intersect(mask, room);
  const kernelX = gaussianKernel(softness.blur.x, softness.sigma.x);
  const kernelY = gaussianKernel(softness.blur.y, softness.sigma.y);
  const area = areaAround(core, width, height, softness.blur.x, softness.blur.y);
  const soft = blur(new Float32Array(core), width, height, 1, kernelX, kernelY, area);
  let maximum = 0;
  for (let at = 0; at < soft.length; at += 1) maximum = Math.max(maximum, soft[at]);
  if (maximum > 0) for (let at = 0; at < soft.length; at += 1) soft[at] /= maximum;
  return soft;
}

/** 1 where both masks are. */
export function intersect(one: Uint8Array, other: Uint8Array): Uint8Array {
  const result = new Uint8Array(one.length);
  for (let at = 0; at < result.length; at += 1) result[at] = one[at] & other[at];
  return result;
}

/** Equal in both directions. */
export function square(px: number): Reach {
  return { x: px, y: px };
}
