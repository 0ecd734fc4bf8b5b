/**
 * @file The liveness side of an attempt: which challenges it has to answer, how far it is, and what every cue says of
 * it. Reaches no verdict.
 */
import {
  type Challenge,
  type ChallengeAbilities,
  challengeAbilities,
  type ChallengeKind,
  drawChallenges,
} from '../liveness/challenge.ts';
import {
  type ChallengeFailure,
  type ChallengeRun,
  followChallenge,
  gestureOf,
  isPrompted,
  startChallenge,
} from '../liveness/challenge-follow.ts';
import { hasTurn, headSample } from '../liveness/challenge-motion.ts';
import { answeredByAnother, type Answering, judgeContinuity } from '../liveness/continuity.ts';
import { joinCues, type JointFinding } from '../liveness/join-cues.ts';
import { judgeDepth, type TurnedShape } from '../liveness/depth.ts';
import { drawLightSequence, judgeLight, type LightSequence, type TimedLight } from '../liveness/light.ts';
import { judgePassive } from '../liveness/passive.ts';
import type { CueFinding, CueName } from '../liveness/types.ts';
import type { FaceObservation, Observation } from '../observation.ts';
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
  /** Drawn and not yet begun; null before the first draw. */
  readonly queue: readonly Challenge[] | null;
  readonly run: ChallengeRun | null;
  readonly answered: readonly Challenge[];
  readonly abilities: ChallengeAbilities | null;
  /** Whom the gallery knew at the last prompt; null before the first. */
  readonly subjectId: string | null;
  readonly light: LightRun | null;
  /** The person cannot bear the light, or it cannot be read here: two more challenges stand in for it. */
  readonly lightWaived: boolean;
  readonly turned: readonly TurnedShape[];
  readonly cosines: readonly number[];
  readonly answering: Answering;
  readonly attackProbabilities: readonly number[];
  readonly failure: ChallengeFailure | null;
  /** Nothing is left that could be asked for. */
  readonly exhausted: boolean;
  /** What the person said they cannot do, in order. */
  readonly declined: readonly (ChallengeKind | 'light')[];
  readonly used: readonly ChallengeKind[];
  readonly secondChance: boolean;
  /** How often it all began anew after a prompt. */
  readonly restarts: number;
}

export const NO_LIVENESS: AttemptLiveness = {
  queue: null,
  run: null,
  answered: [],
  abilities: null,
  subjectId: null,
  light: null,
  lightWaived: false,
  turned: [],
  cosines: [],
  answering: { frames: 0, named: 0 },
  attackProbabilities: [],
  failure: null,
  exhausted: false,
  declined: [],
  used: [],
  secondChance: false,
  restarts: 0,
};

/**
 * A visitor may say "I cannot do this" so often. With more, an attacker could wait for the challenge of a recording.
 */
const MAX_REPLACEMENTS = 2;
const MAX_RESTARTS = 2;
/** Challenges that stand in for the light. */
const CHALLENGES_FOR_LIGHT = 2;
/** The time to read the notice and decline. */
const LIGHT_NOTICE_MS = 3_000;

/** Six seconds at 30 frames a second, of which the light takes half. */
const MAX_LIGHT_SAMPLES = 180;
const MAX_VALUES = 120;
const MAX_SHAPES = 90;
/** Two frames that are closer to each other than this tell the same about a face's depth. */
const SHAPE_STEP_DEG = 1;
const MAX_LATENCY_MS = 500;

/** A head turned by no more than this can be recognised as well as a straight one. */
const FRONTAL_DEG = 10;

export interface LivenessFrame {
  readonly observation: Observation;
  readonly face: FaceObservation;
  /** Good enough to be recognised. */
  readonly good: boolean;
  /** Whom the votes name. */
  readonly subjectId: string | null;
  readonly nowMs: number;
}

