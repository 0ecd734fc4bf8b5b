/** @file Reads liveness cues and eye openness out of the face landmarker's blendshapes. Judges nothing. */
import type { LivenessCues } from '../observation.ts';

/** The part of MediaPipe's `Category` that is read here. */
export interface Blendshape {
  readonly categoryName: string;
  /** [0, 1]. */
  readonly score: number;
}

/** What a tracker without blendshapes can say. */
export const NO_CUES: LivenessCues = {
  blink: null,
  jawOpen: null,
  light: null,
  shape: null,
  continuity: null,
  attackProbability: null,
};

function valueOf(blendshapes: readonly Blendshape[], name: string): number | null {
  const found = blendshapes.find((shape) => shape.categoryName === name);
  if (found === undefined || !Number.isFinite(found.score)) return null;
  return Math.max(0, Math.min(1, found.score));
}

/** @param blendshapes - Of one face; null or empty where the tracker has none. */
export function livenessCues(blendshapes: readonly Blendshape[] | null): LivenessCues {
  if (blendshapes === null) return NO_CUES;
  const left = valueOf(blendshapes, 'eyeBlinkLeft');
  const right = valueOf(blendshapes, 'eyeBlinkRight');
  return {
    ...NO_CUES,
    blink: left === null || right === null ? null : (left + right) / 2,
    jawOpen: valueOf(blendshapes, 'jawOpen'),
  };
}

/** Openness of the less open eye, 0 shut to 1 open; null where it is not known. */
export function eyesOpen(blendshapes: readonly Blendshape[] | null): number | null {
  if (blendshapes === null) return null;
  const left = valueOf(blendshapes, 'eyeBlinkLeft');
  const right = valueOf(blendshapes, 'eyeBlinkRight');
  return left === null || right === null ? null : 1 - Math.max(left, right);
}
