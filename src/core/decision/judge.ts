/** @file Reads a verdict off the evidence of an attempt, or none yet. Changes nothing; in doubt it refuses. */
import { fuseFakeProbabilities, fusedFakeProbability } from '../fusion/fake-probability.ts';
import { winnerOf } from '../fusion/voting.ts';
import type { Observation } from '../observation.ts';
import { mostNamed } from '../liveness/continuity.ts';
import { isCameraSlow, isTooSlow } from '../pace/pace.ts';
import { isAnswered, wasPrompted } from './attempt-liveness.ts';
import { judgeLiveness } from './liveness-cues.ts';
import { lightView } from './liveness-view.ts';
import type { Attempt } from './state.ts';
import type { DecisionContext, ReasonCode, Verdict } from './types.ts';
import type { Vote } from './vote.ts';

export interface Outcome {
  readonly outcome: Verdict['outcome'];
  readonly reason: ReasonCode;
  readonly subjectId: string | null;
  /** As in the verdict. */
  readonly refusedSubjectId?: string;
  readonly told?: ReasonCode;
  /** Of a grant; null for a refusal, of which nothing tells how near it was. */
  readonly similarity: number | null;
}

/** `pending`: the signal is there but has not yet spoken. */
type Signal = 'passed' | 'failed' | 'missing' | 'pending';

/** Of the frames over which the votes were cast, at least this share must be good. */
const MIN_GOOD_SHARE = 0.5;

/** What needs no good frame: a challenge was failed, or the attempt was ended in another way. */
export function judgeChallenges(attempt: Attempt, context: DecisionContext): Outcome | null {
  const { failure, ended } = attempt.liveness;
  if (failure !== null) return deniedFor('livenessFailed', attempt, knownIn(attempt, context), context);
  switch (ended) {
    case 'declined':
      return denied('noAlternative');
    case 'severalFaces':
      return denied('severalFaces');
    case null:
      return null;
  }
}

/** Good frames of somebody who has come to the door rather than past it. */
const CAME_FRAMES = 3;

/**
 * Whether the device is too slow for the policy, once somebody stands there. It is nobody's failure, and nobody learns
 * from it whom the gallery knows. A camera that turns slow after a prompt counts: whoever covers it draws nothing anew.
 */
export function judgePace(
  attempt: Attempt,
  pace: Observation['pace'],
  context: DecisionContext,
): Outcome | null {
  if (pace === null || !isTooSlow(pace, context.policy.slowestGapMs)) return null;
  if (wasPrompted(attempt.liveness)) {
    return isCameraSlow(pace)
      ? deniedFor('livenessSignalMissing', attempt, knownIn(attempt, context), context)
      : denied('deviceTooSlow');
  }
  const came = attempt.recent.filter(({ good }) => good).length >= CAME_FRAMES;
  return came ? denied('deviceTooSlow') : null;
}

/** Judges after a good frame of `attempt`. */
export function judge(attempt: Attempt, nowMs: number, context: DecisionContext): Outcome | null {
  const { policy } = context;
  if (!(context.subjectCount > 0)) return denied('galleryEmpty');
  // Whoever is told anything before all was asked learns from that whom the gallery knows.
  if (!isAnswered(attempt.liveness, context) || lightView(attempt.liveness) !== null) return null;

  const votes = votesIn(attempt);
  const counted = votes.slice(-policy.votesWindow);
  const winner = winnerIn(counted, context);
  const fake = fakeSignal(attempt, votes, context);
  const liveness = judgeLiveness(attempt.liveness, context, winner).state;
  if (
    winner !== null &&
    counted[counted.length - 1].subjectId === winner &&
    fake === 'passed' &&
    liveness === 'passed' &&
    qualityHolds(attempt, counted.length)
  ) {
    const refusal = context.refusalOf(winner);
    if (refusal !== null) return { ...denied(refusal), refusedSubjectId: winner };
    const similarity = Math.max(
      ...counted.map((vote) => (vote.subjectId === winner ? (vote.similarity ?? -1) : -1)),
    );
    return { outcome: 'granted', reason: 'matched', subjectId: winner, similarity };
  }

  const { goodSinceMs } = attempt;
  if (goodSinceMs === null || attempt.goodFrames < policy.votesWindow) return null;
  if (nowMs - goodSinceMs < policy.denyAfterMs) return null;
  const shortfall = shortfallOf(fake, liveness);
  if (shortfall !== null) return deniedFor(shortfall, attempt, winner, context);
  return winner === null ? denied(reasonWithoutWinner(counted, context)) : null;
}

/** What a face lacks, whoever it is; null while nothing does. */
function shortfallOf(fake: Signal, liveness: Signal): ReasonCode | null {
  if (fake === 'failed') return 'fakeSuspected';
  if (fake === 'missing') return 'fakeSignalMissing';
  if (liveness === 'failed') return 'livenessFailed';
  return liveness === 'missing' ? 'livenessSignalMissing' : null;
}

/** The outcome of an attempt that has run out of time. */
export function judgeTimeout(attempt: Attempt, context: DecisionContext): Outcome {
  const known = knownIn(attempt, context);
  const liveness = judgeLiveness(attempt.liveness, context, known).state;
  if (isTellable(attempt, context) && liveness !== 'passed') {
    const shortfall = liveness === 'missing' ? 'livenessSignalMissing' : 'livenessFailed';
    return deniedFor(shortfall, attempt, known, context);
  }
  return timedOut(timeoutReason(attempt));
}

