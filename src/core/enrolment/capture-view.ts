/** @file What a guided capture shows and yields. It changes nothing. */
import { CAPTURE_POSES, poseFraction } from './capture-state.ts';
import type { Capture } from './capture-state.ts';
import type { HintCode } from '../quality/types.ts';
import type { CaptureResult, CaptureView, PoseProgress, PoseStatus } from './types.ts';

/** What the screen shows of a capture now. */
export function viewOf(capture: Capture): CaptureView {
  const { config, phase, restart, last } = capture;
  const nowMs = last?.timestampMs ?? 0;
  const noticed = restart !== null && nowMs - restart.atMs < config.noticeMs;
  return {
    phase,
    pose: phase === 'capturing' ? CAPTURE_POSES[capture.active] : null,
    hint: phase === 'capturing' ? capture.hint.shown : null,
    poses: CAPTURE_POSES.map((pose, at): PoseProgress => {
      return { pose, status: poseStatus(capture, at), fraction: poseFraction(capture, at) };
    }),
    restart: noticed && phase === 'capturing' ? restart.reason : null,
    failure: phase === 'failed' ? { reason: 'timedOut', mostOften: mostOften(capture.hintFrames) } : null,
  };
}

function poseStatus(capture: Capture, index: number): PoseStatus {
  const step = capture.steps[index];
  if (step.left) return step.goodFrames > 0 ? 'done' : 'skipped';
  if (capture.phase === 'complete') return 'skipped';
  return capture.phase === 'capturing' && index === capture.active ? 'active' : 'waiting';
}

function mostOften(hintFrames: Capture['hintFrames']): HintCode | null {
  let best: HintCode | null = null;
  for (const hint of Object.keys(hintFrames) as HintCode[]) {
    if (best === null || (hintFrames[hint] ?? 0) > (hintFrames[best] ?? 0)) best = hint;
  }
  return best;
}

/** What a capture yielded; null unless it is complete. */
export function resultOf(capture: Capture): CaptureResult | null {
  if (capture.phase !== 'complete') return null;
  const taken = capture.steps.filter(({ goodFrames }) => goodFrames > 0);
  const goodFrames = taken.reduce((sum, step) => sum + step.goodFrames, 0);
  return {
    candidates: capture.steps.flatMap(({ kept }) => kept),
    goodFrames,
    spanMs:
      Math.max(...taken.map(({ lastGoodMs }) => lastGoodMs)) -
      Math.min(...taken.map(({ firstGoodMs }) => firstGoodMs)),
    skipped: CAPTURE_POSES.filter((_, at) => poseStatus(capture, at) === 'skipped'),
  };
}
