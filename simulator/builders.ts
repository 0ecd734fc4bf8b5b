/**
 * @file Builders for plain data that tests and benchmarks need: verdicts, people, manifest entries and what the
 * pipeline says of a frame. Each returns something ordinary; a caller names only what differs.
 */
import type { DecisionView, Verdict } from '../src/core/decision/types.ts';
import { LANDMARKER_SHAPE } from '../src/core/liveness/face-shape.ts';
import type {
  DetectorEntry,
  EmbedderEntry,
  OperatingPoint,
  TrackerEntry,
} from '../src/core/manifest/types.ts';
import type {
  Box,
  FaceObservation,
  LivenessCues,
  Observation,
  Pose,
  QualityMeasures,
  StageTimings,
} from '../src/core/observation.ts';
import {
  personOf,
  type NamedPerson,
  type PinHash,
  type Subject,
  type Template,
} from '../src/core/template/types.ts';

/** A grant before the camera; a refusal has nobody unless the caller says so. */
export function verdictOf(change: Partial<Verdict> = {}): Verdict {
  const isGrant = (change.outcome ?? 'granted') === 'granted';
  return {
    outcome: 'granted',
    reason: 'matched',
    subjectId: isGrant ? 'a' : null,
    mode: 'identify',
    source: 'camera',
    atMs: 0,
    elapsedMs: 400,
    margin: isGrant ? 0.2 : -0.1,
    challengeFailure: null,
    declined: [],
    ...change,
  };
}

/** What the door shows while nobody is there. */
export const IDLE_VIEW: DecisionView = {
  phase: 'searching',
  hint: null,
  verdict: null,
  untilMs: null,
  challenge: null,
  light: null,
  held: null,
  mayRetry: false,
};

/** SHA-256 digests of two models that do not exist. */
export const MODEL_A = 'a'.repeat(64);
export const MODEL_B = 'b'.repeat(64);

/**
 * Numbers in [0, 1). A backup of an earlier version, which a test opens, was made with them: they must stay the same.
 */
