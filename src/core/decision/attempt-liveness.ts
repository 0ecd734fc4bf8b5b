/**
 * @file The liveness side of an attempt: what it is asked, how far it is with the answers, and what is remembered.
 * Judges nothing: `liveness-cues.ts` does.
 *
 * Before the first prompt everything may begin anew. After it nothing does: whoever could begin anew could wait for the
 * prompt that suits them.
 */
import { NO_FAKE_TALLY, type FakeTally, tallyFake } from '../fusion/fake-probability.ts';
import { challengeAbilities, type ChallengeKind, drawChallenge } from '../liveness/challenge.ts';
import { type ChallengeHold, followHold, startHold } from '../liveness/challenge-hold.ts';
import {
  type ChallengeFailure,
  type ChallengeFrame,
  type ChallengeRun,
  followChallenge,
  gestureOf,
  startChallenge,
} from '../liveness/challenge-follow.ts';
import { headSample } from '../liveness/challenge-motion.ts';
import {
  type Answering,
  judgeContinuity,
  MIN_TURNED_FRAMES,
  NO_ANSWERING,
  withAnsweringFrame,
} from '../liveness/continuity.ts';
import { judgeDepth, type TurnedShape } from '../liveness/depth.ts';
import { drawLightSequence, judgeLight, type LightSequence, type TimedLight } from '../liveness/light.ts';
import type { CueFinding } from '../liveness/types.ts';
import type { FaceObservation, Observation } from '../observation.ts';
import { slackOf } from '../pace/pace.ts';
import type { Accommodation } from '../template/types.ts';
import { accommodationsOf, sparedKinds } from './accommodated.ts';
import type { DecisionContext } from './types.ts';
import { voteOf } from './vote.ts';

/** The colours that the screen shows, and how the face reflected them. */
export interface LightRun {
  readonly sequence: LightSequence;
  /** When the page begins to show them: until then it warns of them. */
  readonly startsAtMs: number;
  readonly samples: readonly TimedLight[];
  readonly finding: CueFinding;
}

/** Plain data of bounded size. */
export interface AttemptLiveness {
  /** The wait before a prompt; null while an answer is awaited and after the last one. */
  readonly hold: ChallengeHold | null;
  /** While an answer is awaited. */
  readonly run: ChallengeRun | null;
  /** How many challenges are asked of this attempt; null before the first prompt. */
  readonly challenges: number | null;
  readonly answered: number;
  /** Whom the gallery knew at the first prompt; null for nobody, and before it. */
  readonly subjectId: string | null;
  /** At the first prompt two subjects fitted about as well. */
  readonly ambiguous: boolean;
  /** Of the subject at the first prompt: what is not asked for. */
  readonly accommodations: readonly Accommodation[];
  /** The gesture that was not answered in time, after which something else was drawn, once. */
  readonly missed: ChallengeKind | null;
  readonly light: LightRun | null;
  /** Since the last challenge was answered. */
  readonly turned: readonly TurnedShape[];
  /** The worst of the challenges that were answered. */
  readonly depth: CueFinding | null;
  readonly lowestCosine: number | null;
  /** One for each challenge that was asked, and one for the light. */
  readonly answering: readonly Answering[];
  /** Whom the frames with a moderate turn name. */
  readonly turning: Answering;
  readonly failure: ChallengeFailure | null;
  /** What else ended the attempt. */
  readonly ended: 'declined' | 'severalFaces' | null;
  /** What the person said they cannot do. */
  readonly declined: readonly (ChallengeKind | 'light')[];
  /** Of the whole attempt, whatever began anew in it: */
  readonly attackProbabilities: readonly number[];
  readonly fakes: FakeTally;
}

export const NO_LIVENESS: AttemptLiveness = {
  hold: null,
  run: null,
  challenges: null,
  answered: 0,
  subjectId: null,
  ambiguous: false,
  accommodations: [],
  missed: null,
  light: null,
  turned: [],
  depth: null,
  lowestCosine: null,
  answering: [],
  turning: NO_ANSWERING,
  failure: null,
  ended: null,
  declined: [],
  attackProbabilities: [],
  fakes: NO_FAKE_TALLY,
};

/** The time to read the notice and decline. */
const LIGHT_NOTICE_MS = 3_000;