/** Takes in a frame that shows one face, which has not jumped. */
export function followLiveness(
  before: AttemptLiveness,
  frame: LivenessFrame,
  context: DecisionContext,
): AttemptLiveness {
  if (isOver(before)) return before;
  const liveness = drawFirst(gatherCues(before, frame, context), frame, context);
  if (liveness.run !== null) return followRun(liveness, liveness.run, frame, context);
  if (
    context.policy.liveness.cues.light.need === 'off' ||
    !isAnswered(liveness, context) ||
    liveness.lightWaived
  ) {
    return liveness;
  }
  return followLight(liveness, frame, context.random);
}

/** Begins everything anew, because it may be another face. After a prompt that may happen a few times only. */
export function restartLiveness(before: AttemptLiveness): AttemptLiveness {
  if (isOver(before)) return before;
  const { declined, used, secondChance, lightWaived, subjectId } = before;
  const restarts = before.restarts + (subjectId === null ? 0 : 1);
  return {
    ...NO_LIVENESS,
    declined,
    used,
    secondChance,
    lightWaived,
    restarts,
    failure: restarts > MAX_RESTARTS ? 'left' : null,
  };
}

/** The face jumped or left, or time ran out. After a prompt this is a failure: it must not bring another challenge. */
export function interruptLiveness(before: AttemptLiveness, failure: ChallengeFailure): AttemptLiveness {
  return isAwaited(before) ? { ...before, failure: before.failure ?? failure } : restartLiveness(before);
}

/** Ends an attempt without an answer. After a prompt that is a failure. */
export function abandonLiveness(before: AttemptLiveness, failure: ChallengeFailure): AttemptLiveness {
  return wasPrompted(before) ? { ...before, failure: before.failure ?? failure } : before;
}

/** Whether the person has seen what is asked in this attempt. */
export function wasPrompted({ subjectId, restarts }: AttemptLiveness): boolean {
  return subjectId !== null || restarts > 0;
}

/** "I cannot do this": another challenge, or two instead of the light; `exhausted` when there is none. */
export function declineLiveness(before: AttemptLiveness, context: DecisionContext): AttemptLiveness {
  if (isOver(before)) return before;
  if (before.light?.finding.state === 'pending') {
    return waiveLight({ ...before, declined: [...before.declined, 'light'] }, context.random);
  }
  const { run } = before;
  if (run === null || !isPrompted(run)) return before;
  const declined = [...before.declined, gestureOf(run).kind];
  const replacements = declined.filter((what) => what !== 'light').length;
  if (replacements > MAX_REPLACEMENTS) return { ...before, declined, exhausted: true };
  return replaceRun({ ...before, declined }, context.random);
}

/** Whether a prompt is on the screen and its answer awaited. */
export function isAwaited({ run }: AttemptLiveness): boolean {
  return run !== null && isPrompted(run);
}

/** Whether the head is on its way back after the last gesture, and nearly straight. */
export function isReturning({ run, queue }: AttemptLiveness, face: FaceObservation): boolean {
  return run?.stage === 'back' && queue?.length === 0 && isStraight(run, face);
}

/** Whether every challenge that the policy asks for was answered. */
export function isAnswered({ queue, run }: AttemptLiveness, { policy }: DecisionContext): boolean {
  return policy.liveness.challenges === 0 || (queue?.length === 0 && run === null);
}

/** What all cues together say. Those that should have spoken once every challenge is answered are missing. */
export function judgeLiveness(liveness: AttemptLiveness, context: DecisionContext): JointFinding {
  return joinCues(cueFindings(liveness, context), context.policy.liveness.cues);
}

