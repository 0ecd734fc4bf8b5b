/**
 * @file Times the exact scan of a full-size gallery. Run it with `npx tsx bench/matcher.bench.ts`; it is no
 * test, since a time limit on a shared machine proves nothing.
 */
import { pathToFileURL } from 'node:url';
import { createMatcher } from '../src/core/matcher/matcher.ts';
import { packGallery } from '../src/core/matcher/pack-gallery.ts';
import { quantiles } from './statistics.ts';

export interface MatcherBench {
  readonly templates: number;
  readonly dimension: number;
  readonly searches: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

const TEMPLATES_PER_SUBJECT = 5;
const WARM_UP_SEARCHES = 10;

/** Unit vectors from a linear congruential generator: their values do not matter to the time. */
function makeVectors(count: number, dimension: number): Float32Array[] {
  let seed = 1;
  return Array.from({ length: count }, () => {
    const vector = new Float32Array(dimension);
    let squares = 0;
    for (let d = 0; d < dimension; d++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      vector[d] = seed / 2 ** 31 - 1;
      squares += vector[d] * vector[d];
    }
    const norm = Math.sqrt(squares);
    return vector.map((value) => value / norm);
  });
}

/** Searches a gallery of random unit vectors and returns the quantiles of the time per search. */
export function benchMatcher(templates = 100_000, dimension = 128, searches = 60): MatcherBench {
  const vectors = makeVectors(templates, dimension);
  const subjects = Array.from({ length: Math.ceil(templates / TEMPLATES_PER_SUBJECT) }, (_, index) => ({
    id: String(index),
    embeddings: vectors.slice(index * TEMPLATES_PER_SUBJECT, (index + 1) * TEMPLATES_PER_SUBJECT),
  }));
  const matcher = createMatcher(packGallery(subjects, dimension));
  const times: number[] = [];
  for (let run = 0; run < WARM_UP_SEARCHES + searches; run++) {
    const probe = vectors[(run * 7919) % templates];
    const startMs = performance.now();
    matcher.search(probe, 5);
    if (run >= WARM_UP_SEARCHES) times.push(performance.now() - startMs);
  }
  const { p50, p95 } = quantiles(times) ?? { p50: NaN, p95: NaN };
  return { templates, dimension, searches, p50Ms: p50, p95Ms: p95 };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { templates, dimension, p50Ms, p95Ms } = benchMatcher();
  console.log(
    `1:N scan, ${templates} × ${dimension}: p50 ${p50Ms.toFixed(1)} ms, p95 ${p95Ms.toFixed(1)} ms per search`,
  );
}
