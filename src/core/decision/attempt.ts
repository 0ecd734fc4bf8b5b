/** @file Gathers the evidence of one attempt, frame by frame. Reaches no verdict. */
import { boxIou } from '../geometry/box.ts';
import type { FaceObservation, Observation } from '../observation.ts';
import { slackOf } from '../pace/pace.ts';
import { assessQuality } from '../quality/assess.ts';
import type { HintCode } from '../quality/types.ts';
import { judgeContinuity } from '../liveness/continuity.ts';
import { breakLiveness, followLiveness, isAwaited, isReturning, NO_LIVENESS } from './attempt-liveness.ts';
import { isAmbiguous, namedBy } from './judge.ts';
import type { Attempt } from './state.ts';
import type { DecisionContext } from './types.ts';
import { voteOf } from './vote.ts';

/** Between neighbouring frames a face keeps most of its box; below this overlap it is taken for another face. */
const MIN_BOX_OVERLAP = 0.3;
/** After a longer absence the face may be another one. */
const CONTINUITY_GAP_MS = 1_000;
/** A slow device may miss so many frames in a row. */
const FRAMES_MISSED = 3;
/** A slow device recognises every third frame, and not every one of these is good. */
const FRAMES_A_VOTE = 4;

export interface Gathered {
  readonly attempt: Attempt;
  readonly good: boolean;
  readonly hint: HintCode | null;
}

function contextKeyOf({
  mode,
  policy,
  similarityThreshold,
  fakeThreshold,
  attackThreshold,
}: DecisionContext): string {
  return JSON.stringify([mode, policy.name, similarityThreshold, fakeThreshold, attackThreshold]);
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
    slackMs: slackOf(observation.pace),
    recent: [],
    goodSinceMs: null,
    goodFrames: 0,
    liveness: NO_LIVENESS,
    votedFrames: 0,
    severalFacesFrames: 0,
    lowQualityFrames: 0,
    jumps: 0,
  };
}

/**
 * Adds a frame with a face. When it may show another person, when there are several faces, or when the votes were
 * judged by another context or came from another source, votes and liveness begin anew. After a prompt that ends the
 * attempt instead.
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
  const attempt: Attempt = {
    ...withBreaks(before, observation, face, contextKey, context),
    source: observation.source,
    contextKey,
    lastFaceMs: atMs,
    absentSinceMs: null,
    lastBox: face.box,
    slackMs: slackOf(observation.pace),
  };
  if (observation.faceCount > 1) {
    return {
      attempt: { ...attempt, severalFacesFrames: attempt.severalFacesFrames + 1 },
      good: false,
      hint: 'onePersonOnly',
    };
  }
  const quality = assessQuality(face.quality, 'check', { frame: observation.frame });
  const awaited = isAwaited(attempt.liveness);
  // A turned head does not vote. A head that has just come back does, so that the verdict need not wait.
  const voted =
    awaited && !isReturning(attempt.liveness, face)
      ? attempt
      : withVote(
          attempt,
          face,
          { atMs, nowMs, good: quality.ok, slackMs: slackOf(observation.pace) },
          context,
        );
  const liveness = followLiveness(
    voted.liveness,
    {
      observation,
      face,
      good: quality.ok,
      voted: voted.goodFrames >= context.policy.votesWindow,
      subjectId: namedBy(voted, context),
      ambiguous: isAmbiguous(voted, context),
      nowMs,
    },
    context,
  );
  const next = { ...voted, liveness };
  // While an answer is awaited, a turned head is what was asked for.
  if (awaited) return { attempt: next, good: false, hint: null };
  const lit =
    voted.liveness.light?.finding.state === 'pending' && liveness.light?.finding.state !== 'pending';
  return {
    // Only frames after the last prompt, and without colours on the face, decide who is let in.
    attempt: isAwaited(liveness) || lit ? withoutVotes(next) : next,
    good: quality.ok,
    hint: quality.ok ? null : quality.failures[0].hint,
  };
}

/** `before`, broken as far as `observation` may show another person. */
function withBreaks(
  before: Attempt,
  observation: Observation,
  face: FaceObservation,
  contextKey: string,
  { continuityThreshold }: DecisionContext,
): Attempt {
  const longestMs = CONTINUITY_GAP_MS + FRAMES_MISSED * slackOf(observation.pace);
  const gone = observation.timestampMs - before.lastFaceMs > longestMs;
  const jumped = !(boxIou(before.lastBox, face.box) >= MIN_BOX_OVERLAP);
  const { continuity } = face.liveness;
  const swapped =
    continuity !== null && judgeContinuity([continuity], continuityThreshold).state === 'failed';
  const another = gone || jumped || swapped;
  const changed = contextKey !== before.contextKey || observation.source !== before.source;
  if (!another && !changed && observation.faceCount <= 1) return before;
  const failure = gone ? 'left' : another || changed ? 'jumped' : 'severalFaces';
  return withoutVotes({
    ...before,
    jumps: before.jumps + (another ? 1 : 0),
    liveness: breakLiveness(before.liveness, failure),
  });
}

interface VoteFrame {
  readonly atMs: number;
  readonly nowMs: number;
  readonly good: boolean;
  readonly slackMs: number;
}

function withVote(
  before: Attempt,
  face: FaceObservation,
  { atMs, nowMs, good, slackMs }: VoteFrame,
  { mode, policy, similarityThreshold }: DecisionContext,
): Attempt {
  const windowMs = policy.windowMs + policy.votesWindow * FRAMES_A_VOTE * slackMs;
  const vote = good ? voteOf(face, similarityThreshold, mode) : null;
  const recent = [...before.recent, { atMs, good, vote }].filter((frame) => frame.atMs > nowMs - windowMs);
  const attempt = { ...before, recent, lowQualityFrames: before.lowQualityFrames + (good ? 0 : 1) };
  if (vote === null) return attempt;
  return {
    ...attempt,
    goodSinceMs: attempt.goodSinceMs ?? atMs,
    goodFrames: attempt.goodFrames + 1,
    votedFrames: attempt.votedFrames + 1,
  };
}

function withoutVotes(attempt: Attempt): Attempt {
  return { ...attempt, recent: [], goodSinceMs: null, goodFrames: 0 };
}
