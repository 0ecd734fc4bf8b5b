/**
 * @file The engine's memory between two steps: plain data that survives JSON, without image or embedding. Only the
 * engine reads it; everybody else reads the view.
 */
import type { Box, Observation } from '../observation.ts';
import type { HintCode } from '../quality/types.ts';
import { type Approaches, NO_APPROACHES } from './approaches.ts';
import type { AttemptLiveness } from './attempt-liveness.ts';
import type { HeldFactor } from './entry.ts';
import type { FaceTrack } from './face-track.ts';
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
  /** How much longer than usual the device's frames are apart (`pace.ts`). */
  readonly slackMs: number;
  /** Since votes last began anew: */
  readonly recent: readonly FrameRecord[];
  readonly goodSinceMs: number | null;
  readonly goodFrames: number;
  readonly liveness: AttemptLiveness;
  /** Over the whole attempt: */
  readonly votedFrames: number;
  readonly severalFacesFrames: number;
  readonly lowQualityFrames: number;
  readonly jumps: number;
}

/** Who had an answer last. Until that person has left, nobody is judged. */
export interface Presence {
  /** Who was let in, or recognised and refused; null for somebody whom nobody knows. */
  readonly subjectId: string | null;
  /** `held`: badge or PIN is awaited. */
  readonly answer: 'granted' | 'refused' | 'held';
  /** Good frames in a row that name another subject, and that name nobody. */
  readonly otherFrames: number;
  readonly strangerFrames: number;
  /** Another face has come. */
  readonly left: boolean;
}

/** A grant that waits for badge or PIN. */
export interface HeldRequest {
  readonly subjectId: string;
  readonly factor: HeldFactor;
  readonly startedMs: number;
  readonly source: Observation['source'];
  readonly similarity: number | null;
  /** When a face was seen last. */
  readonly lastFaceMs: number;
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
  readonly held: HeldRequest | null;
  /** The face before the camera; null while there is none. */
  readonly track: FaceTrack | null;
  readonly approaches: Approaches;
}

/** @param approaches - What the kiosk remembers of earlier visits. */
export function createDecision(approaches: Approaches = NO_APPROACHES): DecisionState {
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
    held: null,
    track: null,
    approaches,
  };
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
    held: null,
  };
}
