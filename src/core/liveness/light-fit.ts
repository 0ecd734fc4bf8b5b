/**
 * @file How well a series of chromaticities follows a sequence of colours, at the lag at which it does best, and how
 * many other sequences it follows as well. Knows nothing of faces.
 */
import { mean } from '../metrics/statistics.ts';
import { LIGHT_COLOURS, LIGHT_LINEAR, type LightColour } from './light-colours.ts';

/** Three equally long lists. */
export interface LightSeries {
  /** Since the first colour appeared. */
  readonly atMs: readonly number[];
  /** Natural logarithm of red over green. */
  readonly redGreen: readonly number[];
  /** Natural logarithm of blue over green. */
  readonly blueGreen: readonly number[];
}

export interface LightFit {
  /** [−1, 1] */
  readonly correlation: number;
  readonly lagMs: number;
  /** Root mean square of the part of the series that follows the colours; 0 where it goes against them. */
  readonly response: number;
  /** Root mean square of the whole series without its mean and its linear drift. */
  readonly variation: number;
}

/** From the page's paint to the grab. With these a change is missed by less than half a frame's time. */
const LAGS_MS = Array.from({ length: 15 }, (_, at) => 50 + at * 25);
/** Fewer frames in a step do not show a colour. */
const MIN_FRAMES_PER_STEP = 2;

/** What of a colour reaches a chromaticity: for a weak light, its logarithm changes by the difference. */
const CHROMAS = LIGHT_COLOURS.map((colour): readonly [redGreen: number, blueGreen: number] => {
  const [red, green, blue] = LIGHT_LINEAR[colour];
  return [red - green, blue - green];
});
const COLOURS = CHROMAS.length;
/** [colours × colours]: inner products of the chromas. */
const CHROMA_PRODUCTS = CHROMAS.flatMap(([redGreen, blueGreen]) =>
  CHROMAS.map(([otherRedGreen, otherBlueGreen]) => redGreen * otherRedGreen + blueGreen * otherBlueGreen),
);

/**
 * What one lag knows of the series, so that any of thousands of sequences is compared in a few operations: what is
 * shown is constant within a step, so its products need only sums per step.
 */
interface LaggedSteps {
  readonly lagMs: number;
  readonly steps: number;
  readonly frames: number;
  /** [steps × colours]: what a step adds to Σ x·y when it shows a colour; y without mean and drift. */
  readonly products: Float64Array;
  /** [steps × steps]: inner products of the steps' indicators without mean and drift, from which Σ x² follows. */
  readonly gram: Float64Array;
  /** Σ y² of both chromaticities. */
  readonly square: number;
}

/** Null when some colour has too few frames at every lag. */
export function bestFit(
  series: LightSeries,
  colours: readonly LightColour[],
  stepMs: number,
): LightFit | null {
  const lags = laggedSteps(series, colours.length, stepMs);
  const indices = colours.map((colour) => LIGHT_COLOURS.indexOf(colour));
  let best: LightFit | null = null;
  for (const lag of lags) {
    const correlation = correlationOf(lag, indices);
    if (best !== null && correlation <= best.correlation) continue;
    const square = Math.max(0, shownSquare(lag, indices));
    best = {
      correlation,
      lagMs: lag.lagMs,
      response: square > 0 ? Math.max(0, shownProduct(lag, indices)) / Math.sqrt(square * 2 * lag.frames) : 0,
      variation: Math.sqrt(lag.square / (2 * lag.frames)),
    };
  }
  return best;
}

/**
 * @returns The share of all sequences of this length with differing neighbours that correlate, each at its own best
 * lag, at least as well as the shown one, which is among them: (0, 1].
 */
export function rankOfShown(series: LightSeries, colours: readonly LightColour[], stepMs: number): number {
  const lags = laggedSteps(series, colours.length, stepMs);
  const shownIndices = colours.map((colour) => LIGHT_COLOURS.indexOf(colour));
  const shown = lags.reduce((best, lag) => Math.max(best, correlationOf(lag, shownIndices)), -1);
  return shareAsGood(lags, colours.length, shown);
}

