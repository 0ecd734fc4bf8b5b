/**
 * @file Whether the person who had an answer still stands there. Without this, a person who holds the door open would
 * be let in and logged again and again, and one who only waits would fail again and again.
 */
import type { Observation } from '../observation.ts';
import { assessQuality } from '../quality/assess.ts';
import type { FollowedTrack } from './face-track.ts';
import type { Presence } from './state.ts';
import type { DecisionContext } from './types.ts';
import { voteOf } from './vote.ts';

/**
 * @param subjectId - Who was recognised; null for somebody whom nobody knows.
 * @param left - Somebody else stands there already: their coming ended the attempt of the one before.
 */
export function startPresence(subjectId: string | null, answer: Presence['answer'], left = false): Presence {
  return { subjectId, answer, otherFrames: 0, strangerFrames: 0, left };
}

export function followPresence(
  presence: Presence,
  { face, frame }: Observation,
  change: FollowedTrack['change'],
  context: DecisionContext,
): Presence {
  if (presence.left) return presence;
  // Whoever types looks down, and the camera may lose them: then the frames say who has come back.
  const left = change === 'another' || (change === 'first' && presence.answer !== 'held');
  if (left) return { ...presence, left };
  if (face === null || !assessQuality(face.quality, 'check', { frame }).ok) return presence;
  const vote = voteOf(face, context.similarityThreshold, { kind: 'identify' });
  if (vote === null) return presence;
  if (vote.subjectId === presence.subjectId) return { ...presence, otherFrames: 0, strangerFrames: 0 };
  return vote.subjectId === null
    ? { ...presence, otherFrames: 0, strangerFrames: presence.strangerFrames + 1 }
    : { ...presence, otherFrames: presence.otherFrames + 1 };
}

/**
 * Another person stands there. It takes more frames that name nobody: they may show the same person. A stranger who
 * stays is no other person because a few frames happen to name somebody.
 */
export function isReplaced(
  { subjectId, answer, left, otherFrames, strangerFrames }: Presence,
  { policy }: Pick<DecisionContext, 'policy'>,
): boolean {
  return (
    left ||
    (subjectId !== null && otherFrames >= policy.votesNeeded) ||
    (answer !== 'refused' && strangerFrames >= policy.votesWindow)
  );
}
