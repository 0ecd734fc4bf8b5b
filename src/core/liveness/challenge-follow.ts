/**
 * @file Follows a person's answer to one challenge, frame by frame: do what is asked, look straight again. A pure state
 * machine: the decision engine decides what an answer means for the attempt.
 *
 * Every wait before a prompt is drawn at random. An answer counts only if it begins after its prompt and within its
 * window, because a recording cannot know that moment.
 */
import type { Challenge, Gesture } from './challenge.ts';
import { between } from './challenge-hold.ts';
import {
  displacement,
  type HeadSample,
  isAtRest,
  jumps,
  type Reach,
  reachOf,
  strays,
} from './challenge-motion.ts';

export type ChallengeFailure =
  | 'tooEarly'
  | 'tooSlow'
  /** The person did something other than what was asked, or much more of it. */
  | 'wrongMove'
  /** The picture was cut, or the move came from one frame to the next. */
  | 'jumped'
  /** The goal was reached between two frames that are so far apart that a head may well have moved there. */
  | 'unseen'
  /** The face left while an answer was awaited. */
  | 'left';

/** Survives JSON. */
export interface ChallengeRun {
  readonly challenge: Challenge;
  readonly stage: 'act' | 'back';
  /** Which of the two gestures is asked for; the last one in `back`. */
  readonly part: 0 | 1;
  /** The person's own straight pose. */
  readonly rest: HeadSample;
  readonly last: HeadSample;
  /** When the present prompt came to the screen. */
  readonly promptMs: number;
  /** Along the gesture's axis, at the prompt. */
  readonly from: number;
  readonly beganMs: number | null;
  readonly reachedMs: number | null;
  /** How long the goal must be held before the next prompt comes. */
  readonly dwellMs: number;
  /** Frames that showed the head on its way. */
  readonly underWay: number;
  /** Of an earlier gesture no frame showed the way. */
  readonly unseen: boolean;
  readonly strayFrames: number;
  readonly restFrames: number;
  readonly blinks: number;
  readonly lidsShut: boolean;
  /** As the newest frame had it. */
  readonly slackMs: number;
}

export interface ChallengeFrame {
  readonly sample: HeadSample;
  /** From the frame's grab until what it leads to is on the screen. */
  readonly latencyMs: number;
  /** How much longer everything takes because frames come slowly; 0 for a usual device (`pace.ts`). */
  readonly slackMs: number;
  /** Whether enough frames have told whose the turned face is. A turn is held until then. */
  readonly turnSeen: boolean;
  /** [0, 1); nobody can predict it. */
  readonly random: () => number;
}

export type ChallengeStep =
  | { readonly kind: 'going'; readonly run: ChallengeRun }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: ChallengeFailure };

/** Milliseconds between which a wait is drawn. */
const DWELL_MS = [60, 160] as const;
/** The fastest people take about 200 ms to react. A move that begins sooner began before the prompt. */
const SOONEST_MS = 150;
const LATEST_MS = 2_000;
/** From the prompt until the goal must be reached, and each further blink. */
const REACH_WITHIN_MS = 3_500;
const EACH_BLINK_MS = 700;
const BACK_BEGINS_WITHIN_MS = 1_800;
const BACK_WITHIN_MS = 3_500;
/** After a longer time without a face, another face may have taken its place. */
const LONGEST_GAP_MS = 700;

/** A slow device may miss so many frames in a row, and needs so many to see that a move has begun and has ended. */
const FRAMES_MISSED = 3;
const FRAMES_TO_BEGIN = 3;
const FRAMES_TO_REACH = 5;
/** So long a turn is held at most; a slow device takes so many frames for it. */
const HOLD_AT_MOST_MS = 1_500;
const FRAMES_TO_HOLD = 15;

/** At frame gaps this long a fast turn can reach its goal without a frame in between. */
const SLOW_FRAMES_MS = 110;

/** Share of the way to the goal at which a move has begun, and between which the head is seen on its way. */
const BEGUN_SHARE = 0.4;
const UNDER_WAY_SHARES = [0.2, 0.92] as const;
/** A reached goal counts as held until the head has gone back by this share of the way. */
const HELD_SHARE = 0.75;
/** One frame may be wrong; two in a row are not. */
const STRAY_FRAMES = 2;
const REST_FRAMES = 2;
/** Blendshape above that of the open eyes. */
const LIDS_SHUT = 0.3;
const LIDS_OPEN = 0.18;

/**
 * Shows the first prompt: from now on the answer is awaited.
 * @param rest - The person's own straight pose.
 */
export function startChallenge(challenge: Challenge, rest: HeadSample, frame: ChallengeFrame): ChallengeRun {
  const { sample: last, slackMs } = frame;
  return prompt({ challenge, stage: 'act', part: 0, rest, last, unseen: false, slackMs }, frame);
}

