/** @file An image in memory on its way from a packed dataset to a batch. */
import type { AlignmentPoints } from '../../src/core/observation.ts';

/** Pixels with the face's points; functions that change a picture return a new one, or take care to say otherwise. */
export interface Picture {
  /** R, G, B, A per pixel, row by row; A is always 255. A `RgbaImage` of core/align. */
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  /** In this picture's pixels. */
  readonly points: AlignmentPoints;
  /** x, y pairs of 478 landmarks in this picture's pixels; null where the tracker found no face. */
  readonly landmarks: Float32Array | null;
}
