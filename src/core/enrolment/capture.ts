/**
 * @file The guided capture: a pure state machine that asks for a few poses and keeps the best frames of each.
 *
 * It decides from Observations alone, has no clock of its own, and holds embeddings but never an image. It does
 * not know the gallery: who the face belongs to is settled afterwards.
 */
import type { Observation, Pose } from '../observation.ts';
import type { HintCode } from '../quality/types.ts';
import { keepBest } from './candidates.ts';
import { CAPTURE_POSES, createCapture, poseFraction } from './capture-state.ts';
import type { Capture, Step } from './capture-state.ts';
import { viewOf } from './capture-view.ts';
import { addEmbedding, similarityToMean } from './frontal-mean.ts';
import { judgeFrame } from './judge-frame.ts';
import type { JudgedFrame } from './judge-frame.ts';
import { steadyHint } from './steady-hint.ts';
import type { CaptureView, RestartReason } from './types.ts';

export { CAPTURE_DEFAULTS, createCapture } from './capture-state.ts';
export type { Capture } from './capture-state.ts';
export { resultOf, viewOf } from './capture-view.ts';

/**
 * Takes one observation in. One that is no newer than the last is ignored, and so is any after the end.
 * @returns The next capture (the given one is not changed) and what to show.
 */
export function advance(
  capture: Capture,
  observation: Observation,
): { readonly capture: Capture; readonly view: CaptureView } {
  const next = step(capture, observation);
  return { capture: next, view: viewOf(next) };
}

function step(capture: Capture, observation: Observation): Capture {
  const { last } = capture;
  const nowMs = observation.timestampMs;
  if (capture.phase !== 'capturing' || (last !== null && nowMs <= last.timestampMs)) return capture;

  const { sequence, source } = observation;
  let next: Capture = {
    ...notCounting(capture, nowMs),
    last: { sequence, timestampMs: nowMs, source },
  };
  if (last !== null && (sequence <= last.sequence || source !== last.source)) {
    next = restarted(next, 'sourceChanged', nowMs);
  } else if (nowMs - next.faceSeenMs > next.config.faceAwayMs) {
    next = restarted(next, 'faceAway', nowMs);
  }
  return settle(takeFrame(next, observation), nowMs);
}

/** Starts the clock, and moves it on over a time without any observation: that is not the subject's. */
function notCounting(capture: Capture, nowMs: number): Capture {
  const { last, config } = capture;
  if (last === null) return { ...capture, startedAtMs: nowMs, activeSinceMs: nowMs, faceSeenMs: nowMs };
  const gapMs = nowMs - last.timestampMs;
  if (gapMs <= config.pauseMs) return capture;
  return {
    ...capture,
    startedAtMs: capture.startedAtMs + gapMs,
    activeSinceMs: capture.activeSinceMs + gapMs,
    faceSeenMs: capture.faceSeenMs + gapMs,
  };
}

function takeFrame(capture: Capture, observation: Observation): Capture {
  const { config } = capture;
  const { face, timestampMs: nowMs } = observation;
  const frame = judgeFrame(observation, CAPTURE_POSES[capture.active], baselineOf(capture));
  const hinted = withHint(capture, frame.hint, nowMs);
  if (face === null) return hinted;
  const seen: Capture = { ...hinted, faceSeenMs: nowMs };
  if (frame.embedding === null) return seen;
  if (isStranger(seen, frame.embedding)) {
    const strangersInARow = seen.strangersInARow + 1;
    return strangersInARow < config.strangerFrames
      ? { ...seen, strangersInARow }
      : restarted(seen, 'anotherFace', nowMs);
  }
  const known: Capture = { ...seen, strangersInARow: 0 };
  return frame.good ? collect(known, frame, frame.embedding, face.pose, nowMs) : known;
}

function isStranger({ config, frontalSum }: Capture, embedding: Float32Array): boolean {
  return frontalSum !== null && similarityToMean(frontalSum, embedding) < config.continuitySimilarity;
}

function collect(
  capture: Capture,
  { overall }: JudgedFrame,
  embedding: Float32Array,
  shown: Pose,
  nowMs: number,
): Capture {
  const { config, active, steps } = capture;
  const pose = CAPTURE_POSES[active];
  const step = steps[active];
  const limit = pose === 'frontal' ? config.keptFrontal : config.keptPerPose;
  const next: Capture = {
    ...capture,
    steps: withStep(steps, active, {
      goodFrames: step.goodFrames + 1,
      firstGoodMs: step.goodFrames === 0 ? nowMs : step.firstGoodMs,
      lastGoodMs: nowMs,
      kept: keepBest(step.kept, { poseName: pose, embedding, overall }, limit),
    }),
  };
  if (pose !== 'frontal') return next;
  const { yawDeg, pitchDeg, rollDeg } = capture.frontalPoseSum;
  return {
    ...next,
    frontalSum: addEmbedding(capture.frontalSum, embedding),
    frontalPoseSum: {
      yawDeg: yawDeg + shown.yawDeg,
      pitchDeg: pitchDeg + shown.pitchDeg,
      rollDeg: rollDeg + shown.rollDeg,
    },
  };
}

/** How the subject looks straight ahead: the mean over the frontal frames, null before the first. */
function baselineOf({ steps, frontalPoseSum }: Capture): Pose | null {
  const frames = steps[0].goodFrames;
  if (frames === 0) return null;
  const { yawDeg, pitchDeg, rollDeg } = frontalPoseSum;
  return { yawDeg: yawDeg / frames, pitchDeg: pitchDeg / frames, rollDeg: rollDeg / frames };
}

/** Leaves a pose that is complete or has had its time, and ends the capture when it is over. */
function settle(capture: Capture, nowMs: number): Capture {
  const { config, active, activeSinceMs } = capture;
  const outOfTime = nowMs - capture.startedAtMs >= config.timeoutMs;
  const complete = poseFraction(capture, active) >= 1;
  if (active === 0 && !complete) return outOfTime ? { ...capture, phase: 'failed' } : capture;
  if (outOfTime) return { ...leaveStep(capture), phase: 'complete' };
  if (!complete && nowMs - activeSinceMs < config.poseTimeoutMs) return capture;
  const left = leaveStep(capture);
  return active + 1 < CAPTURE_POSES.length
    ? { ...left, active: active + 1, activeSinceMs: nowMs }
    : { ...left, phase: 'complete' };
}

function leaveStep(capture: Capture): Capture {
  return { ...capture, steps: withStep(capture.steps, capture.active, { left: true }) };
}

function withStep(steps: readonly Step[], index: number, change: Partial<Step>): readonly Step[] {
  return steps.map((step, at) => (at === index ? { ...step, ...change } : step));
}

/** Throws away all that was collected; the time and the count of hints run on. Says so if there was anything. */
function restarted(capture: Capture, reason: RestartReason, nowMs: number): Capture {
  const hadAny = capture.steps.some(({ goodFrames }) => goodFrames > 0);
  const { config, startedAtMs, last, hint, hintFrames, restart } = capture;
  return {
    ...createCapture(config),
    startedAtMs,
    last,
    hint,
    hintFrames,
    activeSinceMs: nowMs,
    faceSeenMs: nowMs,
    restart: hadAny ? { reason, atMs: nowMs } : restart,
  };
}

function withHint(capture: Capture, hint: HintCode | null, nowMs: number): Capture {
  const { config, hintFrames } = capture;
  return {
    ...capture,
    hint: steadyHint(capture.hint, hint, nowMs, config.hintDelayMs),
    hintFrames: hint === null ? hintFrames : { ...hintFrames, [hint]: (hintFrames[hint] ?? 0) + 1 },
  };
}
