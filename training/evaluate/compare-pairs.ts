/** @file Similarities of pairs, by what was kept of each record. */
import { cosine } from '../../src/core/embedding/embedding.ts';
import { foldedSimilarity } from '../../src/core/fusion/folded-similarity.ts';
import type { FoldThresholds } from '../../src/core/fusion/folded-similarity.ts';
import type { PairKind, Pairs, PairsByKind, SimilaritiesByKind } from './pair-kinds.ts';
import type { EmbeddingSource } from './read-dataset.ts';

/** @returns Cosine of each pair, [−1, 1]. */
export function comparePairs({ first, second }: Pairs, embeddings: EmbeddingSource): Float64Array {
  return Float64Array.from(first, (record, at) => cosine(embeddings.of(record), embeddings.of(second[at])));
}

export function compareKinds(pairs: PairsByKind, embeddings: EmbeddingSource): SimilaritiesByKind {
  return mapKinds(pairs, (list) => comparePairs(list, embeddings));
}

/**
 * What the kiosk would decide on: the cosines with the fake probabilities folded in.
 * @param cosines - Of `pairs`, in their order.
 * @param fakeProbabilities - Of every record of `pairs`.
 */
export function foldKinds(
  pairs: PairsByKind,
  cosines: SimilaritiesByKind,
  fakeProbabilities: ReadonlyMap<number, number>,
  thresholds: FoldThresholds,
): SimilaritiesByKind {
  const of = (record: number): number | null => fakeProbabilities.get(record) ?? null;
  return mapKinds(pairs, ({ first, second }, kind) =>
    Float64Array.from(cosines[kind] ?? [], (similarity, at) =>
      foldedSimilarity(similarity, [of(first[at]), of(second[at])], thresholds),
    ),
  );
}

function mapKinds(
  pairs: PairsByKind,
  use: (pairs: Pairs, kind: PairKind) => Float64Array,
): SimilaritiesByKind {
  const entries = Object.entries(pairs) as [PairKind, Pairs][];
  return Object.fromEntries(entries.map(([kind, list]) => [kind, use(list, kind)]));
}
