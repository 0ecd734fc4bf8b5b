/** @file What the screen shows of an attempt's liveness checks. */
import { challengeDueMs, challengeProgress, gestureOf } from '../liveness/challenge-follow.ts';
import { holdProgress } from '../liveness/challenge-hold.ts';
import type { HintCode } from '../quality/types.ts';
import type { AttemptLiveness } from './attempt-liveness.ts';
import type { ChallengeView, DecisionView, LightView } from './types.ts';

export function challengeView({ run, hold, missed }: AttemptLiveness): ChallengeView | null {
  if (run !== null) {
    const { stage, promptMs } = run;
    const time = { promptMs, dueMs: challengeDueMs(run) };
    return { stage, ...gestureOf(run), progress: challengeProgress(run), ...time };
  }
  if (hold === null) return null;
  const note = hold.broken > 0 ? 'tooEarly' : missed !== null ? 'secondChance' : null;
  return { stage: 'hold', progress: holdProgress(hold), note };
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
