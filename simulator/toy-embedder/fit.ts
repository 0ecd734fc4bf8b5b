/**
 * @file Fits the toy embedder's projection in closed form: the population's mean is removed, and directions in which
 * one person varies are damped (within-class whitening). A random projection brings the rest to 128 values.
 */
import { createRng, randomGaussian } from '../../src/core/rng/rng.ts';
import { DIMENSION } from './network.ts';
import type { Projection } from './network.ts';

/** Share of the mean variance added everywhere, since few faces say little about most directions. */
const RIDGE = 0.6;
/** Share of the variance between people that is damped too, lest skin and hair colour decide alone. */
const BETWEEN_SHARE = 0.02;

/**
 * @param people - Feature vectors of several pictures of each person, all of one length.
 */
export function fitProjection(people: readonly (readonly Float32Array[])[]): Projection {
  const mean = meanOf(people.flat());
  const length = mean.length;
  const pictures = people.flat().length;
  const scatter = new Float64Array(length * length);
  for (const features of people) {
    const own = meanOf(features);
    for (const picture of features) {
      addOuter(scatter, length, (index) => picture[index] - own[index], 1 / pictures);
    }
  }
  let variance = 0;
  for (let index = 0; index < length; index += 1) variance += scatter[index * length + index] / length;
  for (let index = 0; index < length; index += 1) scatter[index * length + index] += RIDGE * variance;
  for (const features of people) {
    const own = meanOf(features);
    addOuter(scatter, length, (index) => own[index] - mean[index], BETWEEN_SHARE / people.length);
  }

  const lower = cholesky(scatter, length);
  const rng = createRng(11);
  const weights = new Float32Array(DIMENSION * length);
  const bias = new Float32Array(DIMENSION);
  for (let row = 0; row < DIMENSION; row += 1) {
    const random = Float64Array.from({ length }, () => randomGaussian(rng));
    const weight = solveTransposed(lower, length, random);
    weights.set(weight, row * length);
    bias[row] = -weight.reduce((sum, value, index) => sum + value * mean[index], 0);
  }
  return { weights, bias };
}

function meanOf(vectors: readonly Float32Array[]): Float64Array {
  const mean = new Float64Array(vectors[0].length);
  for (const vector of vectors) {
    for (let index = 0; index < mean.length; index += 1) mean[index] += vector[index] / vectors.length;
  }
  return mean;
}

/** Adds weight · v vᵀ to the lower triangle. */
function addOuter(
  target: Float64Array,
  length: number,
  valueAt: (index: number) => number,
  weight: number,
): void {
  const vector = Float64Array.from({ length }, (_, index) => valueAt(index));
  for (let row = 0; row < length; row += 1) {
    const scaled = vector[row] * weight;
    for (let column = 0; column <= row; column += 1) target[row * length + column] += scaled * vector[column];
  }
}

/** The lower triangle L with L Lᵀ = matrix, which must be positive definite. */
function cholesky(matrix: Float64Array, length: number): Float64Array {
  const lower = new Float64Array(length * length);
  for (let row = 0; row < length; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix[row * length + column];
      for (let k = 0; k < column; k += 1) sum -= lower[row * length + k] * lower[column * length + k];
      lower[row * length + column] = row === column ? Math.sqrt(sum) : sum / lower[column * length + column];
    }
  }
  return lower;
}

/** The x with Lᵀ x = right, so that x · f = right · (L⁻¹ f). */
function solveTransposed(lower: Float64Array, length: number, right: Float64Array): Float64Array {
  const solution = right.slice();
  for (let row = length - 1; row >= 0; row -= 1) {
    solution[row] /= lower[row * length + row];
    for (let column = 0; column < row; column += 1) {
      solution[column] -= lower[row * length + column] * solution[row];
    }
  }
  return solution;
}
