/** @file Arithmetic on embeddings: unit length, similarity, mean. Finds no match: `core/matcher` does. */

/** How the message of a broken answer begins, also after it has crossed from a worker. */
export const NO_DIRECTION = 'The model gave an embedding without direction';

/**
 * Scales a vector to length one, in place.
 *
 * @returns The same array.
 * @throws RangeError when the vector is zero or holds a value that is not finite: a network's broken answer must
 *   never become an embedding.
 */
export function l2Normalize(vector: Float32Array): Float32Array {
  let square = 0;
  for (const value of vector) square += value * value;
  const length = Math.sqrt(square);
  if (!(length > 0) || !Number.isFinite(length)) {
    throw new RangeError(`${NO_DIRECTION} (all zero, or not a number). Check the model with its self-test.`);
  }
  for (let index = 0; index < vector.length; index += 1) vector[index] = vector[index] / length;
  return vector;
}

/**
 * @param first - Unit vector.
 * @param second - Unit vector of the same dimension, by the same model.
 * @returns Cosine similarity in [−1, 1].
 * @throws RangeError when the dimensions differ.
 */
export function cosine(first: Float32Array, second: Float32Array): number {
  if (first.length !== second.length) {
    throw new RangeError(`Embeddings of ${first.length} and ${second.length} values cannot be compared.`);
  }
  let dot = 0;
  for (let index = 0; index < first.length; index += 1) dot += first[index] * second[index];
  return Math.max(-1, Math.min(1, dot));
}

/**
 * @param embeddings - At least one unit vector, all of one dimension.
 * @returns A new unit vector in the direction of their mean.
 * @throws RangeError when there are none, the dimensions differ, or they cancel each other out.
 */
export function meanEmbedding(embeddings: readonly Float32Array[]): Float32Array {
  if (embeddings.length === 0) throw new RangeError('There is no mean of no embeddings.');
  const sum = new Float32Array(embeddings[0].length);
  for (const embedding of embeddings) {
    if (embedding.length !== sum.length) {
      throw new RangeError(`Embeddings of ${sum.length} and ${embedding.length} values have no mean.`);
    }
    for (let index = 0; index < sum.length; index += 1) sum[index] = sum[index] + embedding[index];
  }
  return l2Normalize(sum);
}
