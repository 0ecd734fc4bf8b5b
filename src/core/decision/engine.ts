/**
 * @file The decision engine: a pure state machine over observations. It has no clock, no configuration and
 * no memory but the state that it is handed, so the same observations always lead to the same verdicts.
 *
 * searching → positioning → challenging → deciding → granted | denied | timedOut → cooldown → searching, and
 * denied | timedOut → lockedOut → searching after too many failures.
 */
import type { Observation } from '../observation.ts';
import { gather, startAttempt } from './attempt.ts';
import { hasVotes, judge, judgeChallenges, judgeLeft, judgeTimeout, type Outcome } from './judge.ts';
import { abandonLiveness, declineLiveness, isAwaited, judgeLiveness } from './attempt-liveness.ts';
import { challengeView, lightView } from './liveness-view.ts';
import { addFailure, isFailure, isOutOfTries } from './lock-out.ts';
import { POLICIES } from './policies.ts';
import { followPresence, isGone, isOver, startPresence } from './presence.ts';
import { toSearching, type Attempt, type DecisionState } from './state.ts';
import type { DecisionContext, DecisionView, Verdict } from './types.ts';

export { createDecision, reset, withFailure, type DecisionState } from './state.ts';

export interface Decision {
  readonly state: DecisionState;
  readonly view: DecisionView;
  /** The verdict that this step reached, once: what the log and the door act on. */
  readonly verdict: Verdict | null;
}

/**
 * Takes one observation in. One that is out of order, repeated or without a valid time changes nothing.
 * @param context - What to judge by now; when it changes within an attempt, the votes begin anew.
 */
export function decide(state: DecisionState, observation: Observation, given: DecisionContext): Decision {
  const context = underSuspicion(given);
  if (!isNews(state, observation)) return decision(state, null);
  const { sequence, timestampMs } = observation;
  const advanced = advance(
    { ...state, lastSequence: sequence, lastTimestampMs: timestampMs },
    timestampMs,
    context,
  );
  // The next visitor may first have to say who they are, so the frame that ends a wait begins no attempt.
  const waited = state.phase === 'cooldown' || state.phase === 'lockedOut';
  if (advanced.verdict !== null || (waited && advanced.state.phase === 'searching')) return advanced;
  return take(advanced.state, observation, context);
}

/**
 * Lets time pass without a frame: ends holds and attempts even when the camera is gone.
 * @param nowMs - On the clock of the observations' timestamps.
 */
export function tick(state: DecisionState, nowMs: number, context: DecisionContext): Decision {
  return Number.isFinite(nowMs) ? advance(state, nowMs, underSuspicion(context)) : decision(state, null);
}

/**
 * The person cannot do what the screen asks: asks for something else instead, or refuses when nothing is left. Changes
 * nothing while nothing is asked.
 */
export function decline(state: DecisionState, given: DecisionContext): Decision {
  if (state.attempt === null) return decision(state, null);
  const context = underSuspicion(given);
  const attempt = { ...state.attempt, liveness: declineLiveness(state.attempt.liveness, context) };
  const outcome = judgeChallenges(attempt);
  return outcome === null
    ? decision({ ...state, attempt }, null)
    : conclude(state, attempt, outcome, context);
}

/** Before a suspect camera the strict policy holds, whatever the operator has chosen. */
function underSuspicion(context: DecisionContext): DecisionContext {
  return context.injectionFlags.length > 0 && context.policy.name !== 'strict'
    ? { ...context, policy: POLICIES.strict }
    : context;
}

/** What the screen needs of `state`. */
export function viewOf(state: DecisionState): DecisionView {
  const { phase, hint, verdict, untilMs, attempt } = state;
  const liveness = phase === 'challenging' && attempt !== null ? attempt.liveness : null;
  return {
    phase,
    hint,
    verdict,
    untilMs,
    challenge: liveness && challengeView(liveness),
    light: liveness && lightView(liveness),
  };
}

function decision(state: DecisionState, verdict: Verdict | null): Decision {
  return { state, view: viewOf(state), verdict };
}

function isNews(state: DecisionState, { sequence, timestampMs }: Observation): boolean {
  return (
    Number.isFinite(timestampMs) &&
    Number.isFinite(sequence) &&
    (state.lastSequence === null || sequence > state.lastSequence) &&
    (state.lastTimestampMs === null || timestampMs > state.lastTimestampMs)
  );
}

