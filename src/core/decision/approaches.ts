/**
 * @file What the kiosk remembers beyond one visit: how often a face that it knew failed, and how many faces it did not
 * know. Pure; all times are on the observations' clock.
 */
import type { Policy } from './policies.ts';
import type { ReasonCode } from './types.ts';

/** Plain data of bounded size. */
export interface Approaches {
  /** Approaches with a known face that failed, oldest first. */
  readonly failures: readonly Failure[];
  /** Faces that failed too often: they open nothing until then. */
  readonly closed: readonly ClosedFace[];
  /** Faces that nobody's template fits, oldest first. */
  readonly unmatched: readonly UnmatchedFace[];
}

interface UnmatchedFace {
  readonly atMs: number;
  /** As in `FaceObservation`; null where it must be counted whoever it is. */
  readonly faceKey: number | null;
}

interface Failure {
  readonly subjectId: string;
  readonly atMs: number;
}

export interface ClosedFace {
  readonly subjectId: string;
  readonly untilMs: number;
}

export const NO_APPROACHES: Approaches = { failures: [], closed: [], unmatched: [] };

const HOUR_MS = 3_600_000;
const HOURS_A_DAY = 24;
/** A stranger who stays or comes back within this is counted once. */
const ONE_TRY_MS = 300_000;

/** No failures of the visitor: nobody could have passed, or the visitor was recognised and may not pass now. */
const NOT_THE_PERSONS_FAULT: readonly ReasonCode[] = [
  'galleryEmpty',
  'fakeSignalMissing',
  'deviceTooSlow',
  // Two records of one person, or two people who look alike.
  'ambiguous',
  'notPermitted',
  'outsideSchedule',
  'scheduleNotTrusted',
  'faceClosed',
  'heldLacking',
  'heldNotGiven',
];

export function isFailure(reason: ReasonCode): boolean {
  return !NOT_THE_PERSONS_FAULT.includes(reason);
}

/**
 * Adds a failed approach with the face of a subject. Too many close that face, and nobody else's: who only stands there
 * locks nobody out. A grant in between clears nothing. Otherwise the subject's own visits would give an attacker
 * unlimited tries.
 */
export function addFailure(
  before: Approaches,
  subjectId: string,
  nowMs: number,
  { lockOut: { failures, withinMs, waitMs } }: Policy,
): Approaches {
  const recent = [
    ...before.failures.filter(({ atMs }) => atMs > nowMs - withinMs),
    { subjectId, atMs: nowMs },
  ];
  const isTheirs = (one: { readonly subjectId: string }): boolean => one.subjectId === subjectId;
  if (recent.filter(isTheirs).length < failures) return { ...before, failures: recent };
  const others = before.closed.filter((face) => !isTheirs(face) && face.untilMs > nowMs);
  return {
    ...before,
    failures: recent.filter((failure) => !isTheirs(failure)),
    closed: [...others, { subjectId, untilMs: nowMs + waitMs }],
  };
}

/** Until when the face of the subject opens nothing; null when it may. */
export function closedUntil({ closed }: Approaches, subjectId: string, nowMs: number): number | null {
  const untilMs = closed.find((face) => face.subjectId === subjectId)?.untilMs ?? nowMs;
  return untilMs > nowMs ? untilMs : null;
}

/** An operator has looked: the face of the subject may open again. */
export function reopened(before: Approaches, subjectId: string): Approaches {
  return {
    ...before,
    failures: before.failures.filter((failure) => failure.subjectId !== subjectId),
    closed: before.closed.filter((face) => face.subjectId !== subjectId),
  };
}

/**
 * Adds a face that nobody's template fits, also one that left before it was refused. Somebody who waits beside a queue
 * comes to be seen again and again: that is one try for a while.
 * @param faceKey - Null counts it whoever it is.
 */
export function addUnmatched(
  before: Approaches,
  faceKey: number | null,
  nowMs: number,
  policy: Policy,
): Approaches {
  const recent = withinHour(before, nowMs);
  const isKnown = recent.some((one) => one.faceKey === faceKey && one.atMs > nowMs - ONE_TRY_MS);
  if (faceKey !== null && isKnown) return before;
  // More than one past the limit changes nothing.
  const most = Math.floor(unmatchedLimit(policy)) + 1;
  return { ...before, unmatched: [...recent, { atMs: nowMs, faceKey }].slice(-most) };
}

/**
 * So many unmatched faces in an hour, all day long, would let in one stranger a day by chance: the policy's rate is per
 * face.
 */
function unmatchedLimit({ targetFpir }: Pick<Policy, 'targetFpir'>): number {
  return 1 / (targetFpir * HOURS_A_DAY);
}

/** Whether a face alone may open the door: not while too many strangers try. */
export function faceAloneOpens(approaches: Approaches, nowMs: number, policy: Policy): boolean {
  return withinHour(approaches, nowMs).length <= unmatchedLimit(policy);
}

function withinHour({ unmatched }: Approaches, nowMs: number): readonly UnmatchedFace[] {
  return unmatched.filter(({ atMs }) => atMs > nowMs - HOUR_MS);
}
