/**
 * @file The decision engine: a pure state machine over observations. It has no clock, no configuration and
 * no memory but the state that it is handed, so the same observations always lead to the same verdicts.
 *
 * searching → positioning → challenging → deciding → (awaitingHeld →) granted | denied | timedOut → cooldown →
 * searching. One approach has one answer: whoever had one is not judged again until they have left, or ask for it.
 */
import type { Observation } from '../observation.ts';
import {
  type Approaches,
  addFailure,
  addUnmatched,
  closedUntil,
  faceAloneOpens,
  isFailure,
} from './approaches.ts';
import { gather, startAttempt } from './attempt.ts';
import {
  hasVotes,
  judge,
  judgeChallenges,
  judgeLeft,
  judgePace,
  judgeTimeout,
  knownIn,
  type Outcome,
} from './judge.ts';
import { abandonLiveness, declineLiveness, isAwaited, wasPrompted } from './attempt-liveness.ts';
import { type HeldFactor, heldFactorOf } from './entry.ts';
import { countedAnew, followTrack, isGone, isUnmatched } from './face-track.ts';
import { judgeLiveness } from './liveness-cues.ts';
import { challengeView, lightView } from './liveness-view.ts';
import { followPresence, isReplaced, startPresence } from './presence.ts';
import { faceVerdict, heldVerdict } from './verdicts.ts';
import { toSearching, type Attempt, type DecisionState, type HeldRequest } from './state.ts';
import type { DecisionContext, DecisionView, HeldView, ReasonCode, Verdict } from './types.ts';

export { createDecision, type DecisionState } from './state.ts';

export interface Decision {
  readonly state: DecisionState;
  readonly view: DecisionView;
  /** The verdict that this step reached, once: what the log and the door act on. */
  readonly verdict: Verdict | null;
}

/** Somebody who was recognised has so long to show what they hold. */
const HELD_WITHIN_MS = 45_000;
/** An attempt on a slow device takes longer by what so many frames do. */
const FRAMES_AN_ATTEMPT = 60;
/** Whoever types may lean out of the picture for so long. */
const HELD_ABSENCE_MS = 10_000;

/**
 * Takes one observation in. One that is out of order, repeated or without a valid time changes nothing.
 * @param context - What to judge by now; when it changes within an attempt, the votes begin anew.
 */
export function decide(state: DecisionState, observation: Observation, context: DecisionContext): Decision {
  if (!isNews(state, observation)) return decision(state, null);
  const { sequence, timestampMs } = observation;
  const advanced = advance(
    { ...state, lastSequence: sequence, lastTimestampMs: timestampMs },
    timestampMs,
    context,
  );
  const seen = see(advanced.state, observation, context);
  // The next visitor may first have to say who they are, so the frame that ends a wait begins no attempt.
  const waited = state.phase === 'cooldown' && advanced.state.phase === 'searching';
  if (advanced.verdict !== null || waited) return decision(seen, advanced.verdict);
  return take(seen, observation, context);
}

/**
 * Lets time pass without a frame: ends holds and attempts even when the camera is gone.
 * @param nowMs - On the clock of the observations' timestamps.
 */
export function tick(state: DecisionState, nowMs: number, context: DecisionContext): Decision {
  return Number.isFinite(nowMs) ? advance(state, nowMs, context) : decision(state, null);
}

/** The person wants badge and PIN instead of what the screen asks. Changes nothing while nothing is asked. */
export function decline(state: DecisionState, context: DecisionContext): Decision {
  if (state.attempt === null) return decision(state, null);
  const attempt = { ...state.attempt, liveness: declineLiveness(state.attempt.liveness) };
  const outcome = judgeChallenges(attempt, context);
  return outcome === null
    ? decision({ ...state, attempt }, null)
    : conclude(state, attempt, outcome, context);
}

/** Somebody who was refused and still stands there asks to be judged again: that is another approach. */
export function retry(state: DecisionState): DecisionState {
  if (!mayRetry(state)) return state;
  return { ...toSearching(state), track: state.track && countedAnew(state.track) };
}

/**
 * The recognised person has shown what they hold, and it is theirs. A wrong badge or PIN changes nothing here: the pad
 * has its own limit.
 */
export function acceptHeld(state: DecisionState, given: DecisionContext): Decision {
  const { held } = state;
  if (held === null) return decision(state, null);
  const refusal = given.refusalOf(held.subjectId);
  if (refusal !== null) return refuseHeld(state, held, refusal, given);
  return answerHeld(state, held, { outcome: 'granted', reason: 'matched' }, given);
}

/** The recognised person shows nothing. Changes nothing while nothing is awaited. */
export function cancelHeld(state: DecisionState, given: DecisionContext): Decision {
  const { held } = state;
  return held === null ? decision(state, null) : refuseHeld(state, held, 'heldNotGiven', given);
}

/**
 * Begins anew, for a restarted camera (whose sequence numbers begin anew) or a new claim in verify mode. What is
 * remembered stays, and so does an answer that is shown: a reset must not be a way around them. A reset after a prompt
 * is a failure itself. Otherwise an attacker could get another challenge by opening the operator's menu.
 */
