/** @file Which arrow belongs to what is asked of a face, and the time that is left for it. Pure. */
import type { ChallengeKind } from '../../core/liveness/challenge.ts';
import type { HintCode } from '../../core/quality/types.ts';

/** `closer` and `back`: towards the camera and away from it. `centre`: to the middle of the picture. */
export type FaceArrow = 'up' | 'right' | 'down' | 'left' | 'closer' | 'back' | 'centre';

/** What is asked of a face, and is drawn; nothing is for eyes and mouth. */
export const ARROW_OF: Readonly<Partial<Record<ChallengeKind | HintCode, FaceArrow>>> = {
  turnLeft: 'left',
  turnRight: 'right',
  lookUp: 'up',
  lookDown: 'down',
  raiseChin: 'up',
  lowerChin: 'down',
  moveCloser: 'closer',
  moveBack: 'back',
  moveToCentre: 'centre',
};

/** On the page's monotonic clock, milliseconds. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly untilMs: number;
}
