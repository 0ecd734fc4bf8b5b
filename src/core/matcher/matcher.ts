/**
 * @file Finds the subjects nearest to a probe by an exact scan of every row. No index and no approximation: up
 * to 100,000 templates the scan is fast enough, and an approximate index loses true matches.
 */
import type { Match } from '../observation.ts';
import { createRowScan } from './row-scan.ts';
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
  /** Overwrites its copy of the vectors with zeros; it finds nobody any more. */
  wipe(): void;
}

/**
 * Prepares `gallery` for searching. Copies its vectors, so the caller may wipe them.
 * @throws RangeError when the parts of the gallery do not fit each other.
 */
export function createMatcher(gallery: PackedGallery): Matcher {
  assertConsistent(gallery);
  const { dimension, vectors, subjectIds } = gallery;
  const rows = createRowScan(vectors, dimension);
  return {
    subjectCount: subjectIds.length,
    search(probe, limit) {
      assertUnitVector(probe, dimension, 'The probe');
      if (!Number.isInteger(limit) || limit < 1) {
        throw new RangeError(`A search must ask for at least one subject, not ${limit}.`);
      }
      rows.run(probe);
      return nearestSubjects(gallery, rows.sums, limit);
    },
    wipe() {
      rows.wipe();
    },
  };
}

function nearestSubjects(gallery: PackedGallery, similarities: Float32Array, limit: number): Match[] {
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