export function reset(state: DecisionState, context: DecisionContext | null): DecisionState {
  const { attempt } = state;
  const renumbered = { ...state, lastSequence: null };
  if (context === null || context.rehearsal) return attempt === null ? renumbered : toSearching(renumbered);
  const left = loseFace(renumbered, state.clockMs ?? 0, context);
  if (attempt === null) return left;
  const subjectId = wasPrompted(attempt.liveness) ? knownIn(attempt, context) : null;
  const approaches =
    subjectId === null
      ? left.approaches
      : addFailure(left.approaches, subjectId, state.clockMs ?? 0, context.policy);
  return { ...toSearching(left), approaches };
}

/** What the screen needs of `state`. */
export function viewOf(state: DecisionState): DecisionView {
  const { phase, hint, verdict, untilMs, attempt, held } = state;
  const liveness = phase === 'challenging' && attempt !== null ? attempt.liveness : null;
  return {
    phase,
    hint,
    verdict,
    untilMs,
    challenge: liveness && challengeView(liveness),
    light: liveness && lightView(liveness),
    held: held && { subjectId: held.subjectId, factor: held.factor },
    mayRetry: mayRetry(state),
  };
}

function mayRetry({ phase, presence }: DecisionState): boolean {
  const answered = phase === 'denied' || phase === 'timedOut' || phase === 'cooldown';
  return answered && presence?.answer === 'refused';
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
  const dated = { ...before, clockMs: nowMs };
  const state = dated.track !== null && isGone(dated.track, nowMs) ? loseFace(dated, nowMs, context) : dated;
  const { attempt, presence, untilMs, held } = state;
  if (attempt !== null) {
    if (isGone(attempt, nowMs)) {
      const left = judgeLeft(attempt, context);
      return left === null
        ? decision(toSearching(state), null)
        : conclude(state, ended(attempt, 'left'), left, context);
    }
    const timeoutMs = context.policy.attemptTimeoutMs + FRAMES_AN_ATTEMPT * attempt.slackMs;
    const expired = nowMs - attempt.startedMs >= timeoutMs;
    return expired
      ? conclude(state, ended(attempt, 'tooSlow'), judgeTimeout(attempt, context), context)
      : decision(state, null);
  }
  switch (state.phase) {
    case 'awaitingHeld': {
      if (held === null) return decision(toSearching(state), null);
      const over =
        untilMs === null ||
        nowMs >= untilMs ||
        nowMs - held.lastFaceMs >= HELD_ABSENCE_MS ||
        (presence !== null && isReplaced(presence, context));
      return over ? refuseHeld(state, held, 'heldNotGiven', context) : decision(state, null);
    }
    case 'granted':
    case 'denied':
    case 'timedOut':
      if (untilMs !== null && nowMs < untilMs) break;
      return decision({ ...state, phase: 'cooldown', verdict: null, untilMs: null }, null);
    case 'cooldown':
      if (presence === null || isAway(state, context)) return decision(toSearching(state), null);
      break;
    default:
  }
  return decision(state, null);
}

/** Whether the person who had an answer is gone, or another one stands there, or a claim says who comes next. */
function isAway({ presence, track }: DecisionState, context: DecisionContext): boolean {
  if (track === null || presence === null || isReplaced(presence, context)) return true;
  return presence.answer === 'refused' && context.mode.kind === 'verify';
}

/** `attempt`, when nobody will answer its open challenge any more. */
function ended(attempt: Attempt, failure: 'left' | 'tooSlow'): Attempt {
  return isAwaited(attempt.liveness)
    ? { ...attempt, liveness: abandonLiveness(attempt.liveness, failure) }
    : attempt;
}

/** Follows the face before the camera, whatever the phase. */
function see(state: DecisionState, observation: Observation, context: DecisionContext): DecisionState {
  const { track, change } = followTrack(state.track, observation, context);
  const before =
    change === 'another' ? loseFace(state, state.clockMs ?? observation.timestampMs, context) : state;
  const presence = state.presence && followPresence(state.presence, observation, change, context);
  const { held } = state;
  const lastFaceMs = observation.face === null ? held?.lastFaceMs : observation.timestampMs;
  return { ...before, track, presence, held: held && { ...held, lastFaceMs: lastFaceMs ?? held.lastFaceMs } };
}

/** The face has left or another has come. One that nobody's template fits is counted, whatever it was told. */
function loseFace(state: DecisionState, nowMs: number, context: DecisionContext): DecisionState {
  return { ...counted(state, nowMs, context), track: null };
}

/** `state`, with the face before the camera counted once if nobody's template fits it. */
function counted(state: DecisionState, nowMs: number, context: DecisionContext): DecisionState {
  const { track, approaches } = state;
  if (context.rehearsal || track === null || track.counted || !isUnmatched(track, context)) return state;
  return {
    ...state,
    track: { ...track, counted: true },
    approaches: addUnmatched(approaches, track.asksAgain ? null : track.faceKey, nowMs, context.policy),
  };
}

