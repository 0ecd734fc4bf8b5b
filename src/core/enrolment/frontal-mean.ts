/** @file The running mean of a capture's frontal embeddings, by which a change of person is noticed. */
import { cosine, l2Normalize } from '../embedding/embedding.ts';

/** The sum of unit vectors, float32 [dimension]; its direction is their mean's. */
export type EmbeddingSum = Float32Array;

/** @returns A new sum; neither argument is changed. */
export function addEmbedding(sum: EmbeddingSum | null, embedding: Float32Array): EmbeddingSum {
  return sum === null ? embedding.slice() : sum.map((value, at) => value + embedding[at]);
}

/**
 * @param embedding - Unit vector, float32 [dimension].
 * @returns Cosine in [−1, 1].
 * @throws RangeError when the dimensions differ or the sum has no direction.
 */
export function similarityToMean(sum: EmbeddingSum, embedding: Float32Array): number {
  return cosine(l2Normalize(sum.slice()), embedding);
}
