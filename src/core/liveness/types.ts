/** @file The words of liveness: what a cue can say, and what makes a camera suspect. */

/**
 * What a cue says of an attempt so far. `missing`: this device cannot give it, or the surroundings do not allow it.
 * `pending`: it has not spoken yet.
 */
export type CueState = 'passed' | 'failed' | 'missing' | 'pending';

export type CueName = 'challenge' | 'light' | 'depth' | 'passive' | 'continuity';

export interface CueFinding {
  readonly state: CueState;
  /** How much the cue speaks for an attack, 0 to 1; null until it has spoken. */
  readonly suspicion: number | null;
}

/** Signs that frames do not come from a physical camera. None of them decides alone. */
export type InjectionFlag = (typeof INJECTION_FLAGS)[number];

export const INJECTION_FLAGS = [
  'virtualCamera',
  'relayedPicture',
  'impossibleCapabilities',
  'regularTiming',
  'unresponsiveControls',
  'repeatedFrames',
  'resolutionChanged',
] as const;

export interface CueRule {
  /** `required`: must have passed. `optional`: may be missing, but what it says counts. `off`: is not asked. */
  readonly need: 'required' | 'optional' | 'off';
  /** Of the cue's suspicion in the joint one. */
  readonly weight: number;
}