/** The face left. A verdict follows only if the face stayed long enough, so that a passer-by is not logged. */
export function judgeLeft(attempt: Attempt, context: DecisionContext): Outcome | null {
  if (wasPrompted(attempt.liveness)) {
    return deniedFor('livenessFailed', attempt, knownIn(attempt, context), context);
  }
  return attempt.votedFrames >= context.policy.votesWindow ? timedOut('faceLost') : null;
}

/** Whom the attempt's last votes name; null when nobody. */
export function namedBy(attempt: Attempt, context: DecisionContext): string | null {
  return winnerIn(lastVotes(attempt, context), context);
}

/** Whether the attempt's last votes fit two subjects about as well. */
export function isAmbiguous(attempt: Attempt, context: DecisionContext): boolean {
  return areAmbiguous(lastVotes(attempt, context), context);
}

/** Whom the attempt is about, as far as it went: by the last votes, at the prompt, or by the frames that answered. */
export function knownIn(attempt: Attempt, context: DecisionContext): string | null {
  const { subjectId, answering } = attempt.liveness;
  return namedBy(attempt, context) ?? subjectId ?? answering.map(mostNamed).find((id) => id !== null) ?? null;
}

/** Whether there were votes enough to tell whom the gallery knows. */
function isTellable(attempt: Attempt, { policy }: DecisionContext): boolean {
  return wasPrompted(attempt.liveness) || attempt.goodFrames >= policy.votesWindow;
}

/**
 * A refusal for `shortfall`. Of a face that the gallery does not know the log says so, and the door says the same as to
 * one that it knows: whoever holds up a photo must not learn who is enrolled.
 */
function deniedFor(
  shortfall: ReasonCode,
  attempt: Attempt,
  known: string | null,
  context: DecisionContext,
): Outcome {
  if (known !== null || !isTellable(attempt, context)) return denied(shortfall);
  const votes = lastVotes(attempt, context);
  const { ambiguous } = attempt.liveness;
  const reason =
    votes.length < context.policy.votesNeeded && ambiguous
      ? 'ambiguous'
      : reasonWithoutWinner(votes, context);
  return { ...denied(reason), told: shortfall };
}

export function hasVotes(attempt: Attempt): boolean {
  return attempt.recent.some((frame) => frame.vote !== null);
}

function timeoutReason(attempt: Attempt): ReasonCode {
  const { severalFacesFrames, lowQualityFrames, jumps, votedFrames } = attempt;
  if (severalFacesFrames > 0 && severalFacesFrames >= lowQualityFrames) return 'severalFaces';
  return jumps > 0 && votedFrames > 0 ? 'faceLost' : 'qualityTooLow';
}

function votesIn(attempt: Attempt): Vote[] {
  return attempt.recent.flatMap((frame) => frame.vote ?? []);
}

function winnerIn(counted: readonly Vote[], { mode, policy }: DecisionContext): string | null {
  const winner = winnerOf(
    counted.map((vote) => vote.subjectId),
    policy.votesNeeded,
  );
  return mode.kind === 'verify' && winner !== mode.claimedSubjectId ? null : winner;
}

function reasonWithoutWinner(counted: readonly Vote[], context: DecisionContext): ReasonCode {
  if (context.mode.kind === 'verify') return 'notTheClaimedSubject';
  return areAmbiguous(counted, context) ? 'ambiguous' : 'unknownSubject';
}

function areAmbiguous(counted: readonly Vote[], { mode, policy }: DecisionContext): boolean {
  return mode.kind === 'identify' && counted.filter((vote) => vote.ambiguous).length >= policy.votesNeeded;
}

function lastVotes(attempt: Attempt, { policy }: DecisionContext): readonly Vote[] {
  return votesIn(attempt).slice(-policy.votesWindow);
}

/**
 * Judges a value that is there, even if the policy does not require it. The last votes must pass by themselves, and so
 * must all frames of the attempt: neither a few good frames at the end nor many before a bad end let anybody in.
 */
function fakeSignal(
  { liveness: { fakes } }: Attempt,
  votes: readonly Vote[],
  { policy, fakeThreshold }: DecisionContext,
): Signal {
  // Only a kiosk without a detector may do without its word.
  if (fakeThreshold === null) return policy.fakeProbability === 'required' ? 'missing' : 'passed';
  const values = votes.flatMap((vote) => vote.fakeProbability ?? []);
  if (values.length < policy.votesNeeded) return 'missing';
  const fused = [fuseFakeProbabilities(values), fusedFakeProbability(fakes)].filter((one) => one !== null);
  return fused.every((one) => one < fakeThreshold) ? 'passed' : 'failed';
}

function qualityHolds({ recent }: Attempt, countedVotes: number): boolean {
  let votesLeft = countedVotes;
  let start = recent.length;
  while (votesLeft > 0 && start > 0) {
    start--;
    if (recent[start].vote !== null) votesLeft--;
  }
  const span = recent.slice(start);
  return span.filter((frame) => frame.good).length >= MIN_GOOD_SHARE * span.length;
}

function denied(reason: ReasonCode): Outcome {
  return { outcome: 'denied', reason, subjectId: null, similarity: null };
}

function timedOut(reason: ReasonCode): Outcome {
  return { outcome: 'timedOut', reason, subjectId: null, similarity: null };
}
