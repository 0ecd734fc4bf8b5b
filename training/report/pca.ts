/** @file Principal components by power iteration: the few directions in which vectors differ most. */
import { createRng, randomGaussian } from '../../src/core/rng/rng.ts';

export interface PrincipalComponents {
  /** One row per vector: its coordinates along the components, the strongest first. */
  readonly coordinates: readonly (readonly number[])[];
  /** Unit vectors; the sign is such that the entry of largest size is positive. */
  readonly components: readonly Float64Array[];
  /** Share of the whole variance along each component, [0, 1]; 0 when all vectors are equal. */
  readonly explained: readonly number[];
}

const MOST_ITERATIONS = 500;
/** Iterating ends when the direction turns by less than about a thousandth of a degree. */
const SETTLED = 1e-10;

/**
 * Takes time in proportion to vectors × dimension; no covariance matrix is made. Of two directions of nearly equal
 * variance it may find any mixture, which is as good for a picture.
 *
 * @param vectors - At least one, all of the same length, finite. Borrowed.
 * @param count - From 1 to the length of the vectors.
 * @throws RangeError for other input.
 */
export function principalComponents(
  vectors: readonly ArrayLike<number>[],
  count: number,
): PrincipalComponents {
  const rows = centred(vectors);
  const dimension = rows[0].length;
  if (!Number.isInteger(count) || count < 1 || count > dimension) {
    throw new RangeError(`Vectors of length ${dimension} have 1 to ${dimension} components, not ${count}.`);
  }
  const total = rows.reduce((sum, row) => sum + dot(row, row), 0);
  const rng = createRng(1);
  const components: Float64Array[] = [];
  const explained: number[] = [];
  for (let component = 0; component < count; component += 1) {
    const start = Float64Array.from({ length: dimension }, () => randomGaussian(rng));
    const direction = strongest(rows, start, components);
    components.push(direction);
    const along = rows.reduce((sum, row) => sum + dot(row, direction) ** 2, 0);
    explained.push(total === 0 ? 0 : along / total);
  }
  return {
    coordinates: rows.map((row) => components.map((direction) => dot(row, direction))),
    components,
    explained,
  };
}

/** Of the directions at right angles to `found`. */
function strongest(
  rows: readonly Float64Array[],
  start: Float64Array,
  found: readonly Float64Array[],
): Float64Array {
  let direction = normalised(rejected(start, found));
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration += 1) {
    const image = new Float64Array(direction.length);
    for (const row of rows) addScaled(image, row, dot(row, direction));
    const free = rejected(image, found);
    // No variance is left: any direction at right angles will do.
    if (dot(free, free) === 0) break;
    const next = normalised(free);
    const turned = 1 - Math.abs(dot(next, direction));
    direction = next;
    if (turned < SETTLED) break;
  }
  const largest = direction.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? direction.map((value) => -value) : direction;
}

function centred(vectors: readonly ArrayLike<number>[]): Float64Array[] {
  if (vectors.length === 0) throw new RangeError('Principal components need at least one vector.');
  const dimension = vectors[0].length;
  const mean = new Float64Array(dimension);
  for (const vector of vectors) {
    if (vector.length !== dimension) {
      throw new RangeError(`Vectors of length ${dimension} and ${vector.length} do not go together.`);
    }
    addScaled(mean, vector, 1 / vectors.length);
  }
  if (!mean.every(Number.isFinite)) throw new RangeError('A vector holds a value that is not finite.');
  return vectors.map((vector) => mean.map((average, index) => vector[index] - average));
}

function rejected(vector: Float64Array, directions: readonly Float64Array[]): Float64Array {
  const result = vector.slice();
  for (const direction of directions) addScaled(result, direction, -dot(result, direction));
  return result;
}

function normalised(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / length);
}

function addScaled(target: Float64Array, vector: ArrayLike<number>, factor: number): void {
  for (let index = 0; index < target.length; index += 1) target[index] += factor * vector[index];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += a[index] * b[index];
  return sum;
}