/** Moves the clock, never back, and makes the one transition that the time calls for. */
function advance(before: DecisionState, timeMs: number, context: DecisionContext): Decision {
  const nowMs = Math.max(before.clockMs ?? timeMs, timeMs);
  const state = { ...before, clockMs: nowMs };
  const { attempt, presence, untilMs, lockedUntilMs } = state;
  if (attempt !== null) {
    if (isGone(attempt, nowMs)) {
      const left = judgeLeft(attempt, context);
      return left === null
        ? decision(toSearching(state), null)
        : conclude(state, ended(attempt, 'left'), left, context);
    }
    const expired = nowMs - attempt.startedMs >= context.policy.attemptTimeoutMs;
    return expired
      ? conclude(state, ended(attempt, 'tooSlow'), judgeTimeout(attempt, context), context)
      : decision(state, null);
  }
  switch (state.phase) {
    case 'granted':
    case 'denied':
    case 'timedOut': {
      if (untilMs !== null && nowMs < untilMs) break;
      if (lockedUntilMs !== null) {
        return decision({ ...state, phase: 'lockedOut', verdict: null, untilMs: lockedUntilMs }, null);
      }
      // After a grant the cooldown ends when the person has left. After a refusal the hold was long enough.
      const cooldownUntilMs = presence === null ? nowMs : null;
      return decision({ ...state, phase: 'cooldown', verdict: null, untilMs: cooldownUntilMs }, null);
    }
    case 'cooldown':
      if (presence === null || isOver(presence, nowMs, context)) return decision(toSearching(state), null);
      break;
    case 'lockedOut':
      if (lockedUntilMs === null || nowMs >= lockedUntilMs) return decision(toSearching(state), null);
      break;
    default:
  }
  return decision(state, null);
}

/** `attempt`, when nobody will answer its open challenge any more. */
function ended(attempt: Attempt, failure: 'left' | 'tooSlow'): Attempt {
  return isAwaited(attempt.liveness)
    ? { ...attempt, liveness: abandonLiveness(attempt.liveness, failure) }
    : attempt;
}

function take(state: DecisionState, observation: Observation, context: DecisionContext): Decision {
  switch (state.phase) {
    case 'granted':
    case 'cooldown':
      return state.presence === null
        ? decision(state, null)
        : decision({ ...state, presence: followPresence(state.presence, observation, context) }, null);
    case 'denied':
    case 'timedOut':
    case 'lockedOut':
      return decision(state, null);
    default:
      return takeIntoAttempt(state, observation, context);
  }
}

function takeIntoAttempt(state: DecisionState, observation: Observation, context: DecisionContext): Decision {
  const { face } = observation;
  const nowMs = state.clockMs ?? observation.timestampMs;
  if (state.attempt === null && isOutOfTries(state.failuresAtMs, nowMs, context.policy)) {
    const lockedUntilMs = nowMs + context.policy.lockOut.waitMs;
    return decision(
      { ...state, phase: 'lockedOut', failuresAtMs: [], lockedUntilMs, untilMs: lockedUntilMs },
      null,
    );
  }
  if (face === null) {
    if (state.attempt === null) return decision(state, null);
    const absentSinceMs = state.attempt.absentSinceMs ?? observation.timestampMs;
    return decision({ ...state, attempt: { ...state.attempt, absentSinceMs }, hint: 'stepIntoView' }, null);
  }
  // Frames of a file must never count for the camera, nor the other way round.
  const going = state.attempt?.source === observation.source ? state.attempt : null;
  const { attempt, good, hint } = gather(
    going ?? startAttempt(observation, face, context),
    observation,
    face,
    nowMs,
    context,
  );
  const outcome = judgeChallenges(attempt) ?? (good ? judge(attempt, nowMs, context) : null);
  if (outcome !== null) return conclude(state, attempt, outcome, context);
  return decision({ ...state, attempt, hint, phase: phaseOf(attempt, good, context) }, null);
}

function phaseOf(attempt: Attempt, good: boolean, context: DecisionContext): DecisionState['phase'] {
  if (isAwaited(attempt.liveness)) return 'challenging';
  // One poor frame among good ones does not restart the positioning.
  if (!good && !hasVotes(attempt)) return 'positioning';
  return judgeLiveness(attempt.liveness, context).state === 'pending' ? 'challenging' : 'deciding';
}

function conclude(
  state: DecisionState,
  attempt: Attempt,
  { outcome, reason, subjectId, refusedSubjectId, similarity }: Outcome,
  { policy, mode, similarityThreshold }: DecisionContext,
): Decision {
  const nowMs = state.clockMs ?? attempt.lastFaceMs;
  const margin = similarity === null ? null : similarity - similarityThreshold;
  const verdict: Verdict = {
    outcome,
    reason,
    subjectId,
    ...(refusedSubjectId === undefined ? {} : { refusedSubjectId }),
    mode: mode.kind,
    source: attempt.source,
    atMs: nowMs,
    elapsedMs: nowMs - attempt.startedMs,
    // A threshold that is not a number grants nobody. It must not break the log either.
    margin: margin !== null && Number.isFinite(margin) ? margin : null,
    challengeFailure: reason === 'livenessFailed' ? attempt.liveness.failure : null,
    declined: attempt.liveness.declined,
  };
  const lockOut = isFailure(verdict, attempt, policy)
    ? addFailure(state.failuresAtMs, nowMs, policy)
    : { failuresAtMs: state.failuresAtMs, lockedUntilMs: null };
  return decision(
    {
      ...state,
      ...lockOut,
      phase: outcome,
      hint: null,
      attempt: null,
      verdict,
      untilMs: nowMs + (outcome === 'granted' ? policy.grantedHoldMs : policy.deniedHoldMs),
      presence: subjectId === null ? null : startPresence(subjectId, nowMs),
    },
    verdict,
  );
}
