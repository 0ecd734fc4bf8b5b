/** @file Builds observations and drives the engine through them, for the engine's tests. */
import { createDecision, decide, decline, tick, type Decision } from '../../../src/core/decision/engine.ts';
import { POLICIES } from '../../../src/core/decision/policies.ts';
import { CALM_CUES } from '../liveness/calm-cues.ts';
import { createRng } from '../../../src/core/rng/rng.ts';
import type { DecisionContext, Phase, Policy, Verdict } from '../../../src/core/decision/types.ts';
import type {
  Box,
  FaceObservation,
  LivenessCues,
  Match,
  Observation,
  Pose,
  QualityMeasures,
} from '../../../src/core/observation.ts';

export const THRESHOLD = 0.4;

export const GOOD: QualityMeasures = {
  faceSizePx: 220,
  interocularPx: 90,
  yawDeg: 0,
  pitchDeg: 0,
  rollDeg: 0,
  sharpness: 300,
  exposure: 125,
  clipping: 0,
  contrast: 50,
  eyesOpen: 1,
  faceCount: 1,
  centring: 0.05,
};

export const HOME: Box = { x: 200, y: 100, width: 220, height: 220 };
export const ELSEWHERE: Box = { x: 450, y: 120, width: 180, height: 180 };

export interface FaceChange {
  readonly matches?: readonly Match[] | null;
  readonly quality?: Partial<QualityMeasures>;
  readonly box?: Box;
  readonly fakeProbability?: number | null;
  readonly pose?: Partial<Pose>;
  readonly liveness?: Partial<LivenessCues>;
}

export interface FrameChange {
  readonly face?: FaceChange | null;
  readonly faceCount?: number;
  readonly source?: Observation['source'];
}

export function names(subjectId: string, similarity = 0.7): FrameChange {
  return { face: { matches: [{ subjectId, similarity }] } };
}

export const STRANGER = names('a', 0.1);
export const TOO_FAR: FrameChange = { face: { matches: null, quality: { faceSizePx: 40 } } };
export const NOBODY: FrameChange = { face: null };

export function observe(sequence: number, timestampMs: number, change: FrameChange): Observation {
  const { face = {}, faceCount = face === null ? 0 : 1, source = 'camera' } = change;
  return {
    sequence,
    timestampMs,
    frame: { widthPx: 640, heightPx: 480 },
    frameHash: null,
    source,
    face: face === null ? null : faceOf(face, faceCount),
    faceCount,
    timings: {
      waitMs: 1,
      grabMs: 1,
      readMs: 1,
      trackMs: 10,
      alignMs: 1,
      qualityMs: 1,
      embedMs: 20,
      fakeMs: null,
      attackMs: null,
      matchMs: 1,
      totalMs: 40,
    },
  };
}

function faceOf(change: FaceChange, faceCount: number): FaceObservation {
  const { matches = [{ subjectId: 'a', similarity: 0.7 }], box = HOME } = change;
  const point = { x: 0, y: 0 };
  return {
    box,
    confidence: 0.9,
    points: [point, point, point, point, point],
    landmarks: null,
    pose: { yawDeg: 0, pitchDeg: 0, rollDeg: 0, ...change.pose },
    quality: { ...GOOD, faceCount, ...change.pose, ...change.quality },
    // The engine never reads the embedding, so a recorded session need not hold it.
    embedding: null,
    matches,
    fakeProbability: change.fakeProbability ?? null,
    liveness: { ...CALM_CUES, ...change.liveness },
  };
}

/** The numbers of the standard policy, with no challenge to answer. */
export const UNCHALLENGED: Policy = {
  ...POLICIES.standard,
  name: 'convenience',
  attemptTimeoutMs: 12_000,
};

export function contextOf(
  change: Partial<DecisionContext> = {},
  policy: Partial<Policy> = {},
): DecisionContext {
  return {
    policy: { ...UNCHALLENGED, ...policy },
    mode: { kind: 'identify' },
    similarityThreshold: THRESHOLD,
    continuityThreshold: 0.35,
    fakeThreshold: null,
    attackThreshold: null,
    injectionFlags: [],
    random: createRng(1),
    subjectCount: 3,
    refusalOf: () => null,
    ...change,
  };
}

/** A kiosk in a test: 10 embedded frames a second unless told otherwise. */
export class Session {
  state = createDecision();
  nowMs = 1_000;
  sequence = 0;
  readonly verdicts: Verdict[] = [];
  readonly phases: Phase[] = ['searching'];
  readonly recording: Observation[] = [];
  last: Decision | null = null;

  constructor(public context: DecisionContext = contextOf()) {}

  get phase(): Phase {
    return this.state.phase;
  }

  /** Shows `count` frames, `everyMs` apart; returns the verdict of the last one that reached one. */
  show(change: FrameChange, count = 1, everyMs = 100): Verdict | null {
    let verdict: Verdict | null = null;
    for (let i = 0; i < count; i++) {
      this.nowMs += everyMs;
      const observation = observe(++this.sequence, this.nowMs, change);
      this.recording.push(observation);
      verdict = this._note(decide(this.state, observation, this.context)) ?? verdict;
    }
    return verdict;
  }

  wait(ms: number): Verdict | null {
    this.nowMs += ms;
    return this._note(tick(this.state, this.nowMs, this.context));
  }

  /** Presses "I cannot do this". */
  decline(): Verdict | null {
    return this._note(decline(this.state, this.context));
  }

  /** Hands over an observation as it is. */
  give(observation: Observation): Decision {
    const decision = decide(this.state, observation, this.context);
    this._note(decision);
    return decision;
  }

  private _note(decision: Decision): Verdict | null {
    this.last = decision;
    this.state = decision.state;
    if (decision.state.phase !== this.phases[this.phases.length - 1]) this.phases.push(decision.state.phase);
    if (decision.verdict) this.verdicts.push(decision.verdict);
    return decision.verdict;
  }
}
