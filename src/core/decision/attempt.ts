/** @file Gathers the evidence of one attempt, frame by frame. Reaches no verdict. */
import { boxIou } from '../geometry/box.ts';
import type { FaceObservation, Observation } from '../observation.ts';
import { assessQuality } from '../quality/assess.ts';
import type { HintCode } from '../quality/types.ts';
import { followBlink, NO_BLINK } from './blink.ts';
import type { Attempt } from './state.ts';
import type { DecisionContext } from './types.ts';
import { voteOf } from './vote.ts';

/** Between neighbouring frames a face keeps most of its box; below this overlap it is taken for another face. */
const MIN_BOX_OVERLAP = 0.3;
/** A face out of sight for longer than this may come back as another one. A slow device has gaps of its own. */
const CONTINUITY_GAP_MS = 1_000;

export interface Gathered {
  readonly attempt: Attempt;
  readonly good: boolean;
  readonly hint: HintCode | null;
}

function contextKeyOf({ mode, policy, similarityThreshold, fakeThreshold }: DecisionContext): string {
  return JSON.stringify([mode, policy.name, similarityThreshold, fakeThreshold]);
}

export function startAttempt(
  observation: Observation,
  face: FaceObservation,
  context: DecisionContext,
): Attempt {
  return {
    startedMs: observation.timestampMs,
    source: observation.source,
    contextKey: contextKeyOf(context),
    lastFaceMs: observation.timestampMs,
    absentSinceMs: null,
    lastBox: face.box,
    recent: [],
    goodSinceMs: null,
    goodFrames: 0,
    bestSimilarity: null,
    blink: NO_BLINK,
    votedFrames: 0,
    unmatchedFrames: 0,
    severalFacesFrames: 0,
    lowQualityFrames: 0,
    jumps: 0,
  };
}

/**
 * Adds a frame with a face. Begins the votes anew when it may show another person, when there are several faces, or when
 * the votes were judged by another context.
 * @param nowMs - The engine's clock; the frame itself may be older.
 */
export function gather(
  before: Attempt,
  observation: Observation,
  face: FaceObservation,
  nowMs: number,
  context: DecisionContext,
): Gathered {
  const atMs = observation.timestampMs;
  const contextKey = contextKeyOf(context);
  const jumped =
    !(boxIou(before.lastBox, face.box) >= MIN_BOX_OVERLAP) || atMs - before.lastFaceMs > CONTINUITY_GAP_MS;
  const several = observation.faceCount > 1;
  let attempt: Attempt = { ...before, contextKey, lastFaceMs: atMs, absentSinceMs: null, lastBox: face.box };
  if (jumped) attempt = { ...attempt, jumps: attempt.jumps + 1 };
  if (jumped || several || contextKey !== before.contextKey) attempt = withoutVotes(attempt);
  if (several) {
    return {
      attempt: { ...attempt, severalFacesFrames: attempt.severalFacesFrames + 1 },
      good: false,
      hint: 'onePersonOnly',
    };
  }

  const quality = assessQuality(face.quality, 'check', { frame: observation.frame });
  const good = quality.ok;
  const vote = good ? voteOf(face, context.similarityThreshold, context.mode) : null;
  const recent = [...attempt.recent, { atMs, good, vote }].filter(
    (frame) => frame.atMs > nowMs - context.policy.windowMs,
  );
  attempt = { ...attempt, recent, blink: followBlink(attempt.blink, face.liveness) };
  if (!good) attempt = { ...attempt, lowQualityFrames: attempt.lowQualityFrames + 1 };
  if (vote !== null) {
    attempt = {
      ...attempt,
      goodSinceMs: attempt.goodSinceMs ?? atMs,
      goodFrames: attempt.goodFrames + 1,
      bestSimilarity: higher(attempt.bestSimilarity, vote.similarity),
      votedFrames: attempt.votedFrames + 1,
      unmatchedFrames: attempt.unmatchedFrames + (vote.subjectId === null ? 1 : 0),
    };
  }
  return { attempt, good, hint: good ? null : quality.failures[0].hint };
}

function withoutVotes(attempt: Attempt): Attempt {
  return { ...attempt, recent: [], goodSinceMs: null, goodFrames: 0, bestSimilarity: null, blink: NO_BLINK };
}

function higher(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
