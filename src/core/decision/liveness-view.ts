/** @file What the screen shows of an attempt's liveness checks. */
import { challengeProgress, gestureOf, isPrompted } from '../liveness/challenge-follow.ts';
import type { HintCode } from '../quality/types.ts';
import type { AttemptLiveness } from './attempt-liveness.ts';
import type { ChallengeView, DecisionView, LightView } from './types.ts';

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

/** The challenge to show. A hint about the picture takes its place while the person is to hold still. */
export function shownChallenge(
  { challenge }: Pick<DecisionView, 'challenge'>,
  hint: HintCode | null,
): ChallengeView | null {
  return challenge !== null && (hint === null || challenge.stage !== 'hold') ? challenge : null;
}

export function lightView({ light }: AttemptLiveness): LightView | null {
  if (light?.finding.state !== 'pending') return null;
  return { sequence: light.sequence, startsAtMs: light.startsAtMs };
}
