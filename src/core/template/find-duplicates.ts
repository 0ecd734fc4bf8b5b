/** @file Whether a new template belongs to somebody enrolled already, or looks like somebody. Changes nothing. */
import { galleryThreshold, type MeasuredEmbedder } from '../fusion/gallery-threshold.ts';
import { fmrForFpir, similarityThreshold, thresholdForFmr } from '../fusion/similarity-threshold.ts';
import type { Match } from '../observation.ts';

export interface EnrolmentThresholds {
  /** At or above it the new template would be taken for the enrolled subject at the door. Of what stands for both. */
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
 * Look-alikes raise the median FMR about elevenfold (DHS RIVR 2026). So of a model that was measured on pairs only the
 * operator is warned of a subject who would match at a ten times looser FMR.
 */
const LOOK_ALIKE_FMR_RATIO = 10;

/** Beyond this a look-alike threshold would warn of everybody. */
const LOOSEST_LOOK_ALIKE_FMR = 0.1;

/**
 * @param targetFpir - Of the door's policy.
 * @param people - Who are compared with; 0 counts as 1.
 * @throws RangeError as {@link similarityThreshold}.
 */
export function enrolmentThresholds(
  embedder: MeasuredEmbedder,
  targetFpir: number,
  people: number,
): EnrolmentThresholds {
  const duplicate = galleryThreshold(embedder, targetFpir, people).threshold;
  return {
    duplicate,
    lookAlike: Math.min(lookAlikeThreshold(embedder, duplicate, fmrForFpir(targetFpir, people)), duplicate),
    onePerson: similarityThreshold(embedder.operatingPoints, targetFpir, 1).threshold,
  };
}

function lookAlikeThreshold(
  { operatingPoints, galleries }: MeasuredEmbedder,
  duplicate: number,
  fmr: number,
): number {
  if (galleries) return duplicate - galleries.lookAlikeMargin;
  return thresholdForFmr(operatingPoints, Math.min(fmr * LOOK_ALIKE_FMR_RATIO, LOOSEST_LOOK_ALIKE_FMR))
    .threshold;
}

export interface DuplicateReport {
  /** Already enrolled as one of these; best first. */
  readonly duplicates: readonly Match[];
  /** Best first. */
  readonly lookAlikes: readonly Match[];
}

/**
 * @param searches - The gallery's answer to each vector that stands for the template.
 * @param exceptSubjectId - The subject that is enrolled anew, whom the template is meant to match; or null.
 * @throws RangeError when nothing was searched for, or a similarity is not a number.
 */
export function findDuplicates(
  searches: readonly (readonly Match[])[],
  thresholds: EnrolmentThresholds,
  exceptSubjectId: string | null = null,
): DuplicateReport {
  if (searches.length === 0) throw new RangeError('Nothing was searched for: a duplicate would be missed.');
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
