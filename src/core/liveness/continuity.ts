/**
 * @file Is it one face from the first frame to the verdict? Judges how far neighbouring embeddings differ, and whether
 * the face that answered is the one that was recognised.
 */
import type { CueFinding } from './types.ts';

/** Straight frames while an answer was awaited. */
export interface Answering {
  readonly frames: number;
  /** Those that name the subject whom the frames before the prompt named. */
  readonly named: number;
}

/** Fewer frames say nothing. */
const MIN_ANSWERING_FRAMES = 3;
/** Of one person hardly a straight frame names nobody; of another person hardly one names the subject. */
const MIN_NAMED_SHARE = 0.5;

/**
 * Catches an attacker who lets a similar face answer the challenge. Neighbouring embeddings hardly differ then, but
 * only one of the two faces is near enough to the template.
 */
export function answeredByAnother({ frames, named }: Answering): boolean {
  return frames >= MIN_ANSWERING_FRAMES && !(named >= frames * MIN_NAMED_SHARE);
}

/**
 * No photo of a person is held to the limit here, but the frame before, which is far nearer: by the shipped embedder
 * (0.594 at a false match rate of 1 %), of 761 neighbouring frames of the eight webcam clips, a twelfth of a second
 * apart, the least similar pair has 0.70, and so it is of 673 pairs a second apart. Of 14,428 cuts from one clip into
 * another 93 % lie below the limit; most of the others are between two pairs of people who resemble each other.
 *
 * @param cosines - Of each embedded frame of the attempt to the embedded frame before it, in order.
 * @param minCosine - The embedder's similarity threshold at a false match rate of about 1 %, from its manifest.
 */
export function judgeContinuity(cosines: readonly number[], minCosine: number): CueFinding {
  if (cosines.length === 0) return { state: 'pending', suspicion: null };
  const lowest = Math.min(...cosines);
  // A cosine that is NaN does not show the same face.
  if (!(lowest >= minCosine)) return { state: 'failed', suspicion: 1 };
  return { state: 'passed', suspicion: Math.max(0, (1 - lowest) / (1 - minCosine)) / 2 };
}
