import { describe, expect, it } from 'vitest';
import { unitVector } from '../../../simulator/builders.ts';
import { cosine, meanEmbedding } from '../../../src/core/embedding/embedding.ts';
import { matchedVectors } from '../../../src/core/template/matched-vectors.ts';

const DIMENSION = 64;

/** Rows about a face; `noise` 1 gives a cosine of about .5 between two of them. */
function rowsOf(face: Float32Array, count: number, noise: number, seed: number): Float32Array[] {
  return Array.from({ length: count }, (_, at) => {
    const other = unitVector(DIMENSION, seed + at);
    return meanEmbedding([face, other.map((value) => noise * value)]);
  });
}

describe('matchedVectors', () => {
  const [beard, shaved] = [unitVector(DIMENSION, 1), unitVector(DIMENSION, 2)];

  it('is the mean of one appearance, however the poses scatter', () => {
    const rows = rowsOf(beard, 7, 1, 100);
    expect(matchedVectors(rows)).toEqual([meanEmbedding(rows)]);
    expect(matchedVectors(rows.slice(0, 1))[0]).not.toBe(rows[0]);
  });

  it('is two means of two appearances of at least two rows each', () => {
    const [first, second] = [rowsOf(beard, 3, 0.4, 200), rowsOf(shaved, 2, 0.4, 300)];
    const vectors = matchedVectors([first[0], second[0], first[1], first[2], second[1]]);
    expect(vectors).toHaveLength(2);
    expect(Math.max(...vectors.map((vector) => cosine(vector, meanEmbedding(first))))).toBeCloseTo(1, 5);
    expect(Math.max(...vectors.map((vector) => cosine(vector, meanEmbedding(second))))).toBeCloseTo(1, 5);
    expect(matchedVectors([...first, second[0]])).toHaveLength(1);
  });

  it('keeps rows that cancel each other out, so that no record shuts the gallery', () => {
    const rows = [beard, beard.map((value) => -value)];
    expect(matchedVectors(rows)).toEqual(rows);
  });
});
