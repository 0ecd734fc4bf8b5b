/**
 * @file Refuses embedders that photos show to tell nobody apart, or whose thresholds would not hold. Pure.
 */
import { cosine } from '../../../../src/core/embedding/embedding.ts';
import { percent } from '../../../../src/core/metrics/percent.ts';
import type { Calibration } from './calibrate.ts';

/** Beyond it, strangers and own photos are told apart too seldom for any door. */
const MOST_EER = 0.2;
/**
 * Similarities of strangers that lie nearer to each other than this may change places from one device to the next: the
 * kiosk's self-test lets each of a vector's values differ by 0.001.
 */
const LEAST_SPREAD = 0.02;
/** Directions in which faces differ, as the participation ratio of their variances counts them. */
const FEWEST_DIRECTIONS = 2;
/** Photos that are compared with each other. */
const MOST_COMPARED = 400;
/** Thresholds nearer to each other are one. */
const LEAST_STEP = 1e-4;

const CHECK =
  'Check --output, --channels, --mean, --std, --template and --margin against what the model was trained with.';

/** @throws Error with the reason and what to do. */
export function judgeEmbeddings(embeddings: readonly (Float32Array | null)[]): void {
  const all = embeddings.filter((embedding) => embedding !== null);
  if (all.length < 3) return;
  const step = Math.max(1, all.length / MOST_COMPARED);
  const some = Array.from(
    { length: Math.floor(all.length / step) },
    (_, index) => all[Math.floor(index * step)],
  );
  const similarities = some.map((one) => Float64Array.from(some, (other) => cosine(one, other)));
  const pairs = similarities.flatMap((row, at) => Array.from(row.subarray(at + 1)));
  const sorted = Float64Array.from(pairs).sort();
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))];
  const spread = at(0.95) - at(0.05);
  if (spread < LEAST_SPREAD) {
    throw new Error(
      `It gives nearly the same vector for every face: nine of ten similarities lie between ${at(0.05).toFixed(4)} and ` +
        `${at(0.95).toFixed(4)}, and between devices they may differ by more. ${CHECK}`,
    );
  }
  const directions = participationRatio(similarities);
  if (directions < FEWEST_DIRECTIONS) {
    throw new Error(
      `Its vectors of all faces lie on one line (they differ in ${directions.toFixed(1)} directions), which tells too few ` +
        `people apart. ${CHECK}`,
    );
  }
}

/**
 * How many directions share the variance: (Σ λ)² / Σ λ² over the eigenvalues of the covariance, which are those of the
 * centred Gram matrix.
 */
function participationRatio(gram: readonly Float64Array[]): number {
  const count = gram.length;
  const rowMeans = gram.map((row) => row.reduce((sum, value) => sum + value, 0) / count);
  const mean = rowMeans.reduce((sum, value) => sum + value, 0) / count;
  let trace = 0;
  let squares = 0;
  gram.forEach((row, i) =>
    row.forEach((value, j) => {
      const centred = value - rowMeans[i] - rowMeans[j] + mean;
      if (i === j) trace += centred;
      squares += centred * centred;
    }),
  );
  return trace ** 2 / squares;
}

/** @throws Error with the reason and what to do. */
export function judgeCalibration({
  eer,
  operatingPoints,
}: Pick<Calibration, 'eer' | 'operatingPoints'>): void {
  if (eer.rate > MOST_EER) {
    const turned = eer.rate > 0.6 ? ' Or the labels are the wrong way round: 1 means one person.' : '';
    throw new Error(
      `It does not tell people apart: the equal error rate on these photos is ${percent(eer.rate)}, and at most ` +
        `${percent(MOST_EER)} is taken. ${CHECK}${turned}`,
    );
  }
  const thresholds = operatingPoints.map(({ threshold }) => threshold);
  if (thresholds.some((threshold) => threshold >= 1)) {
    throw new Error(
      'Some photos of two persons are as alike as a photo is to itself, so no threshold keeps strangers out. Look for one ' +
        'person under two names, or for the same photo twice.',
    );
  }
  const isStep = thresholds.every(
    (threshold, at) => at === 0 || threshold - thresholds[at - 1] >= LEAST_STEP,
  );
  if (isStep) return;
  throw new Error(
    `Its thresholds lie within rounding of each other (${thresholds.map((value) => value.toFixed(6)).join(', ')}), so at ` +
      `another device many strangers may pass at once. ${CHECK}`,
  );
}
