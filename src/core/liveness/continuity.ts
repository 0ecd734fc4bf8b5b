/** @file Is it one face from the first frame to the verdict? Judges the drift of neighbouring embeddings. */
import type { CueFinding } from './types.ts';

/** Below this cosine two frames that follow each other show two people. */
const MIN_COSINE = 0.35;

/** @param cosines - Of each embedded frame of the attempt to the embedded frame before it, in order. */
export function judgeContinuity(cosines: readonly number[]): CueFinding {
  if (cosines.length === 0) return { state: 'pending', suspicion: null };
  const lowest = Math.min(...cosines);
  return {
    // Not a number is not a face that goes on.
    state: lowest >= MIN_COSINE ? 'passed' : 'failed',
    suspicion: lowest >= MIN_COSINE ? Math.max(0, Math.min(1, (1 - lowest) / (1 - MIN_COSINE))) / 2 : 1,
  };
}
