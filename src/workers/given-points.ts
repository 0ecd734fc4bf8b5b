/** @file Whether a photo is aligned by the tracker's points or by those that its data set gives. */
import { mean } from '../core/metrics/statistics.ts';
import type { AlignmentPoints } from '../core/observation.ts';

/** Why the given points are used: the tracker found no face, or another one. */
export type GivenReason = 'no-face' | 'other-face';

/** The tracker's face is another one when its points lie this far from the given ones, in eye distances. */
const OTHER_FACE = 0.75;

/** @returns The points to align by; null where there are none. */
export function choosePoints(
  given: AlignmentPoints | null,
  found: AlignmentPoints | null,
): { readonly points: AlignmentPoints | null; readonly usedGiven: GivenReason | null } {
  if (!given) return { points: found, usedGiven: null };
  if (!found) return { points: given, usedGiven: 'no-face' };
  const eyeDistance = Math.hypot(given[1].x - given[0].x, given[1].y - given[0].y);
  const apart = given.map(({ x, y }, at) => Math.hypot(x - found[at].x, y - found[at].y));
  return mean(apart) > OTHER_FACE * eyeDistance
    ? { points: given, usedGiven: 'other-face' }
    : { points: found, usedGiven: null };
}
