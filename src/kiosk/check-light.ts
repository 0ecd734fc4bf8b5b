/** @file Which colour the screen shows at a moment of a light sequence, and when it changes next. Pure. */
import type { LightView } from '../core/decision/types.ts';
import type { LightColour } from '../core/liveness/light.ts';

export interface ShownLight {
  /** Null before the sequence and after it. */
  readonly colour: LightColour | null;
  /** From now until another colour is due; null when none is. */
  readonly changesInMs: number | null;
}

/** @param nowMs - On the clock of `startsAtMs`. */
export function lightAt({ sequence, startsAtMs }: LightView, nowMs: number): ShownLight {
  const { colours, stepMs } = sequence;
  const step = Math.floor((nowMs - startsAtMs) / stepMs);
  if (step >= colours.length) return { colour: null, changesInMs: null };
  if (step < 0) return { colour: null, changesInMs: startsAtMs - nowMs };
  return { colour: colours[step], changesInMs: startsAtMs + (step + 1) * stepMs - nowMs };
}
