/** @file Is it one face from the first frame to the verdict? Judges the drift of neighbouring embeddings. */
import type { CueFinding } from './types.ts';

/**
 * The shipped embedder's similarity threshold at a false match rate of 1 % (`models/manifest.json`), where another
 * embedder's is not given: a stranger who takes the face's place between two frames is nearer than this once in a
 * hundred times. No photo of one person is held to it here, but the frame before: of 761 neighbouring frames of the eight
 * webcam clips, a twelfth of a second apart, the least similar pair had 0.70, of 673 pairs a second apart too.
 */
const SHIPPED_MIN_COSINE = 0.594;

/**
 * @param cosines - Of each embedded frame of the attempt to the embedded frame before it, in order.
 * @param minCosine - The embedder's similarity threshold at a false match rate of about 1 %.
 */
export function judgeContinuity(
  cosines: readonly number[],
  minCosine: number = SHIPPED_MIN_COSINE,
): CueFinding {
  if (cosines.length === 0) return { state: 'pending', suspicion: null };
  const lowest = Math.min(...cosines);
  // A cosine that is no number is not a face that goes on.
  if (!(lowest >= minCosine)) return { state: 'failed', suspicion: 1 };
  return { state: 'passed', suspicion: Math.max(0, (1 - lowest) / (1 - minCosine)) / 2 };
}
