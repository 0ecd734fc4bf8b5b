/**
 * @file Is it one face from the first frame to the verdict? Judges how far neighbouring embeddings differ, and whether
 * the face that answered is the one that is recognised.
 */
import type { CueFinding } from './types.ts';

/** Whom some frames named, such as the straight ones while one answer was awaited. Plain data. */
export interface Answering {
  readonly frames: number;
  readonly named: readonly { readonly subjectId: string; readonly frames: number }[];
}

export const NO_ANSWERING: Answering = { frames: 0, named: [] };

/** Of one person hardly a straight frame names nobody; of another person hardly one names the subject. */
const MIN_NAMED_SHARE = 0.5;

/** @param subjectId - Whom one more frame names; null for nobody. */
export function withAnsweringFrame({ frames, named }: Answering, subjectId: string | null): Answering {
  if (subjectId === null) return { frames: frames + 1, named };
  const before = named.find((one) => one.subjectId === subjectId)?.frames ?? 0;
  const others = named.filter((one) => one.subjectId !== subjectId);
  return { frames: frames + 1, named: [...others, { subjectId, frames: before + 1 }] };
}

/** Whom most of the frames named; null for nobody. */
export function mostNamed({ frames, named }: Answering): string | null {
  return named.find((one) => one.frames > frames * MIN_NAMED_SHARE)?.subjectId ?? null;
}

/**
 * Catches an attacker who lets another face answer, before or after showing the subject's. Where the two resemble each
 * other, neighbouring embeddings hardly differ, but only one of them is near enough to the template.
 *
 * @param answers - One for each answer that was asked for. In each, half of the frames must name the subject.
 * @returns `missing` when an answer was given that no straight frame saw.
 */
export function judgeAnswering(answers: readonly Answering[], subjectId: string): CueFinding {
  const byAnother = answers.some(({ frames, named }) => {
    const theirs = named.find((one) => one.subjectId === subjectId)?.frames ?? 0;
    return !(theirs >= frames * MIN_NAMED_SHARE);
  });
  if (byAnother) return { state: 'failed', suspicion: 1 };
  const unseen = answers.some(({ frames }) => frames === 0);
  return unseen ? { state: 'missing', suspicion: null } : { state: 'passed', suspicion: 0 };
}

/** Fewer turned frames say nothing: a slow camera hardly sees a quick turn. */
export const MIN_TURNED_FRAMES = 3;
/** A turned face is recognised nearly as well as a straight one; it names another person hardly ever. */
const MIN_TURNED_SHARE = 1 / 3;

/**
 * Catches an attacker who shows the subject's face while it looks straight, and another one for the turn.
 * @param turned - Frames of the whole attempt with a moderate turn.
 */
export function isTurnedByAnother({ frames, named }: Answering, subjectId: string): boolean {
  const theirs = named.find((one) => one.subjectId === subjectId)?.frames ?? 0;
  return frames >= MIN_TURNED_FRAMES && !(theirs >= frames * MIN_TURNED_SHARE);
}

/**
 * No photo of a person is held to the limit here, but the frame before, which is far nearer: by the shipped embedder
 * (0.594 at a false match rate of 1 %), of 761 neighbouring frames of the eight webcam clips, a twelfth of a second
 * apart, the least similar pair has 0.70, and so it is of 673 pairs a second apart. Of 14,428 cuts from one clip into
 * another 93 % lie below the limit; most of the others are between two pairs of people who resemble each other.
 *
 * @param cosines - Of embedded frames to the embedded frame before each. The lowest of all tells as much as all.
 * @param minCosine - The embedder's similarity threshold at a false match rate of about 1 %, from its manifest.
 */
export function judgeContinuity(cosines: readonly number[], minCosine: number): CueFinding {
  if (cosines.length === 0) return { state: 'pending', suspicion: null };
  const lowest = Math.min(...cosines);
  // A cosine that is NaN does not show the same face.
  if (!(lowest >= minCosine)) return { state: 'failed', suspicion: 1 };
  return { state: 'passed', suspicion: Math.max(0, (1 - lowest) / (1 - minCosine)) / 2 };
}
