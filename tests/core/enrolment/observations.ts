/** @file Builds observations for the tests of the guided capture: good ones, unless a test says otherwise. */
import { observationOf } from '../../../simulator/builders.ts';
import type { Observation, Pose, QualityMeasures } from '../../../src/core/observation.ts';

export const PERSON = new Float32Array([1, 0, 0, 0]);
export const STRANGER = new Float32Array([0, 1, 0, 0]);

export interface Given {
  readonly pose?: Partial<Pose>;
  readonly quality?: Partial<QualityMeasures>;
  readonly embedding?: Float32Array | null;
  readonly faceCount?: number;
  readonly source?: Observation['source'];
  readonly sequence?: number;
}

/** One observation; with `faceCount` 0 it has no face. */
export function observe(timestampMs: number, sequence: number, given: Given = {}): Observation {
  const { pose, quality, embedding = PERSON, faceCount = 1 } = given;
  return observationOf(given.sequence ?? sequence, timestampMs, {
    face: faceCount === 0 ? null : { pose, quality, embedding, matches: embedding && [] },
    faceCount,
    source: given.source,
  });
}

/** The person with the head turned as a pose asks for. */
export const TURNED = {
  frontal: {},
  left: { pose: { yawDeg: 20 } },
  right: { pose: { yawDeg: -20 } },
  up: { pose: { pitchDeg: 18 } },
  down: { pose: { pitchDeg: -18 } },
} as const satisfies Record<string, Given>;
