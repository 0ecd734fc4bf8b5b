/** @file Whether a photo gives a face that can be enrolled or compared, and what is wrong with it. No words. */
import type { FaceObservation, Observation } from '../observation.ts';
import { assessQuality } from '../quality/assess.ts';
import type { QualityPurpose } from '../quality/limits.ts';
import type { HintCode } from '../quality/types.ts';

/** A face that can be compared. */
export interface UsableFace {
  readonly face: FaceObservation;
  readonly embedding: Float32Array;
}

export type NoFace = 'noFace' | 'severalFaces' | 'notEmbedded';

/** @returns The photo's one face, or why there is none. */
export function soleFace({ face, faceCount }: Observation): UsableFace | NoFace {
  if (face === null || faceCount === 0) return 'noFace';
  if (faceCount > 1) return 'severalFaces';
  return face.embedding === null ? 'notEmbedded' : { face, embedding: face.embedding };
}

/**
 * Does not judge where in the photo the face lies nor how much of it it fills: photos may have any cut.
 * @returns `hints`: each once, the most important first; none for a good photo. `overall` is of the quality report.
 */
export function photoQuality(
  { quality }: FaceObservation,
  purpose: QualityPurpose,
): { readonly hints: readonly HintCode[]; readonly overall: number } {
  const { failures, overall } = assessQuality(quality, purpose, { anyCrop: true });
  return { hints: [...new Set(failures.map(({ hint }) => hint))], overall };
}