/** Takes in the next frame of the same face. Frames come in the order of their times. */
export function followChallenge(run: ChallengeRun, frame: ChallengeFrame): ChallengeStep {
  const { sample, slackMs } = frame;
  const { last } = run;
  if (sample.atMs - last.atMs > LONGEST_GAP_MS + FRAMES_MISSED * slackMs) return failed('left');
  if (jumps(last, sample)) return failed('jumped');
  const next = { ...run, last: sample, slackMs };
  return run.stage === 'act' ? followAct(next, frame, last.atMs) : followBack(next, frame);
}

export function gestureOf({ challenge, part }: ChallengeRun): Gesture {
  return challenge[part];
}

/** How much of the present stage is done, [0, 1]. */
export function challengeProgress(run: ChallengeRun): number {
  const { stage, rest, last, reachedMs } = run;
  const gesture = gestureOf(run);
  const reach = reachOf(gesture);
  if (stage === 'act' && reachedMs !== null) return 1;
  if (reach === null) return stage === 'act' ? share(run.blinks, gesture.goal) : 1;
  const way = share(along(reach, last, rest), reach.from);
  return stage === 'act' ? way : 1 - way;
}

/**
 * When what the prompt asks for must have begun, and once it has, when it must be done; null while it is held. On the
 * frames' clock. It tells only whether the move has begun, which its progress shows as well.
 */
export function challengeDueMs(run: ChallengeRun): number | null {
  const { stage, rest, last, promptMs, beganMs, reachedMs, slackMs } = run;
  if (stage === 'back') {
    const begun = reachOf(gestureOf(run)) === null || !holdsGoal(gestureOf(run), last, rest);
    return promptMs + (begun ? backWithinMs(slackMs) : backBeginsWithinMs(slackMs));
  }
  if (reachedMs !== null) return null;
  return promptMs + (beganMs === null ? latestMs(slackMs) : doneWithinMs(gestureOf(run), slackMs));
}

function latestMs(slackMs: number): number {
  return LATEST_MS + FRAMES_TO_BEGIN * slackMs;
}

function doneWithinMs(gesture: Gesture, slackMs: number): number {
  return reachOf(gesture) === null
    ? latestMs(slackMs) + gesture.goal * EACH_BLINK_MS
    : REACH_WITHIN_MS + FRAMES_TO_REACH * slackMs;
}

function backBeginsWithinMs(slackMs: number): number {
  return BACK_BEGINS_WITHIN_MS + FRAMES_TO_BEGIN * slackMs;
}

function backWithinMs(slackMs: number): number {
  return BACK_WITHIN_MS + FRAMES_TO_REACH * slackMs;
}

/** Shows the next prompt. */
function prompt(
  run: Pick<ChallengeRun, 'challenge' | 'stage' | 'part' | 'rest' | 'last' | 'unseen' | 'slackMs'>,
  { sample, latencyMs, random }: ChallengeFrame,
): ChallengeRun {
  const { challenge, stage, part, rest, last, unseen, slackMs } = run;
  const reach = reachOf(challenge[part]);
  return {
    ...{ challenge, stage, part, rest, last, unseen, slackMs },
    promptMs: sample.atMs + latencyMs,
    from: reach === null ? 0 : along(reach, sample, rest),
    beganMs: null,
    reachedMs: null,
    dwellMs: between(DWELL_MS, random),
    underWay: 0,
    strayFrames: 0,
    restFrames: 0,
    blinks: 0,
    lidsShut: false,
  };
}

function followAct(before: ChallengeRun, frame: ChallengeFrame, previousMs: number): ChallengeStep {
  const { sample } = frame;
  const { rest } = before;
  const asked = before.challenge.slice(0, before.part + 1);
  const sinceMs = sample.atMs - before.promptMs;
  if (before.part === 1 && blinksOn(before.challenge[0], sample, rest, sinceMs)) return failed('wrongMove');
  const reached = before.part + (before.reachedMs === null ? 0 : 1);
  const strayFrames = strays(displacement(sample, rest), asked, reached) ? before.strayFrames + 1 : 0;
  if (strayFrames >= STRAY_FRAMES) {
    return failed(before.part === 0 && sinceMs < SOONEST_MS ? 'tooEarly' : 'wrongMove');
  }
  if (before.part === 1 && sinceMs < SOONEST_MS && !holdsGoal(before.challenge[0], sample, rest)) {
    return failed('tooEarly');
  }
  const run = { ...before, strayFrames };
  const gesture = gestureOf(run);
  const reach = reachOf(gesture);
  const step = reach === null ? followBlinks(run, gesture, frame) : followMove(run, reach, frame, previousMs);
  if (step.kind !== 'going' || step.run.reachedMs === null) return step;
  const heldMs = sample.atMs - step.run.reachedMs;
  if (heldMs < step.run.dwellMs) return step;
  if (!frame.turnSeen && reach?.axis === 'yaw') {
    return heldMs > HOLD_AT_MOST_MS + FRAMES_TO_HOLD * frame.slackMs ? failed('unseen') : step;
  }
  const next: ChallengeRun = step.run.part === 0 ? { ...step.run, part: 1 } : { ...step.run, stage: 'back' };
  return going(prompt(next, frame));
}

