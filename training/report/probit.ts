/** @file The normal deviate, whose axes make the DET curve of two normal distributions a straight line. */

/** Coefficients of Wichura's AS 241 (PPND7, Applied Statistics 37, 1988), lowest power first. */
const CENTRE = {
  top: [3.3871327179, 50.434271938, 159.29113202, 59.10937472],
  bottom: [1, 17.895169469, 78.757757664, 67.1875636],
};
const SIDE = {
  top: [1.4234372777, 2.75681539, 1.3067284816, 0.17023821103],
  bottom: [1, 0.7370016425, 0.12021132975],
};
const TAIL = {
  top: [6.657905115, 3.081226386, 0.42868294337, 0.017337203997],
  bottom: [1, 0.24197894225, 0.012258202635],
};

/**
 * The quantile function of the standard normal distribution, to about seven digits.
 *
 * @param probability - [0, 1].
 * @returns −∞ at 0, ∞ at 1.
 * @throws RangeError outside [0, 1].
 */
export function probit(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`${probability} is no probability.`);
  if (probability === 0 || probability === 1) return probability === 0 ? -Infinity : Infinity;
  const offset = probability - 0.5;
  if (Math.abs(offset) <= 0.425) return offset * ratio(CENTRE, 0.180625 - offset * offset);
  const distance = Math.sqrt(-Math.log(Math.min(probability, 1 - probability)));
  const deviate = distance <= 5 ? ratio(SIDE, distance - 1.6) : ratio(TAIL, distance - 5);
  return Math.sign(offset) * deviate;
}

function ratio({ top, bottom }: typeof CENTRE, at: number): number {
  const polynomial = (coefficients: readonly number[]): number =>
    coefficients.reduceRight((sum, coefficient) => sum * at + coefficient, 0);
  return polynomial(top) / polynomial(bottom);
}
