/**
 * @file Whether the person who was let in still stands there. Without this, a person who holds the door open would be
 * let in and logged again and again.
 */
import type { Observation } from '../observation.ts';
import { assessQuality } from '../quality/assess.ts';
import type { Presence } from './state.ts';
import type { DecisionContext } from './types.ts';
import { voteOf } from './vote.ts';

/** Frames without a face for this long: the person has left. */
const FACE_GONE_MS = 1_000;
/** Without frames nobody can be seen to leave, so the wait is longer. */
const SILENCE_MS = 5_000;

export function startPresence(subjectId: string, nowMs: number): Presence {
  return { subjectId, lastFaceMs: nowMs, absentSinceMs: null, otherFrames: 0, strangerFrames: 0 };
}

export function followPresence(
  presence: Presence,
  observation: Observation,
  context: DecisionContext,
): Presence {
  const { face, timestampMs, frame } = observation;
  // After the person has gone, the next face is a new person, even before the hold is over.
  if (isGone(presence, timestampMs)) return presence;
  if (face === null) return { ...presence, absentSinceMs: presence.absentSinceMs ?? timestampMs };
  const here = { ...presence, lastFaceMs: timestampMs, absentSinceMs: null };
  if (!assessQuality(face.quality, 'check', { frame }).ok) return here;
  const vote = voteOf(face, context.similarityThreshold, { kind: 'identify' });
  if (vote === null) return here;
  if (vote.subjectId === presence.subjectId) return { ...here, otherFrames: 0, strangerFrames: 0 };
  return vote.subjectId === null
    ? { ...here, otherFrames: 0, strangerFrames: presence.strangerFrames + 1 }
    : { ...here, otherFrames: presence.otherFrames + 1 };
}

/**
 * The person is gone or another one stands there. It takes more frames that name nobody: they may show the same
 * person.
 */
export function isOver(presence: Presence, nowMs: number, { policy }: DecisionContext): boolean {
  return (
    isGone(presence, nowMs) ||
    presence.otherFrames >= policy.votesNeeded ||
    presence.strangerFrames >= policy.votesWindow
  );
}

/** Frames without a face show that somebody left. Without any frame, as on an overloaded device, the wait is longer. */
export function isGone(
  { absentSinceMs, lastFaceMs }: Pick<Presence, 'absentSinceMs' | 'lastFaceMs'>,
  nowMs: number,
): boolean {
  return (
    (absentSinceMs !== null && nowMs - absentSinceMs >= FACE_GONE_MS) || nowMs - lastFaceMs >= SILENCE_MS
  );
}
