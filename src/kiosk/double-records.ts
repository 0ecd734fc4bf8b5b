/** @file Finds records that the door would take for one person. Changes nothing. */
import { enrolmentThresholds } from '../core/template/find-duplicates.ts';
import { matchableSubjects } from '../core/matcher/matchable-subjects.ts';
import type { Person } from '../core/template/types.ts';
import type { FaceModel } from './near-faces.ts';

/** Two records of one face. Perhaps they are two people who look alike. */
export interface DoubleRecord {
  /** Id of the one that was enrolled first: it would stay. */
  readonly keptId: string;
  readonly goneId: string;
}

/** So many are asked about at once: the door's own questions wait no longer. */
const AT_ONCE = 4;

/** @throws What the signal is aborted with. */
export async function findDoubleRecords(
  people: ReadonlyMap<string, Person>,
  { embedder, policy, gallery }: FaceModel,
  signal: AbortSignal,
): Promise<readonly DoubleRecord[]> {
  const compared = matchableSubjects([...people.values()], embedder.sha256);
  const { duplicate } = enrolmentThresholds(embedder, policy.targetFpir, compared.length);
  const pairs = new Map<string, DoubleRecord>();
  for (let from = 0; from < compared.length; from += AT_ONCE) {
    const asked = compared.slice(from, from + AT_ONCE);
    const answers = await gallery.nearTo(
      asked.map(({ id }) => id),
      duplicate,
    );
    signal.throwIfAborted();
    for (const [at, one] of asked.entries()) {
      for (const { subjectId } of answers[at]) {
        const other = people.get(subjectId);
        if (other === undefined) continue;
        const [kept, gone] = one.enrolledAtMs <= other.enrolledAtMs ? [one, other] : [other, one];
        // Each pair is found from both sides, if not by the search among the nearest then from one.
        const key = [one.id, other.id].sort().join(' ');
        if (!pairs.has(key)) pairs.set(key, { keptId: kept.id, goneId: gone.id });
      }
    }
  }
  return [...pairs.values()];
}