/** Six seconds at 30 frames a second, of which the light takes half. */
const MAX_LIGHT_SAMPLES = 180;
/** More than the longest attempt has at 30 frames a second. */
const MAX_PROBABILITIES = 1_500;
const MAX_SHAPES = 180;
/** Two frames that are closer to each other than this tell the same about a face's depth. */
const SHAPE_STEP_DEG = 1;
const MAX_LATENCY_MS = 1_500;

/** A head turned by no more than this can be recognised as well as a straight one. */
const FRONTAL_DEG = 10;
/** Of a head that is turned further, too little of the face is seen. The smallest turn that is asked for is 16°. */
const RECOGNISABLE_DEG = 32;

const PENDING: CueFinding = { state: 'pending', suspicion: null };

export interface LivenessFrame {
  readonly observation: Observation;
  readonly face: FaceObservation;
  /** Good enough to be recognised. */
  readonly good: boolean;
  /** Whether there are votes enough to tell who it is, or that it is nobody whom the gallery knows. */
  readonly voted: boolean;
  /** Whom the votes name. */
  readonly subjectId: string | null;
  /** Two subjects fit about as well. */
  readonly ambiguous: boolean;
  readonly nowMs: number;
}

/** Takes in a frame that shows one face, which has not jumped. */
export function followLiveness(
  before: AttemptLiveness,
  frame: LivenessFrame,
  context: DecisionContext,
): AttemptLiveness {
  if (isOver(before)) return before;
  const liveness = gatherCues(before, frame, context);
  if (liveness.run !== null) return followRun(liveness, liveness.run, frame, context);
  if (!isAnswered(liveness, context)) return followWait(liveness, frame, context);
  return isLightAsked(liveness, context) ? followLight(liveness, frame, context) : liveness;
}

/** It may be another face now. After a prompt that ends the attempt; before, everything begins anew. */
export function breakLiveness(
  before: AttemptLiveness,
  failure: ChallengeFailure | 'severalFaces',
): AttemptLiveness {
  if (isOver(before)) return before;
  if (!wasPrompted(before)) {
    const { attackProbabilities, fakes } = before;
    return { ...NO_LIVENESS, attackProbabilities, fakes };
  }
  return failure === 'severalFaces' ? { ...before, ended: failure } : { ...before, failure };
}

/** Ends an attempt without an answer. After a prompt that is a failure. */
export function abandonLiveness(before: AttemptLiveness, failure: ChallengeFailure): AttemptLiveness {
  return wasPrompted(before) && !isOver(before) ? { ...before, failure } : before;
}

/** "Use badge and PIN", while something is asked: the face opens nothing any more. */
export function declineLiveness(before: AttemptLiveness): AttemptLiveness {
  if (isOver(before)) return before;
  const { run, light } = before;
  const what = run !== null ? gestureOf(run).kind : light?.finding.state === 'pending' ? 'light' : null;
  return what === null ? before : { ...before, ended: 'declined', declined: [what] };
}

/** Whether the person has seen what is asked in this attempt. */
export function wasPrompted({ challenges, light }: AttemptLiveness): boolean {
  return (challenges ?? 0) > 0 || light !== null;
}

/** Whether a prompt is on the screen and its answer awaited. */
export function isAwaited({ run }: AttemptLiveness): boolean {
  return run !== null;
}

/** Whether the head is on its way back after the last gesture, and nearly straight. */
export function isReturning({ run, answered, challenges }: AttemptLiveness, face: FaceObservation): boolean {
  return run?.stage === 'back' && answered + 1 === challenges && isStraight(run, face);
}

/** Whether every challenge that is asked of this attempt was answered. */
export function isAnswered(
  { run, answered, challenges }: AttemptLiveness,
  { policy }: DecisionContext,
): boolean {
  if (policy.liveness.challenges === 0) return true;
  return challenges !== null && answered >= challenges && run === null;
}

function isLightAsked({ accommodations }: AttemptLiveness, { policy }: DecisionContext): boolean {
  return policy.liveness.cues.light.need !== 'off' && !accommodations.includes('light');
}

function isOver({ failure, ended }: AttemptLiveness): boolean {
  return failure !== null || ended !== null;
}

/**
 * What detectors say of a frame counts however the head is turned. Only before the first prompt poor frames do not:
 * they show somebody who is still coming.
 */
