/** @file What the screen shows of an attempt's liveness checks. */
import { challengeProgress, gestureOf, isPrompted } from '../liveness/challenge-follow.ts';
import type { AttemptLiveness } from './attempt-liveness.ts';
import type { ChallengeView, LightView } from './types.ts';

export function challengeView({ run, secondChance, failure }: AttemptLiveness): ChallengeView | null {
  if (run === null || failure !== null) return null;
  const { kind, goal } = gestureOf(run);
  return {
    kind,
    goal,
    stage: run.stage,
    progress: challengeProgress(run),
    note: run.brokenHolds > 0 ? 'tooEarly' : secondChance ? 'secondChance' : null,
    mayDecline: isPrompted(run) && run.stage === 'act',
  };
}

export function lightView({ light }: AttemptLiveness): LightView | null {
  if (light?.finding.state !== 'pending') return null;
  return { sequence: light.sequence, startsAtMs: light.startsAtMs };
}
