/** @file Whether a new template belongs to somebody enrolled already, or looks like somebody. Changes nothing. */
import { similarityThreshold, thresholdForFmr } from '../fusion/similarity-threshold.ts';
import type { OperatingPoint } from '../manifest/types.ts';
import type { Match } from '../observation.ts';
import type { Template } from './types.ts';

export interface EnrolmentThresholds {
  /** At or above it the new template would be taken for the enrolled subject at the door. */
  readonly duplicate: number;
  /** At or above it, and below `duplicate`, the two are look-alikes. */
  readonly lookAlike: number;
  /**
   * The policy's threshold for a single comparison. A capture whose frames are less alike on average may show two
   * persons. The gallery's size plays no part: it makes the door stricter, but not one head less like itself.
   */
  readonly onePerson: number;
}

/**
 * Look-alikes raise the median FMR about elevenfold (DHS RIVR 2026). So the operator is warned of a subject who would
 * match at a ten times looser FMR.
 */
const LOOK_ALIKE_FMR_RATIO = 10;

/** Beyond this a look-alike threshold would warn of everybody. */
const LOOSEST_LOOK_ALIKE_FMR = 0.1;

/** @throws RangeError as {@link similarityThreshold}. */
export function enrolmentThresholds(
  operatingPoints: readonly OperatingPoint[],
  targetFpir: number,
  comparisonCount: number,
): EnrolmentThresholds {
  const duplicate = similarityThreshold(operatingPoints, targetFpir, comparisonCount);
  const looserFmr = Math.min(duplicate.fmr * LOOK_ALIKE_FMR_RATIO, LOOSEST_LOOK_ALIKE_FMR);
  const lookAlike = thresholdForFmr(operatingPoints, looserFmr).threshold;
  return {
    duplicate: duplicate.threshold,
    lookAlike: Math.min(lookAlike, duplicate.threshold),
    onePerson: similarityThreshold(operatingPoints, targetFpir, 1).threshold,
  };
}

export interface DuplicateReport {
  /** Already enrolled as one of these; best first. */
  readonly duplicates: readonly Match[];
  /** Best first. */
  readonly lookAlikes: readonly Match[];
}

/**
 * @param searches - The gallery's answer to each of the template's embeddings, in their order.
 * @param exceptSubjectId - The subject that is enrolled anew, whom the template is meant to match; or null.
 * @throws RangeError when an embedding was not searched for, or a similarity is not a number.
 */
export function findDuplicates(
  template: Template,
  searches: readonly (readonly Match[])[],
  thresholds: EnrolmentThresholds,
  exceptSubjectId: string | null = null,
): DuplicateReport {
  if (searches.length !== template.embeddings.length) {
    throw new RangeError(
      `${template.embeddings.length} embeddings but ${searches.length} searches: a duplicate could be missed.`,
    );
  }
  const nearest = new Map<string, number>();
  for (const { subjectId, similarity } of searches.flat()) {
    if (!Number.isFinite(similarity))
      throw new RangeError('A similarity is not a number: the gallery is broken.');
    if (subjectId === exceptSubjectId) continue;
    nearest.set(subjectId, Math.max(similarity, nearest.get(subjectId) ?? -Infinity));
  }
  const matches = [...nearest]
    .map(([subjectId, similarity]) => ({ subjectId, similarity }))
    .sort((a, b) => b.similarity - a.similarity);
  return {
    duplicates: matches.filter(({ similarity }) => similarity >= thresholds.duplicate),
    lookAlikes: matches.filter(
      ({ similarity }) => similarity >= thresholds.lookAlike && similarity < thresholds.duplicate,
    ),
  };
}
