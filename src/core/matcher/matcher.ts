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
  /**
   * Adds a subject, or replaces what stands for one.
   * @param vectors - At least one unit vector, float32 [dimension]; copied.
   * @throws RangeError when one is not; then nothing has changed.
   */
  put(subjectId: string, vectors: readonly Float32Array[]): void;
  /** Overwrites the subject's rows. An id that is not there is no error. */
  remove(subjectId: string): void;
  /** Copies of what stands for a subject; none for one who is not there. */
  vectorsOf(subjectId: string): readonly Float32Array[];
  /** Makes room for so many rows at once. */
  reserve(rows: number): void;
  /** Overwrites its copy of the vectors with zeros; it finds nobody any more. */
  wipe(): void;
}

/** Of a row that is nobody's. */
const NOBODY = -1;

/**
 * Prepares `gallery` for searching. Copies its vectors, so the caller may wipe them.
 * @throws RangeError when the parts of the gallery do not fit each other.
 */
export function createMatcher(gallery: PackedGallery): Matcher {
  assertConsistent(gallery);
  const { dimension, vectors, subjectIds, rowOffsets } = gallery;
  const scan = createRowScan(vectors, dimension);
  const nobody = new Float32Array(dimension);
  /** By number; null for one who is gone. */
  const ids: (string | null)[] = [...subjectIds];
  const numbers = new Map(subjectIds.map((id, number) => [id, number]));
  const rowsOf: (readonly number[])[] = subjectIds.map((_, number) =>
    Array.from(
      { length: rowOffsets[number + 1] - rowOffsets[number] },
      (__, row) => rowOffsets[number] + row,
    ),
  );
  /** Whose each row is, by number. */
  const owners: number[] = rowsOf.flatMap((rows, number) => rows.map(() => number));
  const freeRows: number[] = [];
  const freeNumbers: number[] = [];
  const remove = (subjectId: string): void => {
    const number = numbers.get(subjectId);
    if (number === undefined) return;
    for (const row of rowsOf[number]) {
      scan.write(row, nobody);
      owners[row] = NOBODY;
      freeRows.push(row);
    }
    numbers.delete(subjectId);
    [ids[number], rowsOf[number]] = [null, []];
    freeNumbers.push(number);
  };
  return {
    get subjectCount() {
      return numbers.size;
    },
    search(probe, limit) {
      assertUnitVector(probe, dimension, 'The probe');
      if (!Number.isInteger(limit) || limit < 1) {
        throw new RangeError(`A search must ask for at least one subject, not ${limit}.`);
      }
      scan.run(probe);
      return nearestSubjects(owners, scan.sums, limit).map(({ owner, similarity }) => ({
        subjectId: ids[owner] ?? '',
        // Rounding can carry the product of two unit vectors just past 1.
        similarity: Math.min(1, Math.max(-1, similarity)),
      }));
    },
    put(subjectId, own) {
      if (own.length === 0)
        throw new RangeError(`Subject ${subjectId} has no embedding; enrol the subject again.`);
      for (const vector of own) assertUnitVector(vector, dimension, `An embedding of subject ${subjectId}`);
      remove(subjectId);
      const number = freeNumbers.pop() ?? ids.length;
      ids[number] = subjectId;
      numbers.set(subjectId, number);
      rowsOf[number] = own.map((vector) => {
        const row = freeRows.pop() ?? scan.rows;
        scan.write(row, vector);
        owners[row] = number;
        return row;
      });
    },
    remove,
    vectorsOf: (subjectId) => (rowsOf[numbers.get(subjectId) ?? NOBODY] ?? []).map((row) => scan.read(row)),
    reserve(rows) {
      scan.reserve(rows);
    },
    wipe() {
      scan.wipe();
    },
  };
}

interface Nearest {
  readonly owner: number;
  similarity: number;
}

/** Of each subject the nearest row. @returns Best first, at most `limit`. */
function nearestSubjects(owners: readonly number[], similarities: Float32Array, limit: number): Nearest[] {
  const best: Nearest[] = [];
  let least = -Infinity;
  for (let row = 0; row < similarities.length; row++) {
    const similarity = similarities[row];
    if (!(similarity > least)) continue;
    const owner = owners[row];
    if (owner === NOBODY) continue;
    const known = best.findIndex((near) => near.owner === owner);
    if (known !== -1) {
      if (best[known].similarity >= similarity) continue;
      best.splice(known, 1);
    }
    let place = best.length;
    while (place > 0 && best[place - 1].similarity < similarity) place--;
    best.splice(place, 0, { owner, similarity });
    if (best.length > limit) best.pop();
    if (best.length === limit) least = best[limit - 1].similarity;
  }
  return best;
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
