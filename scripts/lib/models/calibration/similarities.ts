/**
 * @file The similarities of all pairs of photos whose faces were found. Sets no threshold: core/metrics does.
 */
import { cosine } from '../../../../src/core/embedding/embedding.ts';
import type { PairPlan } from './pairs.ts';

/**
 * The strictest target of core/metrics (FMR 10⁻⁶) needs this many impostor pairs. More would take gigabytes and tell
 * little more, so of more pairs an even selection is taken.
 */
const MOST_IMPOSTOR_PAIRS = 10_000_000;

export interface Similarities {
  readonly genuine: Float64Array;
  readonly impostor: Float64Array;
  /** Impostor pairs there were to choose from; more than `impostor.length` when a selection was taken. */
  readonly impostorPairsAvailable: number;
}

/** @param embeddings - Unit vectors by the plan's photos; null where no face was found. */
export function similaritiesOf(
  plan: PairPlan,
  embeddings: readonly (Float32Array | null)[],
  mostImpostorPairs = MOST_IMPOSTOR_PAIRS,
): Similarities {
  let impostorPairsAvailable = 0;
  for (const { first, second, genuine } of plan.pairs) {
    if (!genuine && embeddings[first] && embeddings[second]) impostorPairsAvailable += 1;
  }
  const taken = Math.min(impostorPairsAvailable, mostImpostorPairs);
  const genuine = new Float64Array(plan.genuinePairs);
  const impostor = new Float64Array(taken);
  let genuineCount = 0;
  let impostorCount = 0;
  let seen = 0;
  for (const pair of plan.pairs) {
    const first = embeddings[pair.first];
    const second = embeddings[pair.second];
    if (!first || !second) continue;
    if (pair.genuine) {
      genuine[genuineCount++] = cosine(first, second);
      continue;
    }
    // Pair number `seen` is taken when the running share of taken pairs passes a whole number.
    seen += 1;
    if (Math.floor((seen * taken) / impostorPairsAvailable) > impostorCount) {
      impostor[impostorCount++] = cosine(first, second);
    }
  }
  return { genuine: genuine.subarray(0, genuineCount), impostor, impostorPairsAvailable };
}
