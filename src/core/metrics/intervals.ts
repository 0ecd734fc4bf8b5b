/** @file How far a measured error rate can be trusted. */

export type Interval = readonly [lower: number, upper: number];

/** Two-sided 95 % quantile of the normal distribution. */
const Z_95 = 1.959963984540054;

/**
 * Wilson's 95 % interval of a proportion (Wilson 1927): stays within [0, 1] and is honest for few errors, unlike the
 * textbook interval. It takes the trials as independent; pairs that share a photo are not, so it is a lower bound
 * on the doubt.
 * @throws RangeError unless 0 ≤ `errors` ≤ `trials` and `trials` > 0, both whole.
 */
export function wilsonInterval(errors: number, trials: number): Interval {
  if (!Number.isInteger(errors) || !Number.isInteger(trials) || errors < 0 || trials < 1 || errors > trials) {
    throw new RangeError(`${errors} errors in ${trials} trials is no proportion.`);
  }
  const rate = errors / trials;
  const squared = Z_95 * Z_95;
  const centre = rate + squared / (2 * trials);
  const reach = Z_95 * Math.sqrt((rate * (1 - rate)) / trials + squared / (4 * trials * trials));
  const scale = 1 + squared / trials;
  return [
    errors === 0 ? 0 : (centre - reach) / scale,
    errors === trials ? 1 : Math.min(1, (centre + reach) / scale),
  ];
}

/**
 * Rule of three: with no error in `trials` independent trials, the rate lies below this with 95 % confidence.
 * @returns (0, 1].
 * @throws RangeError unless `trials` is a whole number above 0.
 */
export function ruleOfThree(trials: number): number {
  if (!Number.isInteger(trials) || trials < 1) {
    throw new RangeError(`The rule of three needs at least one trial, not ${trials}.`);
  }
  return Math.min(1, 3 / trials);
}