export function lcg(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** @returns A vector of length 1, always the same for a seed. */
export function unitVector(dimension: number, seed: number): Float32Array {
  const random = lcg(seed);
  const values = Array.from({ length: dimension }, () => random() * 2 - 1);
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}

/** A subject who is matched by face. */
export type FaceSubject = Subject & { readonly template: Template };

export function makeSubject(number: number, change: Partial<FaceSubject> = {}): FaceSubject {
  return {
    id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    name: `Möbius subject ${number}`,
    badge: `badge-${number}`,
    pin: null,
    consent: { textVersion: '1', givenAtMs: 1_000, retainUntilMs: 1_000_000 },
    enrolledAtMs: 2_000,
    meanQuality: 0.75,
    skippedViews: null,
    suspendedAtMs: null,
    schedule: null,
    entryRule: 'face',
    accommodations: [],
    template: {
      modelSha256: MODEL_A,
      dimension: 16,
      embeddings: [unitVector(16, number), unitVector(16, number + 1_000)],
    },
    ...change,
  };
}

/** The subject as screens know them: without the vectors. */
export function named(subject: Subject): NamedPerson {
  return { ...personOf(subject), name: subject.name };
}

/** As it would be stored; no PIN is known that fits it. */
export const PIN_HASH: PinHash = {
  memoryKib: 19 * 1024,
  iterations: 2,
  parallelism: 1,
  salt: '0f'.repeat(16),
  hash: 'a5'.repeat(32),
};

/** A subject who enters with badge and PIN only. */
export function makeFacelessSubject(number: number): Subject {
  return { ...makeSubject(number), template: null, pin: PIN_HASH };
}

export function trackerEntry(name: string, change: Partial<TrackerEntry> = {}): TrackerEntry {
  return {
    name,
    role: 'face-landmarker',
    file: `${name}.task`,
    sha256: MODEL_A,
    bytes: 3,
    licence: 'Apache-2.0',
    source: { kind: 'brought', note: 'Ask the site.' },
    ...change,
  };
}

export function embedderEntry(name: string, change: Partial<EmbedderEntry> = {}): EmbedderEntry {
  return {
    name,
    role: 'embedder',
    file: `${name}.onnx`,
    sha256: MODEL_A,
    bytes: 3,
    licence: 'Apache-2.0',
    source: { kind: 'trained-here' },
    input: {
      name: 'input',
      size: 112,
      layout: 'NCHW',
      channels: 'RGB',
      mean: [127.5, 127.5, 127.5],
      std: [128, 128, 128],
    },
    output: 'embedding',
    alignment: { template: 'arcface-112', margin: 0 },
    golden: { seed: 1, output: [], tolerance: 1e-4 },
    dimension: 16,
    operatingPoints: [operatingPoint(1e-2, 0.5), operatingPoint(1e-4, 0.7)],
    ...change,
  };
}

/** @param role - Of the detector; its entry is that of an embedder but for what only one of them has. */
export function detectorEntry<Role extends DetectorEntry['role']>(
  role: Role,
  name: string,
): Extract<DetectorEntry, { role: Role }> {
  const { file, sha256, bytes, licence, source, input, output, alignment, golden } = embedderEntry(name);
  const base = { name, file, sha256, bytes, licence, source, input, output, alignment, golden };
  return { ...base, role, threshold: 0.5 } as Extract<DetectorEntry, { role: Role }>;
}

export function operatingPoint(fmr: number, threshold: number): OperatingPoint {
  return {
    fmr,
    threshold,
    fnmr: 0,
    fnmrInterval: [0, 1],
    fmrInterval: [0, 1],
    genuinePairs: 1,
    impostorPairs: 1,
  };
}

/** Of a frame that is good enough for enrolment. */
export const GOOD_QUALITY: QualityMeasures = {
  faceSizePx: 220,
  interocularPx: 80,
  yawDeg: 0,
  pitchDeg: 0,
  rollDeg: 0,
  sharpness: 500,
  exposure: 125,
  clipping: 0,
  contrast: 45,
  eyesOpen: 1,
  faceCount: 1,
  centring: 0.05,
};

/** Of a face that does nothing. All places lie in one point, which tells nothing of depth. */
const CALM_CUES: LivenessCues = {
  blink: 0,
  jawOpen: 0,
  light: null,
  shape: LANDMARKER_SHAPE.flatMap(() => [0, 0]),
  continuity: null,
  attackProbability: null,
};

export interface FaceChange {
  readonly box?: Box;
  readonly pose?: Partial<Pose>;
  readonly quality?: Partial<QualityMeasures>;
  readonly embedding?: Float32Array | null;
  readonly matches?: FaceObservation['matches'];
  readonly faceKey?: number;
  readonly fakeProbability?: number | null;
  readonly liveness?: Partial<LivenessCues>;
}

export interface FrameChange {
  readonly face?: FaceChange | null;
  readonly faceCount?: number;
  readonly frameHash?: string | null;
  readonly source?: Observation['source'];
  readonly timings?: Partial<StageTimings>;
  readonly pace?: Observation['pace'];
}

/** What the pipeline says of one frame: somebody who matches subject `a` and looks straight into the camera. */
export function observationOf(sequence: number, timestampMs: number, change: FrameChange = {}): Observation {
  const { face = {}, faceCount = face === null ? 0 : 1 } = change;
  return {
    sequence,
    timestampMs,
    frame: { widthPx: 640, heightPx: 480 },
    frameHash: change.frameHash ?? null,
    source: change.source ?? 'camera',
    face: face === null ? null : faceOf(face, faceCount),
    faceCount,
    timings: { ...TIMINGS, ...change.timings },
    pace: change.pace ?? null,
  };
}

const TIMINGS: StageTimings = {
  waitMs: 1,
  grabMs: 1,
  readMs: 1,
  trackMs: 20,
  alignMs: 1,
  qualityMs: 1,
  embedMs: 20,
  fakeMs: null,
  attackMs: null,
  matchMs: 1,
  totalMs: 45,
};

function faceOf(change: FaceChange, faceCount: number): FaceObservation {
  const pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0, ...change.pose };
  const point = { x: 320, y: 240 };
  return {
    box: change.box ?? { x: 210, y: 130, width: 220, height: 220 },
    confidence: 0.95,
    points: [point, point, point, point, point],
    landmarks: null,
    pose,
    quality: { ...GOOD_QUALITY, ...pose, faceCount, ...change.quality },
    embedding: change.embedding ?? null,
    matches: change.matches === undefined ? [{ subjectId: 'a', similarity: 0.7 }] : change.matches,
    faceKey: change.faceKey ?? null,
    fakeProbability: change.fakeProbability ?? null,
    liveness: { ...CALM_CUES, ...change.liveness },
  };
}
