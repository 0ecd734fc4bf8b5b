/** @file Distances between the embeddings of a batch, outside the graph. */

/** Embeddings of a batch, row by row. */
export interface Embeddings {
  /** [N × D]. */
  readonly values: Float32Array;
  /** D. */
  readonly dimension: number;
}

/**
 * @param rows - N.
 * @returns Squared Euclidean distances, [N × N].
 * @throws RangeError when the embeddings are not N × D.
 */
export function squaredDistances({ values, dimension }: Embeddings, rows: number): Float64Array {
  if (values.length !== rows * dimension) {
    throw new RangeError(
      `Mining wants ${rows} embeddings of ${dimension} values, got ${values.length} values in all.`,
    );
  }
  const distances = new Float64Array(rows * rows);
  for (let a = 0; a < rows; a += 1) {
    for (let b = a + 1; b < rows; b += 1) {
      let sum = 0;
      for (let at = 0; at < dimension; at += 1) {
        const difference = values[a * dimension + at] - values[b * dimension + at];
        sum += difference * difference;
      }
      distances[a * rows + b] = sum;
      distances[b * rows + a] = sum;
    }
  }
  return distances;
}
