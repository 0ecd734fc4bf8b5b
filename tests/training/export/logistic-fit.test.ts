/** @file Calibration of fake probabilities: known lines are found again, thresholds keep the false alarms promised. */
import { describe, expect, it } from 'vitest';
import { createRng, randomGaussian } from '../../../src/core/rng/rng.ts';
import type { Judged } from '../../../training/evaluate/log-loss.ts';
import { calibrationOf } from '../../../training/export/calibrate-detector.ts';
import {
  calibrationError,
  fitLogitLine,
  logitOf,
  probabilityOf,
  reliability,
} from '../../../training/export/logistic-fit.ts';

/** Fakes 4 to 1, logits around ±1 with variance 2: then the logit itself is the true log odds. */
function judged(count: number, change: (logit: number) => number = (z) => z) {
  const rng = createRng(1);
  return Array.from({ length: count }, (_, at) => {
    const isFake = at % 5 > 0;
    const z = (isFake ? 1 : -1) + Math.SQRT2 * randomGaussian(rng);
    return { isFake, fakeProbability: probabilityOf(change(z)) };
  });
}

describe('fitLogitLine', () => {
  it('leaves probabilities alone that are right', () => {
    const { scale, shift } = fitLogitLine(judged(40_000));
    expect(scale).toBeCloseTo(1, 1);
    expect(Math.abs(shift)).toBeLessThan(0.05);
  });

  it('undoes a line, whatever the share of fakes', () => {
    const right = fitLogitLine(judged(4_000));
    const { scale, shift } = fitLogitLine(judged(4_000, (z) => 2 * z + 1));
    expect(2 * scale).toBeCloseTo(right.scale, 3);
    expect(shift + scale).toBeCloseTo(right.shift, 3);
  });

  it('stays finite where the classes do not overlap', () => {
    const { scale, shift } = fitLogitLine([
      { isFake: false, fakeProbability: 0.2 },
      { isFake: true, fakeProbability: 0.8 },
    ]);
    expect(Number.isFinite(scale) && Number.isFinite(shift)).toBe(true);
  });

  it('refuses a detector that has it the wrong way round, and one class alone', () => {
    expect(() => fitLogitLine(judged(1_000, (z) => -z))).toThrow(/learnt nothing/);
    expect(() => fitLogitLine([{ isFake: true, fakeProbability: 0.5 }])).toThrow(/needs reals and fakes/);
  });
});

describe('reliability', () => {
  it('shows what was said and what was', () => {
    const bins = reliability(
      [0.05, 0.05, 0.95, 0.95].map((fakeProbability, at) => ({ fakeProbability, isFake: at % 2 === 1 })),
    );
    expect(bins.map(({ from, images, was }) => ({ from, images, was }))).toEqual([
      { from: 0, images: 2, was: 0.5 },
      { from: 0.9, images: 2, was: 0.5 },
    ]);
    expect(calibrationError(bins)).toBeCloseTo(0.45, 10);
  });

  it('takes 1 into the last bin and weighs the classes alike', () => {
    const bins = reliability([
      { fakeProbability: 1, isFake: true },
      { fakeProbability: 1, isFake: false },
      { fakeProbability: 0, isFake: false },
      { fakeProbability: 0, isFake: false },
    ]);
    expect(bins.at(-1)).toMatchObject({ to: 1, images: 2, said: 1 });
    expect(bins.at(-1)?.was).toBeCloseTo(0.75, 10);
    expect(bins.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 10);
  });
});

describe('calibrationOf', () => {
  it('keeps the false alarms within the share that is allowed, and counts what it misses', () => {
    const images = judged(10_000, (z) => 2 * z - 1);
    const { threshold, line, evidence, reliability: bins } = calibrationOf([images], 0.05);
    const calibrated = images.map(({ isFake, fakeProbability }) => ({
      isFake,
      p: probabilityOf(line.scale * logitOf(fakeProbability) + line.shift),
    }));
    const share = (kind: boolean, counts: (p: number) => boolean): number => {
      const own = calibrated.filter(({ isFake }) => isFake === kind);
      return own.filter(({ p }) => counts(p)).length / own.length;
    };
    expect(evidence).toMatchObject({ realImages: 2_000, fakeImages: 8_000 });
    expect(evidence.falseAlarmRate).toBe(share(false, (p) => p >= threshold));
    expect(evidence.falseAlarmRate).toBeGreaterThan(0.045);
    expect(evidence.falseAlarmRate).toBeLessThanOrEqual(0.05);
    expect(evidence.missRate).toBe(share(true, (p) => p < threshold));
    expect(calibrationError(bins)).toBeLessThan(0.03);
  });

  it('keeps to that share in the dataset whose real images look most like fakes', () => {
    const [clean, suspicious] = [judged(10_000, (z) => 2 * z - 1), judged(1_000, (z) => 2 * z + 1)];
    const { threshold, line } = calibrationOf([clean, suspicious], 0.05);
    const alarms = ({ isFake, fakeProbability }: Judged): boolean =>
      !isFake && probabilityOf(line.scale * logitOf(fakeProbability) + line.shift) >= threshold;
    const shareOf = (images: readonly Judged[]): number =>
      images.filter(alarms).length / images.filter(({ isFake }) => !isFake).length;
    expect(shareOf(suspicious)).toBeGreaterThan(0.03);
    expect(shareOf(suspicious)).toBeLessThanOrEqual(0.05);
    expect(shareOf(clean)).toBeLessThan(shareOf(suspicious));
  });
});
