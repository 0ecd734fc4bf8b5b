/** @file Sees a blink in the eyes' blendshapes: open, shut, open again. The one liveness cue that needs no prompt. */
import type { LivenessCues } from '../observation.ts';

export interface Blink {
  /** Whether the device gave the cue at all. */
  readonly signalled: boolean;
  readonly stage: 'unknown' | 'open' | 'shut' | 'seen';
}

export const NO_BLINK: Blink = { signalled: false, stage: 'unknown' };

/** Blendshape, 0 open to 1 shut; the gap between the two keeps noise from being taken for a blink. */
const OPEN_BELOW = 0.3;
const SHUT_ABOVE = 0.5;

export function followBlink(blink: Blink, cues: LivenessCues): Blink {
  const value = cues.blink;
  if (value === null || !(value >= 0 && value <= 1)) return blink;
  const { stage } = blink;
  let next = stage;
  if (stage === 'unknown' && value < OPEN_BELOW) next = 'open';
  else if (stage === 'open' && value > SHUT_ABOVE) next = 'shut';
  else if (stage === 'shut' && value < OPEN_BELOW) next = 'seen';
  return { signalled: true, stage: next };
}
