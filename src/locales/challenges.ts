/** @file What the screen asks for in a liveness check, in words short enough to be read at a glance. */
import { msg } from '@lit/localize';
import type { ChallengeView } from '../core/decision/types.ts';
import type { ChallengeFailure } from '../core/liveness/challenge-follow.ts';
import type { ChallengeKind, Gesture } from '../core/liveness/challenge.ts';

/** Each prompt by its level: below `from` (as a gesture's goal has it) the first, else the second. */
interface Levels {
  readonly from: number;
  readonly less: () => string;
  readonly more: () => string;
}

/** A turn or a nod counts as far from this angle on, in degrees. */
const FAR_DEG = 20;

const PROMPTS: Readonly<Record<ChallengeKind, Levels>> = {
  turnLeft: {
    from: FAR_DEG,
    less: () => msg('Turn your head a little to the left'),
    more: () => msg('Turn your head far to the left'),
  },
  turnRight: {
    from: FAR_DEG,
    less: () => msg('Turn your head a little to the right'),
    more: () => msg('Turn your head far to the right'),
  },
  lookUp: {
    from: FAR_DEG,
    less: () => msg('Raise your chin a little'),
    more: () => msg('Raise your chin high'),
  },
  lookDown: {
    from: FAR_DEG,
    less: () => msg('Lower your chin a little'),
    more: () => msg('Lower your chin a lot'),
  },
  blink: { from: 3, less: () => msg('Blink twice'), more: () => msg('Blink three times') },
  openMouth: { from: 1, less: () => msg('Open your mouth'), more: () => msg('Open your mouth') },
  moveCloser: {
    from: 1.35,
    less: () => msg('Come a little closer'),
    more: () => msg('Come much closer'),
  },
  moveBack: { from: 0.75, less: () => msg('Move back a lot'), more: () => msg('Move back a little') },
};

export function promptText({ kind, goal }: Gesture): string {
  const { from, less, more } = PROMPTS[kind];
  return goal >= from ? more() : less();
}

const STAGES = {
  hold: () => msg('Look straight ahead'),
  back: () => msg('Look straight ahead again'),
};

export function stageText(stage: 'hold' | 'back'): string {
  return STAGES[stage]();
}

/** What the person reads while they wait for what is asked. */
export function holdAdvice(note: (ChallengeView & { readonly stage: 'hold' })['note']): string {
  switch (note) {
    case 'tooEarly':
      return msg('Hold still until the screen asks for something.');
    case 'secondChance':
      return msg('The screen will ask for something else. Do it at once, but calmly.');
    case null:
      return msg('Hold still. The screen will ask for something.');
  }
}

/** What went wrong, in a word or two. */
const FAILURE_NAMES: Readonly<Record<ChallengeFailure, () => string>> = {
  tooEarly: () => msg('Too early'),
  tooSlow: () => msg('Too slow'),
  wrongMove: () => msg('Not what was asked'),
  jumped: () => msg('Too fast'),
  unseen: () => msg('Too fast'),
  left: () => msg('Out of sight'),
};

export function challengeFailureName(failure: ChallengeFailure): string {
  return FAILURE_NAMES[failure]();
}

/** What the person should do differently next time. No text says how near the answer came. */
const FAILURES: Readonly<Record<ChallengeFailure, () => string>> = {
  tooEarly: () => msg('Try again. Wait until the screen asks, then move.'),
  tooSlow: () => msg('Try again. Move as soon as the screen asks.'),
  wrongMove: () => msg('Try again. Do only what the screen asks, and no more.'),
  jumped: () => msg('Try again, and move calmly.'),
  unseen: () => msg('Try again, and move calmly.'),
  left: () => msg('Try again. Stay in the picture, alone, until the answer comes.'),
};

export function challengeFailureText(failure: ChallengeFailure): string {
  return FAILURES[failure]();
}
