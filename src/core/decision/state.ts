/**
 * @file The engine's memory between two steps: plain data that survives JSON, without image or embedding. Only the
 * engine reads it; everybody else reads the view.
 */
import type { Box, Observation } from '../observation.ts';
import type { HintCode } from '../quality/types.ts';
import { type AttemptLiveness, wasPrompted } from './attempt-liveness.ts';
import type { Phase, Verdict } from './types.ts';
import type { Vote } from './vote.ts';

/** A frame with one face, as far as the attempt must remember it. */
export interface FrameRecord {
  readonly atMs: number;
  readonly good: boolean;
  /** Null for a frame that was not embedded or not good. */
  readonly vote: Vote | null;
}

/** From the first frame with a face to the verdict. */
export interface Attempt {
  readonly startedMs: number;
  readonly source: Observation['source'];
  /** Identifies what the votes were judged by; with another key the votes begin anew. */
  readonly contextKey: string;
  readonly lastFaceMs: number;
  /** When frames began to show no face; null while there is one. */
  readonly absentSinceMs: number | null;
  readonly lastBox: Box;
  /** Since votes last began anew: */
  readonly recent: readonly FrameRecord[];
  readonly goodSinceMs: number | null;
  readonly goodFrames: number;
  readonly bestSimilarity: number | null;
  readonly liveness: AttemptLiveness;
  /** Over the whole attempt: */
  readonly votedFrames: number;
  readonly unmatchedFrames: number;
  readonly severalFacesFrames: number;
  readonly lowQualityFrames: number;
  readonly jumps: number;
}

/** Who was let in, and whether that person is still there. */
export interface Presence {
  readonly subjectId: string;
  readonly lastFaceMs: number;
  /** When frames began to show no face; null while there is one. */
  readonly absentSinceMs: number | null;
  /** Good frames in a row that name another subject, and that name nobody. */
  readonly otherFrames: number;
  readonly strangerFrames: number;
}

/** Opaque to callers. May be serialised as JSON and taken up again on the same clock. */
export interface DecisionState {
  readonly phase: Phase;
  /** Latest moment known, from frames and ticks. */
  readonly clockMs: number | null;
  readonly lastSequence: number | null;
  readonly lastTimestampMs: number | null;
  readonly hint: HintCode | null;
  readonly attempt: Attempt | null;
  readonly verdict: Verdict | null;
  readonly untilMs: number | null;
  readonly presence: Presence | null;
  readonly failuresAtMs: readonly number[];
  readonly lockedUntilMs: number | null;
}

export function createDecision(): DecisionState {
  return {
    phase: 'searching',
    clockMs: null,
    lastSequence: null,
    lastTimestampMs: null,
    hint: null,
    attempt: null,
    verdict: null,
    untilMs: null,
    presence: null,
    failuresAtMs: [],
    lockedUntilMs: null,
  };
}

/**
 * Starts over, for a restarted camera (whose sequence numbers begin anew) or a new claim in verify mode. Failures and a
 * lock-out stay: a reset must not be a way around them. A reset after a prompt is a failure itself. Otherwise an
 * attacker could get another challenge by opening the operator's menu.
 */
export function reset(state: DecisionState): DecisionState {
  const { attempt, clockMs, lastTimestampMs, lockedUntilMs } = state;
  const failuresAtMs =
    attempt !== null && clockMs !== null && wasPrompted(attempt.liveness)
      ? [...state.failuresAtMs, clockMs]
      : state.failuresAtMs;
  return {
    ...createDecision(),
    clockMs,
    lastTimestampMs,
    failuresAtMs,
    lockedUntilMs,
    phase: lockedUntilMs === null ? 'searching' : 'lockedOut',
    untilMs: lockedUntilMs,
  };
}

/** Counts a failure that the engine did not see itself, such as a wrong PIN, towards the lock-out. */
export function withFailure(state: DecisionState, nowMs: number): DecisionState {
  return { ...state, failuresAtMs: [...state.failuresAtMs, nowMs] };
}

export function toSearching(state: DecisionState): DecisionState {
  return {
    ...state,
    phase: 'searching',
    hint: null,
    attempt: null,
    verdict: null,
    untilMs: null,
    presence: null,
    lockedUntilMs: null,
  };
}
