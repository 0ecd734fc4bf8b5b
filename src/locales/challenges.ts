/** @file What the screen asks for in a liveness check, in words short enough to be read at a glance. */
import { msg } from '@lit/localize';
import type { ChallengeView } from '../core/decision/types.ts';
import type { ChallengeFailure, ChallengeStage } from '../core/liveness/challenge-follow.ts';
import type { ChallengeKind, Gesture } from '../core/liveness/challenge.ts';

/** A turn or a nod counts as far from this angle on, in degrees. */
const FAR_DEG = 20;

interface Levels {
  readonly near: () => string;
  readonly far: () => string;
}

const PROMPTS: Readonly<Record<ChallengeKind, Levels>> = {
  turnLeft: {
    near: () => msg('Turn your head a little to the left'),
    far: () => msg('Turn your head far to the left'),
  },
  turnRight: {
    near: () => msg('Turn your head a little to the right'),
    far: () => msg('Turn your head far to the right'),
  },
  lookUp: { near: () => msg('Raise your chin a little'), far: () => msg('Raise your chin high') },
  lookDown: { near: () => msg('Lower your chin a little'), far: () => msg('Lower your chin far') },
  blink: { near: () => msg('Blink twice'), far: () => msg('Blink twice') },
  openMouth: { near: () => msg('Open your mouth'), far: () => msg('Open your mouth') },
  moveCloser: { near: () => msg('Come a little closer'), far: () => msg('Come a little closer') },
  moveBack: { near: () => msg('Move back a little'), far: () => msg('Move back a little') },
};

export function promptText({ kind, goal }: Gesture): string {
  const { near, far } = PROMPTS[kind];
  return goal >= FAR_DEG ? far() : near();
}

const STAGES: Readonly<Record<Exclude<ChallengeStage, 'act'>, () => string>> = {
  hold: () => msg('Look straight ahead'),
  back: () => msg('Look straight ahead again'),
};

export function stageText(stage: Exclude<ChallengeStage, 'act'>): string {
  return STAGES[stage]();
}

/** What the person reads while they wait for what is asked. */
export function holdAdvice(note: ChallengeView['note']): string {
  switch (note) {
    case 'tooEarly':
      return msg('Hold still until the screen asks for something.');
    case 'secondChance':
      return msg('Something else is asked next. Move as soon as it is, and calmly.');
    case null:
      return msg('Hold still. The screen will ask for something.');
  }
}

/** What the person should do differently next time. No text says how near the answer came. */
const FAILURES: Readonly<Record<ChallengeFailure, () => string>> = {
  tooEarly: () => msg('Wait until the screen asks, then move, and try again.'),
  tooSlow: () => msg('Move as soon as the screen asks, and try again.'),
  wrongMove: () => msg('Do only what the screen asks, no further than it asks, and try again.'),
  jumped: () => msg('Move calmly, and try again.'),
  unseen: () => msg('Move calmly, and try again.'),
  left: () => msg('Stay in the picture, alone, until the answer comes, and try again.'),
};

export function challengeFailureText(failure: ChallengeFailure): string {
  return FAILURES[failure]();
}