function gatherCues(
  before: AttemptLiveness,
  { face, good }: LivenessFrame,
  { continuityThreshold }: DecisionContext,
): AttemptLiveness {
  const { fakeProbability } = face;
  const { continuity, attackProbability } = face.liveness;
  let { lowestCosine, attackProbabilities, fakes } = before;
  // A frame that shows another face has broken the attempt; it tells nothing about the frames after it.
  if (continuity !== null && judgeContinuity([continuity], continuityThreshold).state !== 'failed') {
    lowestCosine = Math.min(lowestCosine ?? continuity, continuity);
  }
  if (good || wasPrompted(before)) {
    if (isProbability(attackProbability)) {
      attackProbabilities = [...attackProbabilities, attackProbability].slice(-MAX_PROBABILITIES);
    }
    if (isProbability(fakeProbability)) fakes = tallyFake(fakes, fakeProbability);
  }
  return { ...before, lowestCosine, attackProbabilities, fakes };
}

function isProbability(value: number | null): value is number {
  return value !== null && value >= 0 && value <= 1;
}

/** Waits for a still, straight head, and then shows the next prompt. What it asks is drawn only then. */
function followWait(
  before: AttemptLiveness,
  frame: LivenessFrame,
  context: DecisionContext,
): AttemptLiveness {
  const { observation, face, good, voted } = frame;
  const { random } = context;
  const sample = headSample(face, observation.timestampMs);
  // A blink or a shadow does not end a hold. The next good frame shows whether the head kept still.
  if (sample === null || !good) return before;
  const liveness = withShape(before, face);
  const ready = voted || wasPrompted(before);
  const step = followHold(liveness.hold ?? startHold(random), sample, ready, random);
  switch (step.kind) {
    case 'going':
      return { ...liveness, hold: step.hold };
    case 'failed':
      return { ...liveness, hold: null, failure: 'tooEarly' };
    case 'held': {
      const begun = { ...liveness, hold: null, ...firstAsked(liveness, frame, context) };
      const spared = sparedKinds(begun.accommodations);
      const abilities = challengeAbilities(face, observation.frame);
      const challenge = drawChallenge(abilities, random, { spared, missed: before.missed });
      // Only somebody who is spared nearly everything has nothing left to be asked for.
      if (challenge === null) return { ...begun, challenges: 0 };
      const latencyMs = latencyOf(observation);
      const run = startChallenge(challenge, step.rest, {
        ...{ sample, latencyMs, random },
        ...slownessOf(begun, observation),
      });
      const { answering, answered } = begun;
      return {
        ...begun,
        run,
        answering: answering.length > answered ? answering : [...answering, NO_ANSWERING],
      };
    }
  }
}

/** What the first prompt fixes for the attempt. */
function firstAsked(
  before: AttemptLiveness,
  { subjectId, ambiguous }: LivenessFrame,
  context: DecisionContext,
): Partial<AttemptLiveness> {
  if (before.challenges !== null) return {};
  const { challenges } = context.policy.liveness;
  return { challenges, subjectId, ambiguous, accommodations: accommodationsOf(subjectId, context) };
}

function followRun(
  before: AttemptLiveness,
  run: ChallengeRun,
  { observation, face, good }: LivenessFrame,
  context: DecisionContext,
): AttemptLiveness {
  const { random } = context;
  const sample = headSample(face, observation.timestampMs);
  if (sample === null) return before;
  const latencyMs = latencyOf(observation);
  const step = followChallenge(run, { sample, latencyMs, random, ...slownessOf(before, observation) });
  const watched =
    good && isStraight(run, face)
      ? withAnswering(before, before.answered, face, context)
      : withTurning(before, run, face, context);
  const liveness = withShape(watched, face);
  switch (step.kind) {
    case 'going':
      return { ...liveness, run: step.run };
    case 'done':
      return { ...withDepth(liveness), run: null, answered: liveness.answered + 1 };
    case 'failed':
      // A slow visitor may have been reading, and a slow camera may miss a quick turn. Once something else is drawn.
      return (step.failure === 'tooSlow' || step.failure === 'unseen') && before.missed === null
        ? { ...liveness, run: null, missed: gestureOf(run).kind }
        : { ...liveness, failure: step.failure };
  }
}