function followMove(
  run: ChallengeRun,
  reach: Reach,
  { sample, slackMs }: ChallengeFrame,
  previousMs: number,
): ChallengeStep {
  const now = along(reach, sample, run.rest);
  const sinceMs = sample.atMs - run.promptMs;
  if (run.reachedMs !== null) {
    return now >= reach.from * HELD_SHARE ? going(run) : failed('tooEarly');
  }
  const way = (now - run.from) / (reach.from - run.from);
  const begun = way >= BEGUN_SHARE;
  if (begun && sinceMs < SOONEST_MS) return failed('tooEarly');
  if (run.beganMs === null && !begun && sinceMs > latestMs(slackMs)) return failed('tooSlow');
  if (sinceMs > doneWithinMs(gestureOf(run), slackMs)) return failed('tooSlow');
  const seen = way > UNDER_WAY_SHARES[0] && way < UNDER_WAY_SHARES[1];
  const next = {
    ...run,
    beganMs: run.beganMs ?? (begun ? sample.atMs : null),
    underWay: run.underWay + (seen ? 1 : 0),
  };
  if (!(now >= reach.from && now <= reach.to)) return going(next);
  // A mouth can open between two frames of a slow camera. A head cannot turn so fast.
  const unseen = next.underWay === 0 && reach.axis !== 'mouth';
  if (unseen && sample.atMs - previousMs <= SLOW_FRAMES_MS) return failed('jumped');
  // A slow device misses the way of a quick turn; the other gesture's must be seen then.
  if (unseen && (run.unseen || slackMs === 0)) return failed('unseen');
  return going({ ...next, unseen: run.unseen || unseen, reachedMs: sample.atMs });
}

function followBlinks(
  before: ChallengeRun,
  gesture: Gesture,
  { sample: { atMs, blink }, slackMs }: ChallengeFrame,
): ChallengeStep {
  const { goal } = gesture;
  const sinceMs = atMs - before.promptMs;
  const lid = blink - before.rest.blink;
  const shuts = !before.lidsShut && lid > LIDS_SHUT;
  const opens = before.lidsShut && lid < LIDS_OPEN;
  // A blink that began before the prompt is not an answer.
  if (shuts && sinceMs < SOONEST_MS) return going(before);
  const run = {
    ...before,
    lidsShut: shuts || (before.lidsShut && !opens),
    beganMs: before.beganMs ?? (shuts ? atMs : null),
    blinks: before.blinks + (opens ? 1 : 0),
  };
  if (run.blinks > goal) return failed('wrongMove');
  if (run.beganMs === null && sinceMs > latestMs(slackMs)) return failed('tooSlow');
  if (run.blinks < goal) {
    return sinceMs > doneWithinMs(gesture, slackMs) ? failed('tooSlow') : going(run);
  }
  return going({ ...run, reachedMs: run.reachedMs ?? atMs });
}

function followBack(before: ChallengeRun, { sample, slackMs }: ChallengeFrame): ChallengeStep {
  const { rest } = before;
  const sinceMs = sample.atMs - before.promptMs;
  const moved = displacement(sample, rest);
  const strayFrames = strays(moved, before.challenge, 2) ? before.strayFrames + 1 : 0;
  if (strayFrames >= STRAY_FRAMES) return failed('wrongMove');
  if (blinksOn(gestureOf(before), sample, rest, sinceMs)) return failed('wrongMove');
  const holding = holdsGoal(gestureOf(before), sample, rest);
  if (!holding && sinceMs < SOONEST_MS) return failed('tooEarly');
  const blinked = reachOf(gestureOf(before)) === null;
  if (holding && !blinked && sinceMs > backBeginsWithinMs(slackMs)) return failed('tooSlow');
  const restFrames = isAtRest(moved) ? before.restFrames + 1 : 0;
  if (restFrames >= REST_FRAMES) return { kind: 'done' };
  if (sinceMs > backWithinMs(slackMs)) return failed('tooSlow');
  return going({ ...before, strayFrames, restFrames });
}

/** Whether a goal that was reached is still held; a blink is over once it is done. */
function holdsGoal(gesture: Gesture, sample: HeadSample, rest: HeadSample): boolean {
  const reach = reachOf(gesture);
  return reach === null || along(reach, sample, rest) >= reach.from * HELD_SHARE;
}

/** Whether the eyes blink once more than they were asked to, before anybody can have seen that they did it. */
function blinksOn(asked: Gesture, sample: HeadSample, rest: HeadSample, sinceMs: number): boolean {
  return asked.kind === 'blink' && sinceMs < SOONEST_MS && sample.blink - rest.blink > LIDS_SHUT;
}

function along({ axis, sign }: Reach, sample: HeadSample, rest: HeadSample): number {
  return sign * displacement(sample, rest)[axis];
}

function share(part: number, whole: number): number {
  return Math.max(0, Math.min(1, part / whole));
}

function going(run: ChallengeRun): ChallengeStep {
  return { kind: 'going', run };
}

function failed(failure: ChallengeFailure): ChallengeStep {
  return { kind: 'failed', failure };
}
