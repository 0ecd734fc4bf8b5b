/** @file Reads blinks, the mouth and eye openness out of the face landmarker's blendshapes. Judges nothing. */
import type { LivenessCues, QualityMeasures } from '../observation.ts';

/** The part of MediaPipe's `Category` that is read here. */
export interface Blendshape {
  readonly categoryName: string;
  /** [0, 1]. */
  readonly score: number;
}

/** What the tracker's blendshapes say of one face. */
export interface Expression
  extends Pick<LivenessCues, 'blink' | 'jawOpen'>, Pick<QualityMeasures, 'eyesOpen'> {}

/**
 * @param blendshapes - Of one face.
 * @returns Values in [0, 1]; one that was no number stays so, and whoever judges it fails it.
 * @throws Error when the tracker left one out.
 */
export function readExpression(blendshapes: readonly Blendshape[]): Expression {
  const left = scoreOf(blendshapes, 'eyeBlinkLeft');
  const right = scoreOf(blendshapes, 'eyeBlinkRight');
  return {
    blink: (left + right) / 2,
    jawOpen: scoreOf(blendshapes, 'jawOpen'),
    eyesOpen: 1 - Math.max(left, right),
  };
}

function scoreOf(blendshapes: readonly Blendshape[], name: string): number {
  const found = blendshapes.find((shape) => shape.categoryName === name);
  if (!found) throw new Error(`The face tracker gave no blendshape ${name}.`);
  return Math.max(0, Math.min(1, found.score));
}
