/** @file Similarities of pairs, by what was kept of each record. */
import { cosine } from '../../src/core/embedding/embedding.ts';
import type { PairKind, Pairs, PairsByKind, SimilaritiesByKind } from './pair-kinds.ts';
import type { EmbeddingSource } from './read-dataset.ts';

/** @returns Cosine of each pair, [−1, 1]. */
export function comparePairs({ first, second }: Pairs, embeddings: EmbeddingSource): Float64Array {
  return Float64Array.from(first, (record, at) => cosine(embeddings.of(record), embeddings.of(second[at])));
}

export function compareKinds(pairs: PairsByKind, embeddings: EmbeddingSource): SimilaritiesByKind {
  return mapKinds(pairs, (list) => comparePairs(list, embeddings));
}

/** A pair whose probe is judged a fake passes at no similarity threshold. */
const NEVER = -Infinity;

/**
 * What is left to match once the probes, which are the second images, are judged for fakes.
 * @param cosines - Of `pairs`, in their order.
 * @param fakeProbabilities - Of the second image of every pair; one that is missing is judged a fake.
 * @param threshold - A fake probability at or above it is a fake.
 * @returns The cosines, −Infinity where the probe is judged a fake.
 */
export function withoutFakeProbes(
  pairs: PairsByKind,
  cosines: SimilaritiesByKind,
  fakeProbabilities: ReadonlyMap<number, number>,
  threshold: number,
): SimilaritiesByKind {
  const isFake = (probe: number): boolean => !((fakeProbabilities.get(probe) ?? 1) < threshold);
  return mapKinds(pairs, ({ second }, kind) =>
    Float64Array.from(cosines[kind] ?? [], (similarity, at) => (isFake(second[at]) ? NEVER : similarity)),
  );
}

function mapKinds(
  pairs: PairsByKind,
  use: (pairs: Pairs, kind: PairKind) => Float64Array,
): SimilaritiesByKind {
  const entries = Object.entries(pairs) as [PairKind, Pairs][];
  return Object.fromEntries(entries.map(([kind, list]) => [kind, use(list, kind)]));
}
