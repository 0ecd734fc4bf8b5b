/**
 * @file Chooses the embeddings of a template out of the good frames of a capture: the best of each pose, then the
 * best of the rest, none twice, and none that looks like somebody else.
 */
import { upperMedian } from '../metrics/statistics.ts';
import { cosine } from '../embedding/embedding.ts';
import { matchedVectors } from './matched-vectors.ts';
import type { Template } from './types.ts';

export interface TemplateCandidate {
  /** Unit vector [dimension]. */
  readonly embedding: Float32Array;
  /** `QualityReport.overall`, [0, 1]. */
  readonly overall: number;
  /** Which of the guided poses it was taken for. */
  readonly poseName: string;
}

export interface TemplateOptions {
  /** SHA-256 of the embedder's file. */
  readonly modelSha256: string;
  readonly dimension: number;
  readonly maxEmbeddings?: number;
  /** A candidate this similar to a chosen one adds nothing and is passed over. */
  readonly nearDuplicateSimilarity?: number;
  /** A candidate whose mean similarity to the others lies this far below the median candidate's is an outlier. */
  readonly outlierGap?: number;
}

export interface TemplateOutlier {
  /** Place in the list of candidates. */
  readonly index: number;
  readonly meanSimilarity: number;
}

export interface BuiltTemplate {
  /** Owns copies of its embeddings. */
  readonly template: Template;
  /** Places in the list of candidates, in the order of choice. */
  readonly chosen: readonly number[];
  /** In the order of rejection, worst first. */
  readonly outliers: readonly TemplateOutlier[];
  /**
   * The lowest of the chosen embeddings' mean similarities to the other chosen ones, or of the two appearances they
   * show; 1 for a single one. Below the similarity threshold the capture may hold two persons: refuse it.
   */
  readonly cohesion: number;
}

/** Room for five poses and a spare or two; more rows only cost the matcher time. */
export const DEFAULT_MAX_EMBEDDINGS = 7;
/** A view this similar to one that a template has adds nothing. */
export const NEAR_DUPLICATE_SIMILARITY = 0.985;
/**
 * Frames of one person in the guided poses keep within about 0.2 of each other in mean similarity; another
 * person's frame drops by the genuine–impostor distance, which is larger in any usable embedder.
 */
const DEFAULT_OUTLIER_GAP = 0.25;
/** Outliers need at least three embeddings: of two that differ either may be the wrong one. */
const FEWEST_TO_JUDGE = 3;

/** @throws RangeError without candidates, or when one is of another dimension or has a quality that is no number. */
export function buildTemplate(
  candidates: readonly TemplateCandidate[],
  options: TemplateOptions,
): BuiltTemplate {
  assertUsable(candidates, options.dimension);
  const similarities = candidates.map((a) => candidates.map((b) => cosine(a.embedding, b.embedding)));
  const { kept, outliers } = rejectOutliers(similarities, options.outlierGap ?? DEFAULT_OUTLIER_GAP);
  const limit = options.maxEmbeddings ?? DEFAULT_MAX_EMBEDDINGS;
  const nearDuplicate = options.nearDuplicateSimilarity ?? NEAR_DUPLICATE_SIMILARITY;
  const chosen: number[] = [];
  for (const index of inOrderOfChoice(candidates, kept)) {
    if (chosen.length === limit) break;
    if (chosen.every((other) => similarities[index][other] < nearDuplicate)) chosen.push(index);
  }
  const { modelSha256, dimension } = options;
  return {
    template: {
      modelSha256,
      dimension,
      embeddings: chosen.map((index) => candidates[index].embedding.slice()),
    },
    chosen,
    outliers,
    cohesion: Math.min(
      ...(chosen.length === 1
        ? [1]
        : chosen.map((index) => meanToOthers(similarities[index], chosen, index))),
      // Three of one person and four of another are alike enough on average.
      likenessOfAppearances(chosen.map((index) => candidates[index].embedding)),
    ),
  };
}

/** The best of each pose by falling quality, then all others by falling quality; the earlier of equals first. */
function inOrderOfChoice(candidates: readonly TemplateCandidate[], kept: readonly number[]): number[] {
  const byQuality = [...kept].sort((a, b) => candidates[b].overall - candidates[a].overall || a - b);
  const poses = new Set<string>();
  const bestOfPose = byQuality.filter((index) => {
    const first = !poses.has(candidates[index].poseName);
    poses.add(candidates[index].poseName);
    return first;
  });
  return [...bestOfPose, ...byQuality.filter((index) => !bestOfPose.includes(index))];
}

/** Removes the worst outlier and looks again, because each outlier drags the others' means down. */
function rejectOutliers(similarities: readonly (readonly number[])[], gap: number) {
  let kept = similarities.map((_, index) => index);
  const outliers: TemplateOutlier[] = [];
  while (kept.length >= FEWEST_TO_JUDGE) {
    const members = kept;
    const means = members.map((index) => meanToOthers(similarities[index], members, index));
    const middle = upperMedian(means);
    const worst = means.indexOf(Math.min(...means));
    if (!(means[worst] < middle - gap)) break;
    outliers.push({ index: members[worst], meanSimilarity: means[worst] });
    kept = members.filter((_, place) => place !== worst);
  }
  return { kept, outliers };
}

function likenessOfAppearances(embeddings: readonly Float32Array[]): number {
  const [one, other = one] = matchedVectors(embeddings);
  return cosine(one, other);
}

function meanToOthers(row: readonly number[], members: readonly number[], self: number): number {
  const others = members.filter((member) => member !== self);
  return others.reduce((sum, other) => sum + row[other], 0) / others.length;
}

function assertUsable(candidates: readonly TemplateCandidate[], dimension: number): void {
  if (candidates.length === 0) {
    throw new RangeError('No frame was good enough for a template. Capture again in better light.');
  }
  candidates.forEach(({ embedding, overall }, index) => {
    if (embedding.length !== dimension || !embedding.every(Number.isFinite) || !Number.isFinite(overall)) {
      throw new RangeError(
        `Frame ${index} has no usable embedding of ${dimension} dimensions. Capture again.`,
      );
    }
  });
}
