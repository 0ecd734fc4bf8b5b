/** @file What the screen shows of an attempt's liveness checks. */
import type { ChallengeKind } from '../liveness/challenge.ts';
import {
  challengeProgress,
  type ChallengeStage,
  gestureOf,
  isPrompted,
} from '../liveness/challenge-follow.ts';
import type { LightSequence } from '../liveness/light.ts';
import type { AttemptLiveness } from './attempt-liveness.ts';

export interface ChallengeView {
  readonly kind: ChallengeKind;
  /** See `Gesture.goal`. */
  readonly goal: number;
  /** `hold`: nothing is asked yet, and the kind is not to be shown. `act`: now. `back`: look straight again. */
  readonly stage: ChallengeStage;
  /** How much of the stage is done, [0, 1]. */
  readonly progress: number;
  /** What went before that the person should know; null for nothing. */
  readonly note: 'secondChance' | 'tooEarly' | null;
  readonly mayDecline: boolean;
}

export interface LightView {
  readonly sequence: LightSequence;
  /** On the observations' clock; a notice is due until then. */
  readonly startsAtMs: number;
}

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