function cueFindings(
  liveness: AttemptLiveness,
  context: DecisionContext,
): Readonly<Record<CueName, CueFinding>> {
  const answered = isAnswered(liveness, context);
  const due = (finding: CueFinding): CueFinding =>
    answered && finding.state === 'pending' ? { ...finding, state: 'missing' } : finding;
  const turned = liveness.answered.some(hasTurn);
  return {
    challenge: liveness.failure !== null ? FAILED : answered ? PASSED : PENDING,
    light: liveness.lightWaived ? WAIVED : (liveness.light?.finding ?? PENDING),
    depth: !answered ? PENDING : turned ? due(judgeDepth(liveness.turned)) : WAIVED,
    passive: judgePassive(liveness.attackProbabilities, context.attackThreshold),
    continuity: answeredByAnother(liveness.answering)
      ? FAILED
      : due(judgeContinuity(liveness.cosines, context.continuityThreshold)),
  };
}

const PENDING: CueFinding = { state: 'pending', suspicion: null };
const PASSED: CueFinding = { state: 'passed', suspicion: 0 };
const FAILED: CueFinding = { state: 'failed', suspicion: 1 };
/** Something else was asked for in its place. */
const WAIVED: CueFinding = { state: 'passed', suspicion: null };

function isOver({ failure, exhausted }: AttemptLiveness): boolean {
  return failure !== null || exhausted;
}

function gatherCues(
  before: AttemptLiveness,
  { face, good }: LivenessFrame,
  { continuityThreshold }: DecisionContext,
): AttemptLiveness {
  const { continuity, attackProbability } = face.liveness;
  let liveness = before;
  // A frame that shows another face has restarted the attempt; it tells nothing about the frames after it.
  if (continuity !== null && judgeContinuity([continuity], continuityThreshold).state !== 'failed') {
    liveness = { ...liveness, cosines: [...liveness.cosines, continuity].slice(-MAX_VALUES) };
  }
  if (good && attackProbability !== null && attackProbability >= 0 && attackProbability <= 1) {
    const attackProbabilities = [...liveness.attackProbabilities, attackProbability].slice(-MAX_VALUES);
    liveness = { ...liveness, attackProbabilities };
  }
  return liveness;
}

function drawFirst(
  before: AttemptLiveness,
  { observation, face, good }: LivenessFrame,
  { policy, random }: DecisionContext,
): AttemptLiveness {
  const { challenges } = policy.liveness;
  if (before.queue !== null || challenges === 0 || !good) return before;
  const abilities = challengeAbilities(face, observation.frame);
  const count = challenges + (before.lightWaived ? CHALLENGES_FOR_LIGHT : 0);
  return beginNext(withDrawn({ ...before, abilities }, count, random), random);
}

function withDrawn(before: AttemptLiveness, count: number, random: () => number): AttemptLiveness {
  const { abilities, used } = before;
  const declined = before.declined.filter((what) => what !== 'light');
  const drawn = abilities && drawChallenges(count, abilities, random, { declined, used });
  if (!drawn) return { ...before, exhausted: true };
  return { ...before, queue: [...(before.queue ?? []), ...drawn], used: withKinds(used, drawn) };
}

function withKinds(used: readonly ChallengeKind[], drawn: readonly Challenge[]): readonly ChallengeKind[] {
  return [...new Set([...used, ...drawn.flat().map(({ kind }) => kind)])];
}

function beginNext(before: AttemptLiveness, random: () => number): AttemptLiveness {
  const next = before.queue?.at(0);
  if (!next) return before;
  return { ...before, queue: before.queue?.slice(1) ?? [], run: startChallenge(next, random) };
}

/** Draws another challenge for the one under way. */
function replaceRun(before: AttemptLiveness, random: () => number): AttemptLiveness {
  const later = before.queue ?? [];
  const drawn = withDrawn({ ...before, run: null, queue: [] }, 1, random);
  return beginNext({ ...drawn, queue: [...(drawn.queue ?? []), ...later] }, random);
}

