/** @file Reads a verdict off the evidence of an attempt, or none yet. Changes nothing; in doubt it refuses. */
import { fuseFakeProbabilities } from '../fusion/fake-probability.ts';
import { winnerOf } from '../fusion/voting.ts';
import { isAnswered, judgeLiveness, wasPrompted } from './attempt-liveness.ts';
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
  readonly similarity: number | null;
}

/** `pending`: the signal is there but has not yet spoken. */
type Signal = 'passed' | 'failed' | 'missing' | 'pending';

/** Of the frames over which the votes were cast, at least this share must be good. */
const MIN_GOOD_SHARE = 0.5;

/** What needs no good frame: a challenge was failed, or none is left that the person could answer. */
export function judgeChallenges(attempt: Attempt): Outcome | null {
  const { failure, exhausted } = attempt.liveness;
  if (failure !== null) return denied('livenessFailed', attempt);
  return exhausted ? denied('noAlternative', attempt) : null;
}

/** Judges after a good frame of `attempt`. */
export function judge(attempt: Attempt, nowMs: number, context: DecisionContext): Outcome | null {
  const { policy } = context;
  if (!(context.subjectCount > 0)) return denied('galleryEmpty', attempt);
  // The screen's colours lie on the face now. Frames count against the person only after the colours are gone.
  if (lightView(attempt.liveness) !== null) return null;

  const votes = votesIn(attempt);
  const counted = votes.slice(-policy.votesWindow);
  const winner = winnerIn(counted, context);
  const fake = fakeSignal(votes, context);
  const liveness = judgeLiveness(attempt.liveness, context).state;
  if (
    winner !== null &&
    counted[counted.length - 1].subjectId === winner &&
    fake === 'passed' &&
    liveness === 'passed' &&
    qualityHolds(attempt, counted.length)
  ) {
    const refusal = context.refusalOf(winner);
    if (refusal !== null) return { ...denied(refusal, attempt), refusedSubjectId: winner };
    const similarity = Math.max(
      ...counted.map((vote) => (vote.subjectId === winner ? (vote.similarity ?? -1) : -1)),
    );
    return { outcome: 'granted', reason: 'matched', subjectId: winner, similarity };
  }

  const { goodSinceMs } = attempt;
  if (goodSinceMs === null || attempt.goodFrames < policy.votesWindow) return null;
  const goodForMs = nowMs - goodSinceMs;
  if (goodForMs < policy.denyAfterMs) return null;
  if (winner === null) return denied(reasonWithoutWinner(counted, context), attempt);
  if (fake === 'failed') return denied('fakeSuspected', attempt);
  if (fake === 'missing') return denied('fakeSignalMissing', attempt);
  if (liveness === 'failed') return denied('livenessFailed', attempt);
  if (liveness === 'missing' && isAnswered(attempt.liveness, context)) {
    return denied('livenessSignalMissing', attempt);
  }
  return null;
}

/** The outcome of an attempt that has run out of time. */
export function judgeTimeout(attempt: Attempt, context: DecisionContext): Outcome {
  const liveness = judgeLiveness(attempt.liveness, context).state;
  if (wasPrompted(attempt.liveness) || attempt.goodFrames >= context.policy.votesWindow) {
    if (liveness === 'missing') return denied('livenessSignalMissing', attempt);
    if (liveness !== 'passed') return denied('livenessFailed', attempt);
  }
  return timedOut(timeoutReason(attempt), attempt);
}

/** The face left. A verdict follows only if the face stayed long enough, so that a passer-by is not logged. */
export function judgeLeft(attempt: Attempt, { policy }: DecisionContext): Outcome | null {
  if (wasPrompted(attempt.liveness)) return denied('livenessFailed', attempt);
  return attempt.votedFrames >= policy.votesWindow ? timedOut('faceLost', attempt) : null;
}

/** Whom the attempt's last votes name; null when nobody. */
export function namedBy(attempt: Attempt, context: DecisionContext): string | null {
  return winnerIn(votesIn(attempt).slice(-context.policy.votesWindow), context);
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

function reasonWithoutWinner(counted: readonly Vote[], { mode, policy }: DecisionContext): ReasonCode {
  if (mode.kind === 'verify') return 'notTheClaimedSubject';
  const ambiguous = counted.filter((vote) => vote.ambiguous).length;
  return ambiguous >= policy.votesNeeded ? 'ambiguous' : 'unknownSubject';
}

/** Judges a value that is there, even if the policy does not require it. */
function fakeSignal(votes: readonly Vote[], { policy, fakeThreshold }: DecisionContext): Signal {
  // Only a kiosk without a detector may do without its word.
  if (fakeThreshold === null) return policy.fakeProbability === 'required' ? 'missing' : 'passed';
  const values = votes.flatMap((vote) => vote.fakeProbability ?? []);
  if (values.length < policy.votesNeeded) return 'missing';
  const fused = fuseFakeProbabilities(values);
  return fused !== null && fused < fakeThreshold ? 'passed' : 'failed';
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

function denied(reason: ReasonCode, attempt: Attempt): Outcome {
  return { outcome: 'denied', reason, subjectId: null, similarity: attempt.bestSimilarity };
}

function timedOut(reason: ReasonCode, attempt: Attempt): Outcome {
  return { outcome: 'timedOut', reason, subjectId: null, similarity: attempt.bestSimilarity };
}
