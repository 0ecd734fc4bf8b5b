/** @file Finds records that the door would take for one person. Changes nothing. */
import type { Subject } from '../core/template/types.ts';
import { findNearFaces, type FaceModel } from './near-faces.ts';

/** Two records of one face. Perhaps they are two people who look alike. */
export interface DoubleRecord {
  /** The one that was enrolled first: its id would stay. */
  readonly kept: Subject;
  readonly gone: Subject;
}

/** @throws What the signal is aborted with. */
export async function findDoubleRecords(
  subjects: readonly Subject[],
  model: FaceModel,
  signal: AbortSignal,
): Promise<readonly DoubleRecord[]> {
  const { near, thresholds } = await findNearFaces(subjects, [], model, { signal });
  const place = new Map(subjects.map((subject, index) => [subject, index]));
  const pairs: DoubleRecord[] = [];
  for (const [one, faces] of near) {
    for (const { subject: other, similarity } of faces) {
      if (similarity < thresholds.duplicate) continue;
      const [first, second] = one.enrolledAtMs <= other.enrolledAtMs ? [one, other] : [other, one];
      // Each pair is found from both sides, if not by the search among the nearest then from one.
      const isSeen = (near.get(other) ?? []).some(({ subject }) => subject === one);
      if (isSeen && (place.get(one) ?? 0) > (place.get(other) ?? 0)) continue;
      pairs.push({ kept: first, gone: second });
    }
  }
  return pairs;
}
