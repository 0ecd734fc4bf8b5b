/** @file Builds observations for the tests of the guided capture: good ones, unless a test says otherwise. */
import { CALM_CUES } from '../liveness/calm-cues.ts';
import type { FaceObservation, Observation, Pose, QualityMeasures } from '../../../src/core/observation.ts';

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

const GOOD: QualityMeasures = {
  faceSizePx: 220,
  interocularPx: 80,
  yawDeg: 0,
  pitchDeg: 0,
  rollDeg: 0,
  sharpness: 500,
  exposure: 120,
  clipping: 0,
  contrast: 45,
  eyesOpen: 0.9,
  faceCount: 1,
  centring: 0.05,
};

function face(given: Given): FaceObservation {
  const pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0, ...given.pose };
  const point = { x: 320, y: 240 };
  return {
    box: { x: 210, y: 130, width: 220, height: 220 },
    confidence: 0.95,
    points: [point, point, point, point, point],
    landmarks: null,
    pose,
    quality: { ...GOOD, ...pose, faceCount: given.faceCount ?? 1, ...given.quality },
    embedding: given.embedding === undefined ? PERSON : given.embedding,
    matches: given.embedding === null ? null : [],
    fakeProbability: null,
    liveness: CALM_CUES,
  };
}

/** One observation; with `faceCount` 0 it has no face. */
export function observe(timestampMs: number, sequence: number, given: Given = {}): Observation {
  const faceCount = given.faceCount ?? 1;
  return {
    sequence: given.sequence ?? sequence,
    timestampMs,
    frame: { widthPx: 640, heightPx: 480 },
    frameHash: null,
    source: given.source ?? 'camera',
    face: faceCount === 0 ? null : face(given),
    faceCount,
    timings: {
      waitMs: 0,
      grabMs: 0,
      readMs: 0,
      trackMs: 20,
      alignMs: 1,
      qualityMs: 1,
      embedMs: 15,
      fakeMs: null,
      attackMs: null,
      matchMs: 0,
      totalMs: 40,
    },
  };
}

/** The person with the head turned as a pose asks for. */
export const TURNED = {
  frontal: {},
  left: { pose: { yawDeg: 20 } },
  right: { pose: { yawDeg: -20 } },
  up: { pose: { pitchDeg: 18 } },
  down: { pose: { pitchDeg: -18 } },
} as const satisfies Record<string, Given>;
