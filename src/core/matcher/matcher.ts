/**
 * @file Finds the subjects nearest to a probe by an exact scan of every row. No index and no approximation: up
 * to 100,000 templates the scan is fast enough, and an approximate index loses true matches.
 */
import type { Match } from '../observation.ts';
import { assertUnitVector } from './pack-gallery.ts';
import type { PackedGallery } from './types.ts';

export interface Matcher {
  readonly subjectCount: number;
  /**
   * The subjects nearest to `probe`, best first, at most `limit`. A subject is as near as the nearest of its
   * rows; of equally near subjects the one earlier in the gallery comes first.
   * @param probe - Unit vector, float32 [dimension].
   * @throws RangeError when the probe is not a finite unit vector of the gallery's dimension.
   */
  search(probe: Float32Array, limit: number): readonly Match[];
}

/**
 * Prepares `gallery` for searching and keeps a reference to its arrays. Holds one scratch number per row, so
 * that a search allocates nothing but its answer; zero the gallery's `vectors` to wipe it.
 * @throws RangeError when the parts of the gallery do not fit each other.
 */
export function createMatcher(gallery: PackedGallery): Matcher {
  assertConsistent(gallery);
  const { dimension, vectors, rowOffsets, subjectIds } = gallery;
  // Float64 so that the inner loop does not convert the probe anew for each row.
  const wideProbe = new Float64Array(dimension);
  const similarities = new Float64Array(rowOffsets[subjectIds.length]);
  return {
    subjectCount: subjectIds.length,
    search(probe, limit) {
      assertUnitVector(probe, dimension, 'The probe');
      if (!Number.isInteger(limit) || limit < 1) {
        throw new RangeError(`A search must ask for at least one subject, not ${limit}.`);
      }
      wideProbe.set(probe);
      scanRows(vectors, wideProbe, similarities, dimension);
      return nearestSubjects(gallery, similarities, limit);
    },
  };
}

const MATCHERS = new WeakMap<PackedGallery, Matcher>();

/** Searches with a matcher that is kept as long as `gallery` itself; see {@link Matcher.search}. */
export function search(gallery: PackedGallery, probe: Float32Array, limit: number): readonly Match[] {
  let matcher = MATCHERS.get(gallery);
  if (matcher === undefined) {
    matcher = createMatcher(gallery);
    MATCHERS.set(gallery, matcher);
  }
  return matcher.search(probe, limit);
}

/**
 * Writes the dot product of every row with `probe` into `into`. Four rows at a time and two dimensions per step:
 * each value of the probe is loaded once for four rows, and four sums that do not wait for each other keep the
 * adder busy. Of the shapes tried (1–8 rows, 1–16 dimensions per step) this was the fastest in V8.
 */
function scanRows(vectors: Float32Array, probe: Float64Array, into: Float64Array, dimension: number): void {
  const rows = into.length;
  const even = dimension - (dimension % 2);
  let row = 0;
  let start = 0;
  for (; row + 3 < rows; row += 4) {
    let i0 = start;
    let i1 = i0 + dimension;
    let i2 = i1 + dimension;
    let i3 = i2 + dimension;
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    for (let d = 0; d < even; d += 2) {
      const p = probe[d];
      const q = probe[d + 1];
      sum0 += vectors[i0] * p + vectors[i0 + 1] * q;
      sum1 += vectors[i1] * p + vectors[i1 + 1] * q;
      sum2 += vectors[i2] * p + vectors[i2 + 1] * q;
      sum3 += vectors[i3] * p + vectors[i3 + 1] * q;
      i0 += 2;
      i1 += 2;
      i2 += 2;
      i3 += 2;
    }
    if (even < dimension) {
      const p = probe[even];
      sum0 += vectors[i0] * p;
      sum1 += vectors[i1] * p;
      sum2 += vectors[i2] * p;
      sum3 += vectors[i3] * p;
    }
    into[row] = sum0;
    into[row + 1] = sum1;
    into[row + 2] = sum2;
    into[row + 3] = sum3;
    start += 4 * dimension;
  }
  for (; row < rows; row++, start += dimension) {
    let sum = 0;
    // In the same order as above, so that equal rows get equal similarities wherever they stand.
    for (let d = 0; d < even; d += 2) {
      sum += vectors[start + d] * probe[d] + vectors[start + d + 1] * probe[d + 1];
    }
    if (even < dimension) sum += vectors[start + even] * probe[even];
    into[row] = sum;
  }
}

/** Keeps the best `limit` subjects in falling order by insertion; `limit` is small. */
function nearestSubjects(gallery: PackedGallery, similarities: Float64Array, limit: number): Match[] {
  const { subjectIds, rowOffsets } = gallery;
  const best: { subject: number; similarity: number }[] = [];
  for (let subject = 0; subject < subjectIds.length; subject++) {
    let similarity = -Infinity;
    for (let row = rowOffsets[subject]; row < rowOffsets[subject + 1]; row++) {
      if (similarities[row] > similarity) similarity = similarities[row];
    }
    if (best.length === limit && !(similarity > best[limit - 1].similarity)) continue;
    let place = best.length;
    while (place > 0 && best[place - 1].similarity < similarity) place--;
    best.splice(place, 0, { subject, similarity });
    if (best.length > limit) best.pop();
  }
  return best.map(({ subject, similarity }) => ({
    subjectId: subjectIds[subject],
    // Rounding can carry the product of two unit vectors just past 1.
    similarity: Math.min(1, Math.max(-1, similarity)),
  }));
}

function assertConsistent({ subjectIds, rowOffsets, vectors, dimension }: PackedGallery): void {
  const fits =
    Number.isInteger(dimension) &&
    dimension >= 1 &&
    rowOffsets.length === subjectIds.length + 1 &&
    rowOffsets[0] === 0 &&
    rowOffsets.every((offset, index) => index === 0 || offset > rowOffsets[index - 1]) &&
    vectors.length === rowOffsets[subjectIds.length] * dimension;
  if (!fits) {
    throw new RangeError(
      `The packed gallery does not fit together: ${subjectIds.length} subjects, ${rowOffsets.length} row offsets, ` +
        `${vectors.length} numbers of dimension ${dimension}. Pack it again with packGallery.`,
    );
  }
}
