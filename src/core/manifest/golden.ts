/**
 * @file The fixed tensor of the boot self-test and the comparison of its answer. Uses only arithmetic that IEEE 754
 * fixes to the last bit, so every browser and Node make the same tensor. Sine and logarithm are not fixed so.
 */
import { createRng } from '../rng/rng.ts';

/** How much of its left neighbour a value keeps, because neighbouring pixels of a face are alike. */
const SMOOTHNESS = 0.9;

/**
 * A tensor that looks to a network roughly like a preprocessed image: values in [−1, 1], neighbours alike.
 *
 * @param seed - From the model's `golden.seed`.
 * @param length - Number of values, that is 3 × size × size.
 */
export function goldenTensor(seed: number, length: number): Float32Array {
  const rng = createRng(seed);
  const tensor = new Float32Array(length);
  let value = 0;
  for (let index = 0; index < length; index += 1) {
    value = Math.max(-1, Math.min(1, SMOOTHNESS * value + 0.6 * (rng() - 0.5)));
    tensor[index] = value;
  }
  return tensor;
}

/**
 * The largest absolute difference between two equally long vectors; Infinity where the lengths differ or a value is
 * not finite, so that a broken answer never passes for a near one.
 */
export function maxAbsDifference(first: ArrayLike<number>, second: ArrayLike<number>): number {
  if (first.length !== second.length) return Infinity;
  let largest = 0;
  for (let index = 0; index < first.length; index += 1) {
    const difference = Math.abs(first[index] - second[index]);
    if (!Number.isFinite(difference)) return Infinity;
    if (difference > largest) largest = difference;
  }
  return largest;
}
