/** @file Which verdicts count as failures, and when they lock the kiosk. */
import type { Attempt } from './state.ts';
import type { Policy } from './policies.ts';
import type { ReasonCode, Verdict } from './types.ts';

/** No failures of the visitor: nobody could have passed, or the visitor was recognised but may not pass now. */
const NOT_THE_PERSONS_FAULT: readonly ReasonCode[] = [
  'galleryEmpty',
  // Two records of one person, or two people who look alike.
  'ambiguous',
  'fakeSignalMissing',
  'livenessSignalMissing',
  'outsideSchedule',
  'scheduleNotTrusted',
];

/**
 * Denials count. A time-out counts only after a whole voting window of good frames that matched nobody. Otherwise an
 * attacker who walks away just before the refusal would have unlimited tries. A passer-by does not use tries up.
 */
export function isFailure(verdict: Verdict, attempt: Attempt, policy: Policy): boolean {
  if (verdict.outcome === 'granted') return false;
  if (verdict.outcome === 'timedOut') return attempt.unmatchedFrames >= policy.votesWindow;
  return !NOT_THE_PERSONS_FAULT.includes(verdict.reason);
}

export interface LockOut {
  readonly failuresAtMs: readonly number[];
  readonly lockedUntilMs: number | null;
}

/**
 * Adds a failure. A grant in between does not clear earlier failures. Otherwise an accomplice who may pass could give
 * an attacker unlimited tries. A lock-out clears them when it begins.
 */
export function addFailure(failuresAtMs: readonly number[], nowMs: number, policy: Policy): LockOut {
  const { failures, withinMs, waitMs } = policy.lockOut;
  const recent = [...failuresAtMs.filter((atMs) => atMs > nowMs - withinMs), nowMs];
  return recent.length >= failures
    ? { failuresAtMs: [], lockedUntilMs: nowMs + waitMs }
    : { failuresAtMs: recent, lockedUntilMs: null };
}

/** Failures without a verdict, as of attempts that were broken off, have used up the tries. */
export function isOutOfTries(failuresAtMs: readonly number[], nowMs: number, policy: Policy): boolean {
  const { failures, withinMs } = policy.lockOut;
  return failuresAtMs.filter((atMs) => atMs > nowMs - withinMs).length >= failures;
}
