/**
 * @file Lays the embeddings of all subjects out in one array, so that a search is one pass over memory.
 * Keeps no reference to the embeddings that it is given.
 */
import type { PackedGallery } from './types.ts';

/** A vector this far from unit length is not rounding but a mistake upstream. */
const UNIT_NORM_TOLERANCE = 1e-3;

export interface GallerySubject {
  readonly id: string;
  /** Unit vectors, each float32 [dimension]; at least one. */
  readonly embeddings: readonly Float32Array[];
}

/**
 * @param subjects - In the order in which ties are settled: the earlier subject wins.
 * @returns A gallery that owns its arrays.
 * @throws RangeError on a repeated id, a subject without embeddings, or an embedding that is not a finite unit
 * vector of `dimension`.
 */
export function packGallery(subjects: readonly GallerySubject[], dimension: number): PackedGallery {
  if (!Number.isInteger(dimension) || dimension < 1) {
    throw new RangeError(`The dimension of a gallery must be a whole number above 0, not ${dimension}.`);
  }
  const rowOffsets = new Uint32Array(subjects.length + 1);
  const seen = new Set<string>();
  subjects.forEach((subject, index) => {
    if (seen.has(subject.id)) throw new RangeError(`Subject ${subject.id} is in the gallery twice.`);
    seen.add(subject.id);
    if (subject.embeddings.length === 0) {
      throw new RangeError(`Subject ${subject.id} has no embedding; enrol the subject again.`);
    }
    rowOffsets[index + 1] = rowOffsets[index] + subject.embeddings.length;
  });
  const vectors = new Float32Array(rowOffsets[subjects.length] * dimension);
  let at = 0;
  for (const subject of subjects) {
    for (const embedding of subject.embeddings) {
      assertUnitVector(embedding, dimension, `An embedding of subject ${subject.id}`);
      vectors.set(embedding, at);
      at += dimension;
    }
  }
  return { subjectIds: subjects.map((subject) => subject.id), rowOffsets, vectors, dimension };
}

/** @throws RangeError that opens with `what` unless `vector` is a finite unit vector of `dimension`. */
export function assertUnitVector(vector: Float32Array, dimension: number, what: string): void {
  if (vector.length !== dimension) {
    throw new RangeError(
      `${what} has ${vector.length} dimensions, but the gallery has ${dimension}: ` +
        'it was made by another model. Enrol again with the present model.',
    );
  }
  let squares = 0;
  for (let i = 0; i < dimension; i++) squares += vector[i] * vector[i];
  // Written so that NaN fails too.
  if (!(Math.abs(Math.sqrt(squares) - 1) <= UNIT_NORM_TOLERANCE)) {
    throw new RangeError(`${what} is not a finite unit vector (length ${Math.sqrt(squares)}).`);
  }
}
