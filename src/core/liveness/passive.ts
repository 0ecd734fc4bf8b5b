/** @file Joins what the attack detector says of many frames into one finding. */
import { upperMedian } from '../metrics/statistics.ts';
import type { CueFinding } from './types.ts';

/** Of fewer frames one that is blurred could decide. */
const MIN_FRAMES = 3;

/**
 * The median of the frames counts: a few blurred or glaring frames do not decide, and neither do a few good ones that
 * slip into an attack.
 *
 * @param probabilities - Of an attack, [0, 1], one per examined frame of the attempt.
 * @param threshold - From which on it is an attack; null without an attack detector.
 * @throws RangeError when the threshold or a probability is not in [0, 1].
 */
export function judgePassive(probabilities: readonly number[], threshold: number | null): CueFinding {
  if (threshold === null) return { state: 'missing', suspicion: null };
  if (![threshold, ...probabilities].every((value) => value >= 0 && value <= 1)) {
    throw new RangeError('Probabilities of an attack and their threshold lie in [0, 1].');
  }
  if (probabilities.length < MIN_FRAMES) return { state: 'pending', suspicion: null };
  // Of an even count the higher of the two in the middle: doubt counts against the person.
  const suspicion = upperMedian(probabilities);
  return { state: suspicion < threshold ? 'passed' : 'failed', suspicion };
}