function take(state: DecisionState, observation: Observation, context: DecisionContext): Decision {
  switch (state.phase) {
    case 'searching':
    case 'positioning':
    case 'challenging':
    case 'deciding':
      return takeIntoAttempt(state, observation, context);
    default:
      return decision(state, null);
  }
}

function takeIntoAttempt(state: DecisionState, observation: Observation, context: DecisionContext): Decision {
  const { face } = observation;
  const nowMs = state.clockMs ?? observation.timestampMs;
  if (face === null) {
    if (state.attempt === null) return decision(state, null);
    const absentSinceMs = state.attempt.absentSinceMs ?? observation.timestampMs;
    return decision({ ...state, attempt: { ...state.attempt, absentSinceMs }, hint: 'stepIntoView' }, null);
  }
  const { attempt, good, hint } = gather(
    state.attempt ?? startAttempt(observation, face, context),
    observation,
    face,
    nowMs,
    context,
  );
  const outcome =
    judgeChallenges(attempt, context) ??
    (good ? judge(attempt, nowMs, context) : null) ??
    judgePace(attempt, observation.pace, context);
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
  outcome: Outcome,
  context: DecisionContext,
): Decision {
  const nowMs = state.clockMs ?? attempt.lastFaceMs;
  const recognised = outcome.outcome === 'granted' && !context.rehearsal ? outcome.subjectId : null;
  const barrier = recognised === null ? null : barrierFor(state.approaches, recognised, nowMs, context);
  if (recognised !== null && barrier !== null) {
    return barrier.kind === 'held'
      ? awaitHeld(state, attempt, { subjectId: recognised, factor: barrier.factor }, outcome.similarity)
      : conclude(state, attempt, refusedFor(barrier.reason, recognised), context);
  }
  const verdict = faceVerdict(attempt, outcome, nowMs, context);
  const known = knownIn(attempt, context);
  const failed =
    verdict.outcome === 'denied' && isFailure(verdict.reason) && known !== null && !context.rehearsal;
  const approaches = failed ? addFailure(state.approaches, known, nowMs, context.policy) : state.approaches;
  return answer({ ...state, approaches }, verdict, known, context);
}

type Barrier =
  | { readonly kind: 'held'; readonly factor: HeldFactor }
  | { readonly kind: 'refused'; readonly reason: 'faceClosed' | 'heldLacking' };

/**
 * What stands between a recognised face and the door; null for nothing. A closed face is told so only here: whoever was
 * told before the challenge would learn whom the gallery knows.
 */
function barrierFor(
  approaches: Approaches,
  subjectId: string,
  nowMs: number,
  { entryOf, policy }: DecisionContext,
): Barrier | null {
  if (closedUntil(approaches, subjectId, nowMs) !== null) return { kind: 'refused', reason: 'faceClosed' };
  const factor = heldFactorOf(entryOf(subjectId), faceAloneOpens(approaches, nowMs, policy));
  if (factor === null) return null;
  return factor === 'lacking' ? { kind: 'refused', reason: 'heldLacking' } : { kind: 'held', factor };
}

function refusedFor(reason: ReasonCode, subjectId: string): Outcome {
  return { outcome: 'denied', reason, subjectId: null, refusedSubjectId: subjectId, similarity: null };
}

function awaitHeld(
  state: DecisionState,
  { startedMs, source, lastFaceMs }: Attempt,
  held: HeldView,
  similarity: number | null,
): Decision {
  const nowMs = state.clockMs ?? lastFaceMs;
  return decision(
    {
      ...state,
      phase: 'awaitingHeld',
      hint: null,
      attempt: null,
      held: { ...held, startedMs, source, similarity, lastFaceMs: nowMs },
      presence: startPresence(held.subjectId, 'held'),
      untilMs: nowMs + HELD_WITHIN_MS,
    },
    null,
  );
}

/** The step that shows `verdict`. @param known - Whom it is about; null for somebody whom nobody knows. */
function answer(
  state: DecisionState,
  verdict: Verdict,
  known: string | null,
  context: DecisionContext,
): Decision {
  const { policy } = context;
  const granted = verdict.outcome === 'granted';
  const asked = granted ? state : counted(state, verdict.atMs, context);
  return decision(
    {
      ...asked,
      phase: verdict.outcome,
      hint: null,
      attempt: null,
      held: null,
      verdict,
      untilMs: verdict.atMs + (granted ? policy.grantedHoldMs : policy.deniedHoldMs),
      presence: startPresence(
        verdict.subjectId ?? known,
        granted ? 'granted' : 'refused',
        state.track?.justCame === true,
      ),
    },
    verdict,
  );
}

function refuseHeld(
  state: DecisionState,
  held: HeldRequest,
  reason: Verdict['reason'],
  context: DecisionContext,
): Decision {
  return answerHeld(
    state,
    held,
    { outcome: reason === 'heldNotGiven' ? 'timedOut' : 'denied', reason },
    context,
  );
}

function answerHeld(
  state: DecisionState,
  held: HeldRequest,
  what: Pick<Verdict, 'outcome' | 'reason'>,
  context: DecisionContext,
): Decision {
  const verdict = heldVerdict(held, what, state.clockMs ?? held.startedMs, context);
  return answer(state, verdict, held.subjectId, context);
}
