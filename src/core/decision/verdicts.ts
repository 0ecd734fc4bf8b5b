/** @file Writes down what an attempt came to, as the log and the door have it. Decides nothing. */
import type { Outcome } from './judge.ts';
import type { Attempt, HeldRequest } from './state.ts';
import type { DecisionContext, Verdict } from './types.ts';

/** Of an attempt that was judged by the face. */
export function faceVerdict(
  attempt: Attempt,
  { outcome, reason, subjectId, refusedSubjectId, told, similarity }: Outcome,
  atMs: number,
  context: DecisionContext,
): Verdict {
  return {
    outcome,
    reason,
    subjectId,
    ...(refusedSubjectId === undefined ? {} : { refusedSubjectId }),
    ...(told === undefined ? {} : { told }),
    mode: context.mode.kind,
    source: attempt.source,
    atMs,
    elapsedMs: atMs - attempt.startedMs,
    margin: outcome === 'granted' ? marginOf(similarity, context) : null,
    challengeFailure: attempt.liveness.failure,
    declined: attempt.liveness.declined,
  };
}

/** Of somebody who was recognised, and was asked for badge or PIN. */
export function heldVerdict(
  { subjectId, factor, startedMs, source, similarity }: HeldRequest,
  { outcome, reason }: Pick<Verdict, 'outcome' | 'reason'>,
  atMs: number,
  context: DecisionContext,
): Verdict {
  return {
    outcome,
    reason,
    ...(outcome === 'granted'
      ? { subjectId, held: factor }
      : { subjectId: null, refusedSubjectId: subjectId }),
    mode: context.mode.kind,
    source,
    atMs,
    elapsedMs: atMs - startedMs,
    margin: outcome === 'granted' ? marginOf(similarity, context) : null,
    challengeFailure: null,
    declined: [],
  };
}

/** A threshold that is not a number grants nobody. It must not break the log either. */
function marginOf(similarity: number | null, { similarityThreshold }: DecisionContext): number | null {
  const margin = similarity === null ? null : similarity - similarityThreshold;
  return margin !== null && Number.isFinite(margin) ? margin : null;
}
