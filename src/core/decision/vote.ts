/** @file Whom one frame names. */
import type { FaceObservation } from '../observation.ts';
import type { DecisionMode } from './types.ts';

export interface Vote {
  /** Null when the frame names nobody. */
  readonly subjectId: string | null;
  /** Two subjects were near enough and too close to each other. */
  readonly ambiguous: boolean;
  /** Of the best candidate, or of the claimed subject; null when there is none. */
  readonly similarity: number | null;
  readonly fakeProbability: number | null;
}

/**
 * Cosine by which the best subject must lead a second one that is above the threshold too. Frames of one person scatter
 * by about this much, so a smaller lead says nothing.
 */
const MIN_LEAD = 0.05;

/** Rounding may carry a cosine this far past 1. */
const COSINE_SLACK = 1e-3;

/**
 * @returns Null when the frame was not matched, or holds a number that cannot be (NaN, a cosine of 2): a broken frame
 * is no evidence for anybody.
 */
export function voteOf(face: FaceObservation, similarityThreshold: number, mode: DecisionMode): Vote | null {
  const { matches, fakeProbability } = face;
  if (matches === null) return null;
  if (fakeProbability !== null && !(fakeProbability >= 0 && fakeProbability <= 1)) return null;
  if (!matches.every(({ similarity }) => Math.abs(similarity) <= 1 + COSINE_SLACK)) return null;
  const ranked = [...matches].sort((a, b) => b.similarity - a.similarity);
  const best = mode.kind === 'verify' ? ranked.find((m) => m.subjectId === mode.claimedSubjectId) : ranked[0];
  if (best === undefined) return { subjectId: null, ambiguous: false, similarity: null, fakeProbability };
  const { similarity } = best;
  // Written so that a threshold that is no number lets nobody through.
  const near = similarity >= similarityThreshold;
  const other = ranked.find((m) => m.subjectId !== best.subjectId);
  if (mode.kind === 'verify') {
    // A face that clearly is somebody else's, whether or not that person may pass, is not the claimed one's.
    const isOthers = other !== undefined && other.similarity - similarity >= MIN_LEAD;
    const subjectId = near && !isOthers ? best.subjectId : null;
    return { subjectId, ambiguous: false, similarity, fakeProbability };
  }
  const ambiguous =
    near &&
    other !== undefined &&
    other.similarity >= similarityThreshold &&
    similarity - other.similarity < MIN_LEAD;
  return { subjectId: near && !ambiguous ? best.subjectId : null, ambiguous, similarity, fakeProbability };
}
