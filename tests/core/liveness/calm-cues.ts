/** @file The liveness cues of a face that does nothing, for observations that tests make. */
import { LANDMARKER_SHAPE } from '../../../src/core/liveness/face-shape.ts';
import type { LivenessCues } from '../../../src/core/observation.ts';

/** All places lie in one point, which tells nothing of depth. */
export const CALM_CUES: LivenessCues = {
  blink: 0,
  jawOpen: 0,
  light: null,
  shape: LANDMARKER_SHAPE.flatMap(() => [0, 0]),
  continuity: null,
  attackProbability: null,
};