/** A fast device sees whose a turned face is on the way. */
function slownessOf(
  { turning, answered }: AttemptLiveness,
  { pace }: Observation,
): Pick<ChallengeFrame, 'slackMs' | 'turnSeen'> {
  const slackMs = slackOf(pace);
  return { slackMs, turnSeen: slackMs === 0 || turning.frames >= MIN_TURNED_FRAMES * (answered + 1) };
}

function latencyOf({ timings }: Observation): number {
  return Math.max(0, Math.min(MAX_LATENCY_MS, timings.totalMs || 0));
}

function isStraight({ rest }: ChallengeRun, { pose: { yawDeg, pitchDeg } }: FaceObservation): boolean {
  return Math.abs(yawDeg - rest.yawDeg) <= FRONTAL_DEG && Math.abs(pitchDeg - rest.pitchDeg) <= FRONTAL_DEG;
}

/** Takes in whom a turned face names. Whether the frame is good does not matter: a turn makes it less so. */
function withTurning(
  before: AttemptLiveness,
  { rest }: ChallengeRun,
  face: FaceObservation,
  { similarityThreshold, mode }: DecisionContext,
): AttemptLiveness {
  const turnDeg = Math.abs(face.pose.yawDeg - rest.yawDeg);
  const isModerate = turnDeg > FRONTAL_DEG && turnDeg <= RECOGNISABLE_DEG;
  const vote = isModerate ? voteOf(face, similarityThreshold, mode) : null;
  return vote === null ? before : { ...before, turning: withAnsweringFrame(before.turning, vote.subjectId) };
}

/** @param index - Of the answer that is awaited. */
function withAnswering(
  before: AttemptLiveness,
  index: number,
  face: FaceObservation,
  { similarityThreshold, mode }: DecisionContext,
): AttemptLiveness {
  const vote = voteOf(face, similarityThreshold, mode);
  if (vote === null) return before;
  const answering = before.answering.map((one, at) =>
    at === index ? withAnsweringFrame(one, vote.subjectId) : one,
  );
  return { ...before, answering };
}

function withShape(before: AttemptLiveness, { pose, liveness }: FaceObservation): AttemptLiveness {
  const { shape } = liveness;
  if (!shape.every(Number.isFinite)) return before;
  const { yawDeg, pitchDeg } = pose;
  const last = before.turned.at(-1);
  if (last && Math.hypot(yawDeg - last.yawDeg, pitchDeg - last.pitchDeg) < SHAPE_STEP_DEG) return before;
  return { ...before, turned: [...before.turned, { yawDeg, pitchDeg, shape }].slice(-MAX_SHAPES) };
}

/** Judges the depth in the challenge that was answered: each one's turn must show it. */
function withDepth(before: AttemptLiveness): AttemptLiveness {
  const { state, suspicion } = judgeDepth(before.turned);
  const finding: CueFinding = { state: state === 'pending' ? 'missing' : state, suspicion };
  const { depth } = before;
  return { ...before, turned: [], depth: depth === null || isWorse(finding, depth) ? finding : depth };
}

const BADNESS = { passed: 0, pending: 1, missing: 2, failed: 3 } as const;

function isWorse(a: CueFinding, b: CueFinding): boolean {
  if (a.state !== b.state) return BADNESS[a.state] > BADNESS[b.state];
  return (a.suspicion ?? 0) > (b.suspicion ?? 0);
}

function followLight(
  before: AttemptLiveness,
  { observation, face, nowMs }: LivenessFrame,
  context: DecisionContext,
): AttemptLiveness {
  const { light } = before;
  if (light === null) {
    const sequence = drawLightSequence(context.random);
    const startsAtMs = nowMs + LIGHT_NOTICE_MS;
    const answering = [...before.answering, NO_ANSWERING];
    return { ...before, answering, light: { sequence, startsAtMs, samples: [], finding: PENDING } };
  }
  const atMs = observation.timestampMs;
  if (light.finding.state !== 'pending' || atMs < light.startsAtMs) return before;
  // Whoever let their own face be lit and showed the subject's before and after would pass otherwise.
  const watched = withAnswering(before, before.answering.length - 1, face, context);
  const { light: sample } = face.liveness;
  const samples =
    sample === null ? light.samples : [...light.samples, { atMs, light: sample }].slice(-MAX_LIGHT_SAMPLES);
  const { state, suspicion } = judgeLight(light.sequence, light.startsAtMs, samples, nowMs);
  return { ...watched, light: { ...light, samples, finding: { state, suspicion } } };
}
