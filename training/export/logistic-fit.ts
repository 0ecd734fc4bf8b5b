/**
 * @file Platt scaling (Platt 1999): the line through a detector's logits after which its probabilities mean what they
 * say, and how well they do. Reals and fakes count alike however many there are of each.
 */
import type { Judged } from '../evaluate/log-loss.ts';

/** Calibrated logit = scale · logit + shift. */
export interface LogitLine {
  readonly scale: number;
  readonly shift: number;
}

/** One bar of a reliability plot. */
export interface ReliabilityBin {
  /** Bounds of the fake probability, the upper one excluded but for 1. */
  readonly from: number;
  readonly to: number;
  readonly images: number;
  /** Mean fake probability of its images, weighted so that both classes count alike. */
  readonly said: number;
  /** Weighted share of fakes among them. */
  readonly was: number;
  /** Share of all images that it holds, weighted likewise, [0, 1]. */
  readonly weight: number;
}

/** Far beyond what a float32 probability can tell from 0 or 1. */
const EDGE = 1e-7;
const NEWTON_STEPS = 50;
const CONVERGED = 1e-9;
/** Keeps the fit finite where the classes do not overlap at all. */
const RIDGE = 1e-6;

export function logitOf(probability: number): number {
  const p = Math.min(1 - EDGE, Math.max(EDGE, probability));
  return Math.log(p / (1 - p));
}

export function probabilityOf(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/**
 * The line of least log loss, by Newton's method.
 *
 * @throws RangeError unless there are reals and fakes, or when the detector ranks fakes below reals.
 */
export function fitLogitLine(judged: readonly Judged[]): LogitLine {
  const weights = classWeights(judged);
  const points = judged.map(({ fakeProbability, isFake }) => ({
    ...{ z: logitOf(fakeProbability), y: isFake ? 1 : 0, weight: isFake ? weights.fake : weights.real },
  }));
  // From zero, where the curve is steepest, Newton's steps do not overshoot.
  let [scale, shift] = [0, 0];
  for (let step = 0; step < NEWTON_STEPS; step += 1) {
    let [gScale, gShift, hScale, hShift, hBoth] = [RIDGE * scale, RIDGE * shift, RIDGE, RIDGE, 0];
    for (const { z, y, weight } of points) {
      const p = probabilityOf(scale * z + shift);
      gScale += weight * (p - y) * z;
      gShift += weight * (p - y);
      const curve = weight * p * (1 - p);
      hScale += curve * z * z;
      hShift += curve;
      hBoth += curve * z;
    }
    const determinant = hScale * hShift - hBoth * hBoth;
    const moveScale = (hShift * gScale - hBoth * gShift) / determinant;
    const moveShift = (hScale * gShift - hBoth * gScale) / determinant;
    scale -= moveScale;
    shift -= moveShift;
    if (Math.abs(moveScale) + Math.abs(moveShift) < CONVERGED) break;
  }
  if (!(scale > 0) || !Number.isFinite(shift)) {
    throw new RangeError(
      'The detector finds reals more fake than fakes: it has learnt nothing. Train it again.',
    );
  }
  return { scale, shift };
}

/** @param count - Of equally wide bins; those without images are left out. */
export function reliability(judged: readonly Judged[], count = 10): ReliabilityBin[] {
  const weights = classWeights(judged);
  return Array.from({ length: count }, (_, bin) => {
    const [from, to] = [bin / count, (bin + 1) / count];
    const inside = judged.filter(({ fakeProbability: p }) => p >= from && (p < to || bin === count - 1));
    const total = { weight: 0, said: 0, fakes: 0 };
    for (const { fakeProbability, isFake } of inside) {
      const weight = isFake ? weights.fake : weights.real;
      total.weight += weight;
      total.said += weight * fakeProbability;
      total.fakes += isFake ? weight : 0;
    }
    return {
      ...{ from, to, images: inside.length },
      ...{ said: total.said / total.weight, was: total.fakes / total.weight, weight: total.weight },
    };
  }).filter(({ images }) => images > 0);
}

/** Expected calibration error: the mean distance of what was said from what was, [0, 1]. */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  return bins.reduce((sum, { said, was, weight }) => sum + weight * Math.abs(said - was), 0);
}

/** Of one image; those of all images sum to 1, half for each class. */
function classWeights(judged: readonly Judged[]): { readonly real: number; readonly fake: number } {
  const fakes = judged.filter(({ isFake }) => isFake).length;
  const reals = judged.length - fakes;
  if (fakes === 0 || reals === 0) {
    throw new RangeError(`Calibration needs reals and fakes, not ${reals} and ${fakes}.`);
  }
  return { real: 0.5 / reals, fake: 0.5 / fakes };
}
