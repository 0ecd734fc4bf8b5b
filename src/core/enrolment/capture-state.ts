/** @file The default rules of a guided capture, its state, and how far each pose is. `capture.ts` takes the steps. */
import type { Observation, Pose } from '../observation.ts';
import type { HintCode } from '../quality/types.ts';
import type { EmbeddingSum } from './frontal-mean.ts';
import { NO_HINT } from './steady-hint.ts';
import type { SteadyHint } from './steady-hint.ts';
import type { CaptureCandidate, CaptureConfig, CapturePose, CaptureView, RestartReason } from './types.ts';

/** The poses in the order in which they are asked for. */
export const CAPTURE_POSES = [
  'frontal',
  'left',
  'right',
  'up',
  'down',
] as const satisfies readonly CapturePose[];

/** Eight good frames over two seconds and four seconds a pose; the others were set by trying at a camera. */
export const CAPTURE_DEFAULTS: Omit<CaptureConfig, 'continuitySimilarity'> = {
  minGoodFrames: 8,
  minSpanMs: 2_000,
  framesPerPose: 3,
  poseTimeoutMs: 4_000,
  timeoutMs: 60_000,
  pauseMs: 1_000,
  faceAwayMs: 1_500,
  strangerFrames: 3,
  hintDelayMs: 250,
  noticeMs: 3_000,
  keptFrontal: 4,
  keptPerPose: 2,
};

/** What one pose has yielded so far. */
export interface Step {
  readonly goodFrames: number;
  readonly firstGoodMs: number;
  readonly lastGoodMs: number;
  /** Best first. */
  readonly kept: readonly CaptureCandidate[];
  readonly left: boolean;
}

const EMPTY_STEP: Step = { goodFrames: 0, firstGoodMs: 0, lastGoodMs: 0, kept: [], left: false };

/** A capture under way. Opaque: look at it through `viewOf` and `resultOf`. */
export interface Capture {
  readonly config: CaptureConfig;
  readonly phase: CaptureView['phase'];
  /** Of no meaning before the first observation, like the other times. */
  readonly startedAtMs: number;
  readonly last: Pick<Observation, 'sequence' | 'timestampMs' | 'source'> | null;
  /** One per pose, in the order of `CAPTURE_POSES`. */
  readonly steps: readonly Step[];
  /** Index of the pose that is asked for. */
  readonly active: number;
  readonly activeSinceMs: number;
  readonly frontalSum: EmbeddingSum | null;
  readonly frontalPoseSum: Pose;
  readonly strangersInARow: number;
  readonly faceSeenMs: number;
  readonly hint: SteadyHint;
  /** Frames that each hint stood in the way of, over the whole capture. */
  readonly hintFrames: Readonly<Partial<Record<HintCode, number>>>;
  readonly restart: { readonly reason: RestartReason; readonly atMs: number } | null;
}

/** A capture before its first observation; its time starts with that. */
export function createCapture(config: CaptureConfig): Capture {
  return {
    config,
    phase: 'capturing',
    startedAtMs: 0,
    last: null,
    steps: CAPTURE_POSES.map(() => EMPTY_STEP),
    active: 0,
    activeSinceMs: 0,
    frontalSum: null,
    frontalPoseSum: { yawDeg: 0, pitchDeg: 0, rollDeg: 0 },
    strangersInARow: 0,
    faceSeenMs: 0,
    hint: NO_HINT,
    hintFrames: {},
    restart: null,
  };
}

/** How far a pose is, [0, 1]. Frontal needs both the frames and the time between them. */
export function poseFraction({ config, steps }: Capture, index: number): number {
  const step = steps[index];
  if (index > 0) return Math.min(1, step.goodFrames / config.framesPerPose);
  const frames = step.goodFrames / config.minGoodFrames;
  const span = config.minSpanMs === 0 ? 1 : (step.lastGoodMs - step.firstGoodMs) / config.minSpanMs;
  return Math.min(1, frames, span);
}
