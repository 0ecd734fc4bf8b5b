/**
 * @file Weights between a start and what training made of it (Wortsman et al. 2022, arXiv 2109.01903): most of what was
 * learnt, while little of what was known before is lost.
 */
import type { Weights } from '../engine/state.ts';

/**
 * @param share - Of the trained weights, [0, 1].
 * @throws RangeError for another share. @throws Error naming a weight that the start lacks.
 */
export function blendWeights(start: Weights, trained: Weights, share: number): Weights {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`A share must be between 0 and 1, got ${share}.`);
  return Object.fromEntries(
    Object.entries(trained).map(([name, { dims, data }]) => {
      if (!(name in start)) throw new Error(`The start has no weight ${name}: it cannot be blended.`);
      const before = start[name].data as Float32Array;
      const blended = (data as Float32Array).map((value, at) => before[at] + share * (value - before[at]));
      return [name, { dims, data: blended }];
    }),
  );
}
