/** @file Joins what every liveness cue says into one finding, by the weights of a policy. */
import type { CueFinding, CueName, CueRule } from './types.ts';

/** Joint suspicion from which on an attempt is refused, whatever each cue says for itself. */
export const SUSPICION_LIMIT = 0.5;

export interface JointFinding {
  readonly state: CueFinding['state'];
  /** Weighted mean over the cues that have spoken, [0, 1]; null while none has. */
  readonly suspicion: number | null;
}

/**
 * `failed` when a cue that counts has failed or the joint suspicion is too high; else `missing` when a required cue
 * cannot be had; else `pending` while one that can be had has not spoken.
 */
export function joinCues(
  findings: Readonly<Record<CueName, CueFinding>>,
  rules: Readonly<Record<CueName, CueRule>>,
): JointFinding {
  const asked = (Object.keys(rules) as CueName[]).filter((name) => rules[name].need !== 'off');
  let weights = 0;
  let sum = 0;
  for (const name of asked) {
    const { suspicion } = findings[name];
    if (suspicion === null) continue;
    weights += rules[name].weight;
    sum += rules[name].weight * suspicion;
  }
  const suspicion = weights > 0 ? sum / weights : null;
  // A suspicion that is NaN counts as too high.
  const tooHigh = suspicion !== null && !(suspicion < SUSPICION_LIMIT);
  if (tooHigh || asked.some((name) => findings[name].state === 'failed'))
    return { state: 'failed', suspicion };
  const lacks = asked.some((name) => rules[name].need === 'required' && findings[name].state === 'missing');
  if (lacks) return { state: 'missing', suspicion };
  if (asked.some((name) => findings[name].state === 'pending')) return { state: 'pending', suspicion };
  return { state: 'passed', suspicion };
}