/** @returns The share of all sequences of this length that correlate at least as well as `shown` at some lag. */
function shareAsGood(lags: readonly LaggedSteps[], steps: number, shown: number): number {
  const drawn: number[] = [];
  // [steps + 1 × lags]: Σ x·y and Σ x² of what was drawn so far, so that sequences share the work on their beginnings.
  const product = new Float64Array((steps + 1) * lags.length);
  const square = new Float64Array((steps + 1) * lags.length);
  let asGood = 0;
  let all = 0;
  const drawFrom = (step: number): void => {
    if (step === steps) {
      all += 1;
      const at = steps * lags.length;
      if (lags.some((lag, index) => correlation(product[at + index], square[at + index], lag) >= shown)) {
        asGood += 1;
      }
      return;
    }
    for (let colour = 0; colour < COLOURS; colour += 1) {
      if (colour === drawn.at(-1)) continue;
      drawn.push(colour);
      for (let index = 0; index < lags.length; index += 1) {
        const at = step * lags.length + index;
        product[at + lags.length] = product[at] + lags[index].products[step * COLOURS + colour];
        square[at + lags.length] = withStep(square[at], lags[index], drawn, step);
      }
      drawFrom(step + 1);
      drawn.pop();
    }
  };
  drawFrom(0);
  return asGood / all;
}

/** Pearson's correlation of both chromaticities together, each without its mean and drift. */
function correlationOf(lag: LaggedSteps, indices: readonly number[]): number {
  return correlation(shownProduct(lag, indices), shownSquare(lag, indices), lag);
}

function correlation(product: number, shownSquared: number, { square }: LaggedSteps): number {
  const scale = Math.sqrt(Math.max(0, shownSquared) * square);
  return scale > 1e-12 ? product / scale : 0;
}

/** Σ x·y of the series with a sequence. */
function shownProduct({ products }: LaggedSteps, indices: readonly number[]): number {
  let sum = 0;
  for (let step = 0; step < indices.length; step += 1) sum += products[step * COLOURS + indices[step]];
  return sum;
}

/** Σ x² of a sequence. */
function shownSquare(lag: LaggedSteps, indices: readonly number[]): number {
  let sum = 0;
  for (let step = 0; step < indices.length; step += 1) sum = withStep(sum, lag, indices, step);
  return sum;
}

/** `sum`, Σ x² of the first `step` colours, with one more. Always in the same order, so that equal sums are equal. */
function withStep(
  sum: number,
  { gram, steps }: LaggedSteps,
  indices: readonly number[],
  step: number,
): number {
  const chromas = indices[step] * COLOURS;
  let more = sum + gram[step * steps + step] * CHROMA_PRODUCTS[chromas + indices[step]];
  for (let other = 0; other < step; other += 1) {
    more += 2 * gram[step * steps + other] * CHROMA_PRODUCTS[chromas + indices[other]];
  }
  return more;
}

function laggedSteps(series: LightSeries, steps: number, stepMs: number): LaggedSteps[] {
  return LAGS_MS.flatMap((lagMs): LaggedSteps[] => {
    const kept: number[] = [];
    const stepOf: number[] = [];
    const counts = new Array<number>(steps).fill(0);
    series.atMs.forEach((atMs, index) => {
      const step = Math.floor((atMs - lagMs) / stepMs);
      if (step < 0 || step >= steps) return;
      kept.push(index);
      stepOf.push(step);
      counts[step] += 1;
    });
    if (counts.some((count) => count < MIN_FRAMES_PER_STEP)) return [];
    const project = withoutDrift(kept.map((index) => series.atMs[index]));
    const redGreen = project(kept.map((index) => series.redGreen[index]));
    const blueGreen = project(kept.map((index) => series.blueGreen[index]));
    const perStep = (values: readonly number[]): number[] => {
      const sums = new Array<number>(steps).fill(0);
      values.forEach((value, index) => (sums[stepOf[index]] += value));
      return sums;
    };
    const inRed = perStep(redGreen);
    const inBlue = perStep(blueGreen);
    return [
      {
        lagMs,
        steps,
        frames: kept.length,
        products: Float64Array.from(
          counts.flatMap((_, step) => CHROMAS.map(([rg, bg]) => rg * inRed[step] + bg * inBlue[step])),
        ),
        gram: Float64Array.from(
          counts.flatMap((_, step) => perStep(project(stepOf.map((of) => (of === step ? 1 : 0))))),
        ),
        square: [...redGreen, ...blueGreen].reduce((sum, value) => sum + value * value, 0),
      },
    ];
  });
}

/** @returns A function that takes the mean and the linear drift over `times` out of a list of values. */
function withoutDrift(times: readonly number[]): (values: readonly number[]) => number[] {
  const middle = mean(times);
  const centred = times.map((time) => time - middle);
  const square = centred.reduce((sum, time) => sum + time * time, 0);
  return (values) => {
    const level = mean(values);
    const slope =
      square > 0 ? values.reduce((sum, value, index) => sum + value * centred[index], 0) / square : 0;
    return values.map((value, index) => value - level - slope * centred[index]);
  };
}
