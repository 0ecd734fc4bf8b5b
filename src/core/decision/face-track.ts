/**
 * @file Follows the one face before the camera from frame to frame, in every phase: whether it is still there, whether
 * it is still the same, and whether the gallery knows it. Plain data; judges nobody.
 */
import { boxIou } from '../geometry/box.ts';
import { judgeContinuity } from '../liveness/continuity.ts';
import type { Box, Observation } from '../observation.ts';
import { assessQuality } from '../quality/assess.ts';
import type { DecisionContext } from './types.ts';
import { voteOf } from './vote.ts';

export interface FaceTrack {
  readonly lastFaceMs: number;
  /** When frames began to show no face; null while there is one. */
  readonly absentSinceMs: number | null;
  readonly lastBox: Box;
  /** The face jumped, and no frame since has shown that it is the same. */
  readonly jumped: boolean;
  /** In this frame it took the place of another. */
  readonly justCame: boolean;
  /** Good frames in which it stood alone, and those that fit somebody of the gallery. */
  readonly votes: number;
  readonly matchedVotes: number;
  /** As in the last frame that had one; null before. */
  readonly faceKey: number | null;
  /** It was refused, and asked to be judged again. */
  readonly asksAgain: boolean;
  /** It was counted as a face that nobody's template fits. */
  readonly counted: boolean;
}

/** Frames without a face for this long: the person has left. */
const FACE_GONE_MS = 1_000;
/** Without frames nobody can be seen to leave, so the wait is longer. */
const SILENCE_MS = 5_000;
/** Between neighbouring frames a face keeps most of its box; below this overlap it may be another. */
const MIN_BOX_OVERLAP = 0.3;

export interface FollowedTrack {
  /** Null while nobody is there. */
  readonly track: FaceTrack | null;
  /** `first`: a face where there was none. `another`: one in the place of the one before. */
  readonly change: 'first' | 'another' | null;
}

/** Takes in the next frame. */
export function followTrack(
  before: FaceTrack | null,
  { face, faceCount, timestampMs, frame }: Observation,
  context: DecisionContext,
): FollowedTrack {
  if (face === null) {
    const track = before && { ...before, absentSinceMs: before.absentSinceMs ?? timestampMs };
    return { track, change: null };
  }
  const start: FaceTrack = {
    lastFaceMs: timestampMs,
    absentSinceMs: null,
    lastBox: face.box,
    jumped: false,
    justCame: false,
    votes: 0,
    matchedVotes: 0,
    faceKey: face.faceKey,
    asksAgain: false,
    counted: false,
  };
  if (before === null || isGone(before, timestampMs)) return { track: withVote(start), change: 'first' };
  const { continuity } = face.liveness;
  const jumped = before.jumped || !(boxIou(before.lastBox, face.box) >= MIN_BOX_OVERLAP);
  // Without a cosine, a frame that was embedded follows on none: then the jump alone speaks.
  const isAnother =
    continuity !== null
      ? judgeContinuity([continuity], context.continuityThreshold).state === 'failed'
      : jumped && face.matches !== null;
  if (isAnother) return { track: { ...withVote(start), justCame: true }, change: 'another' };
  const faceKey = face.faceKey ?? before.faceKey;
  const here = { lastFaceMs: timestampMs, absentSinceMs: null, lastBox: face.box, faceKey, justCame: false };
  // A cosine has just shown that it is the same face.
  return { track: withVote({ ...before, ...here, jumped: jumped && continuity === null }), change: null };

  function withVote(track: FaceTrack): FaceTrack {
    if (face === null || faceCount > 1 || !assessQuality(face.quality, 'check', { frame }).ok) return track;
    const vote = voteOf(face, context.similarityThreshold, context.mode);
    if (vote === null) return track;
    const matched = vote.subjectId !== null || vote.ambiguous;
    return { ...track, votes: track.votes + 1, matchedVotes: track.matchedVotes + (matched ? 1 : 0) };
  }
}

/** The face asks to be judged once more: it is counted once more. */
export function countedAnew(track: FaceTrack): FaceTrack {
  return { ...track, votes: 0, matchedVotes: 0, counted: false, asksAgain: true };
}

/**
 * Whether it is a face that nobody's template fits, and that might have been let in by chance. Fewer frames than a
 * grant needs could not have been.
 */
export function isUnmatched(
  { votes, matchedVotes }: FaceTrack,
  { policy }: Pick<DecisionContext, 'policy'>,
): boolean {
  return votes >= policy.votesNeeded && matchedVotes * 2 < votes;
}

/** Frames without a face show that somebody left. Without any frame, as on an overloaded device, the wait is longer. */
export function isGone(
  { absentSinceMs, lastFaceMs }: Pick<FaceTrack, 'absentSinceMs' | 'lastFaceMs'>,
  nowMs: number,
): boolean {
  return (
    (absentSinceMs !== null && nowMs - absentSinceMs >= FACE_GONE_MS) || nowMs - lastFaceMs >= SILENCE_MS
  );
}
