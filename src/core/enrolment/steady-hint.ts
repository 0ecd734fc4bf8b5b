/** @file Lets a hint through only once it has lasted, so that the words on the screen can be read. */
import type { HintCode } from '../quality/types.ts';

export interface SteadyHint {
  readonly shown: HintCode | null;
  /** The latest hint, which is not shown yet where it differs. */
  readonly latest: HintCode | null;
  readonly sinceMs: number;
}

export const NO_HINT: SteadyHint = { shown: null, latest: null, sinceMs: 0 };

/** @param delayMs - How long `hint` must have been the latest one before it is shown. */
export function steadyHint(
  before: SteadyHint,
  hint: HintCode | null,
  nowMs: number,
  delayMs: number,
): SteadyHint {
  const sinceMs = hint === before.latest ? before.sinceMs : nowMs;
  return { shown: nowMs - sinceMs >= delayMs ? hint : before.shown, latest: hint, sinceMs };
}