function followRun(
  before: AttemptLiveness,
  run: ChallengeRun,
  { observation, face, good, subjectId }: LivenessFrame,
  context: DecisionContext,
): AttemptLiveness {
  const { random } = context;
  const sample = headSample(face, observation.timestampMs);
  // A blink or a shadow does not end a hold. The next good frame shows whether the head kept still.
  if (sample === null || (!good && !isPrompted(run))) return before;
  const latencyMs = Math.max(0, Math.min(MAX_LATENCY_MS, observation.timings.totalMs || 0));
  const step = followChallenge(run, { sample, latencyMs, ready: subjectId !== null, random });
  const watched =
    good && isPrompted(run) && isStraight(run, face) ? withAnswering(before, face, context) : before;
  const liveness = hasTurn(run.challenge) ? withShape(watched, face) : watched;
  switch (step.kind) {
    case 'going': {
      const prompted = isPrompted(step.run) && !isPrompted(run);
      return { ...liveness, run: step.run, subjectId: prompted ? subjectId : liveness.subjectId };
    }
    case 'done':
      return beginNext({ ...liveness, run: null, answered: [...liveness.answered, run.challenge] }, random);
    case 'failed':
      // A slow visitor may have been reading, and a slow camera may miss a quick turn. The visitor gets one more
      // challenge, and never the same gesture.
      return (step.failure === 'tooSlow' || step.failure === 'unseen') && !before.secondChance
        ? replaceRun({ ...liveness, secondChance: true }, random)
        : { ...liveness, failure: step.failure };
  }
}

function isStraight({ rest }: ChallengeRun, { pose: { yawDeg, pitchDeg } }: FaceObservation): boolean {
  if (rest === null) return false;
  return Math.abs(yawDeg - rest.yawDeg) <= FRONTAL_DEG && Math.abs(pitchDeg - rest.pitchDeg) <= FRONTAL_DEG;
}

function withAnswering(
  before: AttemptLiveness,
  face: FaceObservation,
  { similarityThreshold, mode }: DecisionContext,
): AttemptLiveness {
  const vote = voteOf(face, similarityThreshold, mode);
  if (vote === null) return before;
  const { frames, named } = before.answering;
  const isSubject = vote.subjectId !== null && vote.subjectId === before.subjectId;
  return { ...before, answering: { frames: frames + 1, named: named + (isSubject ? 1 : 0) } };
}

function withShape(before: AttemptLiveness, { pose, liveness }: FaceObservation): AttemptLiveness {
  const { shape } = liveness;
  if (!shape.every(Number.isFinite)) return before;
  const { yawDeg, pitchDeg } = pose;
  const last = before.turned.at(-1);
  if (last && Math.hypot(yawDeg - last.yawDeg, pitchDeg - last.pitchDeg) < SHAPE_STEP_DEG) return before;
  return { ...before, turned: [...before.turned, { yawDeg, pitchDeg, shape }].slice(-MAX_SHAPES) };
}

function followLight(
  before: AttemptLiveness,
  { observation, face, nowMs }: LivenessFrame,
  random: () => number,
): AttemptLiveness {
  const { light } = before;
  if (light === null) {
    const sequence = drawLightSequence(random);
    const startsAtMs = nowMs + LIGHT_NOTICE_MS;
    return { ...before, light: { sequence, startsAtMs, samples: [], finding: PENDING } };
  }
  if (light.finding.state !== 'pending') return before;
  const atMs = observation.timestampMs;
  const { light: sample } = face.liveness;
  const samples =
    sample === null || atMs < light.startsAtMs
      ? light.samples
      : [...light.samples, { atMs, light: sample }].slice(-MAX_LIGHT_SAMPLES);
  const { state, suspicion } = judgeLight(light.sequence, light.startsAtMs, samples, nowMs);
  if (state === 'missing') return waiveLight(before, random);
  return { ...before, light: { ...light, samples, finding: { state, suspicion } } };
}

function waiveLight(before: AttemptLiveness, random: () => number): AttemptLiveness {
  const waived = { ...before, light: null, lightWaived: true };
  return beginNext(withDrawn(waived, CHALLENGES_FOR_LIGHT, random), random);
}
