/** @file Rates, comparisons, error counts, ID rate, LFW folds and log losses against hand values and naive loops. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/core/rng/rng.ts';
import { detectorFigures, frameFigures, videoOf } from '../../../training/evaluate/frame-figures.ts';
import { drawIdRateSets, idRate, SOURCE_SIZES } from '../../../training/evaluate/id-rate.ts';
import { lfwFolds } from '../../../training/evaluate/lfw-folds.ts';
import type { FoldPair } from '../../../training/evaluate/lfw-folds.ts';
import { logLoss, logLossOf } from '../../../training/evaluate/log-loss.ts';
import { areaAsCgs, proportion, tprAtFprs } from '../../../training/evaluate/match-rates.ts';
import { pairFigures } from '../../../training/evaluate/pair-figures.ts';
import { anglesSource } from './known-answers.ts';
import { memoryDataset } from '../memory-dataset.ts';

const rising = (count: number) => Array.from({ length: count }, (_, index) => index / count);

describe('tprAtFprs', () => {
  it('never exceeds the wanted rate, while parity lets one more in', () => {
    const genuine = [0.95, 0.85, 0.75, 0.05];
    const impostor = rising(10);
    const [strict] = tprAtFprs(genuine, impostor, { fprs: [0.1] });
    expect(strict).toMatchObject({ tpr: 0.5, fprFound: 0.1, supported: true });
    expect(strict.threshold).toBeGreaterThan(0.8);
    const [parity] = tprAtFprs(genuine, impostor, { fprs: [0.1], parity: true });
    expect(parity).toMatchObject({ tpr: 0.5, fprFound: 0.2, threshold: 0.8 });
  });

  it('treats ties as one and says when there are too few pairs', () => {
    const [half, rare] = tprAtFprs([0.5, 0.4], [0.5, 0.5, 0.5, 0.1], { fprs: [0.5, 0.001] });
    expect(half).toMatchObject({ tpr: 0, fprFound: 0 });
    expect(rare).toMatchObject({ tpr: 0, supported: false });
  });
});

describe('areaAsCgs', () => {
  it('is .96 for a perfect model and follows the 25 points otherwise', () => {
    expect(areaAsCgs([2, 3], [0, 1])).toBeCloseTo(0.96, 12);
    expect(areaAsCgs([0], [1])).toBe(0);
    const genuine = [0.3, 0.62, 0.9];
    const impostor = rising(50);
    const falling = [...impostor].reverse();
    const rates = Array.from({ length: 25 }, (_, i) => {
      const threshold = falling[2 * i];
      return genuine.filter((value) => value >= threshold).length / 3;
    });
    let area = 0;
    for (let i = 1; i < 25; i += 1) area += 0.04 * ((rates[i] + rates[i - 1]) / 2);
    expect(areaAsCgs(genuine, impostor)).toBeCloseTo(area, 12);
  });
});

describe('pairFigures', () => {
  // The pairs of tests/core/metrics/roc.test.ts as genuine against other people; fakes that are told apart less well.
  const similarities = {
    genuine: Float64Array.of(0.9, 0.8, 0.3),
    'other-person': Float64Array.of(0.7, 0.5, 0.4, 0.2),
    'fake-same-person': Float64Array.of(0.85, 0.1),
    'fake-same-video': Float64Array.of(0.95),
  };

  it('compares genuine pairs with each kind and with all', () => {
    const { comparisons, counts } = pairFigures(similarities);
    expect(counts).toEqual({
      genuine: 3,
      'other-person': 4,
      'fake-same-person': 2,
      'fake-same-video': 1,
    });
    const byName = Object.fromEntries(comparisons.map((one) => [one.against, one]));
    expect(Object.keys(byName)).toEqual([
      'eer_real',
      'eer_fake',
      'fake-same-person',
      'fake-same-video',
      'all',
    ]);
    expect(byName.eer_real.eerA.rate).toBeCloseTo(1 / 3, 12);
    expect(byName.eer_real.eerB.rate).toBeCloseTo((1 / 3 + 1 / 4) / 2, 12);
    expect(byName.eer_fake.eerB).toMatchObject({ genuinePairs: 3, impostorPairs: 3 });
    expect(byName.all.eerB.impostorPairs).toBe(7);
    // 3 × 3 pairs of similarities: .9 beats .85 and .1, .8 and .3 beat .1.
    expect(byName.eer_fake.auc).toBeCloseTo(4 / 9, 12);
    const [parity] = pairFigures(similarities, { parity: true }).comparisons;
    expect(parity.eerB.rate).toBeCloseTo(1 / 6, 12);
  });

  it('counts errors at a threshold, by kind and by type, ties accepted', () => {
    const [{ fnmr, fmr, byKind, errorTypes }] = pairFigures(similarities, { thresholds: [0.7] }).thresholds;
    expect(fnmr).toEqual(proportion(1, 3));
    expect(fmr).toEqual(proportion(3, 7));
    expect(byKind['other-person']).toEqual(proportion(1, 4));
    expect(errorTypes).toEqual({ samePerson: 1, differentReal: 1, syntheticInvolved: 2 });
  });

  it('bounds a rate without errors by the rule of three', () => {
    expect(proportion(0, 300)).toMatchObject({ rate: 0, boundAtNoError: 0.01 });
    expect(proportion(0, 300).interval[0]).toBe(0);
    expect(proportion(1, 300).boundAtNoError).toBeNull();
  });

  it('does without genuine pairs', () => {
    const figures = pairFigures({ fake: Float64Array.of(0.5) }, { thresholds: [0.4] });
    expect(figures.comparisons).toEqual([]);
    expect(figures.thresholds[0]).toMatchObject({ fnmr: null, errorTypes: { syntheticInvolved: 1 } });
  });
});

describe('ID rate', () => {
  it('makes the numbers of pairs of system 4', () => {
    const people = Array.from({ length: 110 }, (_, person) => Array<number>(62).fill(person)).flat();
    const dataset = memoryDataset(people.map((identity) => ({ identity })));
    const sets = drawIdRateSets(dataset, SOURCE_SIZES)!;
    const result = idRate(sets, anglesSource(people.map((person) => person)));
    expect(result).toMatchObject({ genuinePairs: 750, impostorPairs: 944_100 });
    // People lie one degree apart, each person's photos in one place.
    expect(result.tprAtFpr.map(({ tpr }) => tpr)).toEqual(Array(7).fill(1));
    const owners = [...sets.queries, ...sets.distractors].map(([row]) => people[row]);
    expect(new Set(owners).size).toBe(100);
    expect(drawIdRateSets(dataset, SOURCE_SIZES)).toEqual(sets);
    expect(drawIdRateSets(dataset, SOURCE_SIZES, { seed: 2 })).not.toEqual(sets);
  });

  it('uses no fakes, no two people of a group, and smaller sets where it must', () => {
    const dataset = memoryDataset([
      { identity: 0, group: 0 },
      { identity: 0, group: 0 },
      { identity: 0, group: 0, isFake: true },
      { identity: 1, group: 1 },
      { identity: 1, group: 1 },
      { identity: 2, group: 1 },
      { identity: 2, group: 1 },
      { identity: 3, group: 3 },
    ]);
    const sets = drawIdRateSets(dataset, { ...SOURCE_SIZES, queryImages: 2 })!;
    expect(sets.queries).toHaveLength(2);
    expect(sets.queries.flat()).not.toContain(2);
    expect(sets.distractors).toEqual([[7]]);
    expect(drawIdRateSets(dataset, SOURCE_SIZES)).toBeNull();
  });
});

describe('lfwFolds', () => {
  const rng = createRng(5);
  const pairs = Array.from({ length: 600 }, (_, at): FoldPair => {
    const genuine = at % 2 === 0;
    return { fold: Math.floor(at / 60), genuine, similarity: (genuine ? 0.35 : -0.25) + 0.6 * rng() };
  });

  it('agrees with naive loops', () => {
    const distance = ({ similarity }: FoldPair): number => 2 - 2 * similarity;
    const accuracy = (list: readonly FoldPair[], threshold: number): number =>
      list.filter((pair) => distance(pair) < threshold === pair.genuine).length / list.length;
    const { folds, accuracy: mean, validationRate, far } = lfwFolds(pairs);
    expect(folds).toHaveLength(10);
    folds.forEach((fold, number) => {
      const others = pairs.filter((pair) => pair.fold !== number);
      const tested = pairs.filter((pair) => pair.fold === number);
      let best = 0;
      for (let step = 0; step < 400; step += 1) {
        if (accuracy(others, step / 100) > accuracy(others, best)) best = step / 100;
      }
      expect(fold.threshold).toBe(best);
      expect(fold.accuracy).toBeCloseTo(accuracy(tested, best), 12);
      // 270 impostors: FAR 10⁻³ is reached, linearly, on the way to the nearest of them.
      const nearest = Math.min(...others.filter(({ genuine }) => !genuine).map(distance));
      const step = Math.floor(nearest * 1000);
      const validation = (step + 0.001 / (1 / 270)) / 1000;
      const genuine = tested.filter((pair) => pair.genuine);
      const passed = genuine.filter((pair) => distance(pair) < validation).length;
      expect(fold.validationRate).toBeCloseTo(passed / genuine.length, 12);
    });
    const average = folds.reduce((sum, fold) => sum + fold.accuracy, 0) / 10;
    expect(mean.mean).toBeCloseTo(average, 12);
    expect(mean.deviation).toBeGreaterThan(0);
    expect(validationRate.mean).toBeGreaterThan(0.3);
    expect(far).toBeLessThan(0.02);
  });

  it('is perfect where the classes are apart, and refuses one class or one fold', () => {
    const apart = pairs.map((pair) => ({ ...pair, similarity: pair.genuine ? 0.9 : -0.00025 }));
    expect(lfwFolds(apart)).toMatchObject({ accuracy: { mean: 1, deviation: 0 }, far: 0 });
    expect(() => lfwFolds(pairs.filter(({ fold }) => fold === 0))).toThrow(/two folds/);
    expect(() => lfwFolds(pairs.filter(({ genuine }) => genuine))).toThrow(/no impostor pair/);
  });
});

describe('fake detection', () => {
  it('has the log loss by hand, clipped at a sure mistake', () => {
    expect(logLossOf(0.8, true)).toBeCloseTo(-Math.log(0.8), 12);
    expect(logLossOf(0.8, false)).toBeCloseTo(-Math.log(0.2), 12);
    expect(logLossOf(0, true)).toBeCloseTo(15 * Math.LN10, 9);
    expect(logLossOf(1, true)).toBeLessThan(1e-14);
    const judged = [
      { fakeProbability: 0.5, isFake: false },
      { fakeProbability: 0.5, isFake: true },
      { fakeProbability: 0.25, isFake: true },
      { fakeProbability: 0.25, isFake: true },
    ];
    const { overall, balanced } = logLoss(judged);
    expect(overall).toBeCloseTo((6 * Math.LN2) / 4, 12);
    expect(balanced).toBeCloseTo((Math.LN2 + (5 * Math.LN2) / 3) / 2, 12);
    expect(() => logLoss(judged.slice(1))).toThrow(/reals and fakes, not 0 and 3/);
  });

  it('judges videos by the mean and by the confident strategy', () => {
    // A fake video with three sure frames of five; a real one; photos without a clip stand alone.
    const frames = [
      ...[0.9, 1, 0.95, 0, 0].map((p, at) => ({ p, isFake: true, clip: 1, path: `fakes/x/${at}.png` })),
      ...[0.1, 0.2].map((p, at) => ({ p, isFake: false, clip: 1, path: `reals/y.mp4#${at}` })),
      ...[0.3, 0.4].map((p, at) => ({ p, isFake: false, clip: -1, path: `person/${at}.jpg` })),
    ];
    const probabilities = new Map(frames.map(({ p }, at) => [at, p]));
    const figures = frameFigures(memoryDataset(frames), probabilities, 0.5)!;
    expect(figures.frames).toMatchObject({ reals: 4, fakes: 5 });
    expect(figures.frames.missedFakes).toEqual(proportion(2, 5));
    expect(figures.framesPerVideo).toEqual([1, 5]);
    expect(figures.videosByMean).toMatchObject({ reals: 3, fakes: 1 });
    const reals = [0.15, 0.3, 0.4].map((p) => -Math.log(1 - p));
    const ofReals = reals.reduce((a, b) => a + b) / 3;
    expect(figures.videosByMean.logLoss.balanced).toBeCloseTo((ofReals - Math.log(0.57)) / 2, 12);
    expect(figures.videosByConfidence.logLoss.balanced).toBeCloseTo((ofReals - Math.log(0.95)) / 2, 12);
    expect(figures.videosByMean.falseAlarms).toEqual(proportion(0, 3));
    expect(frameFigures(memoryDataset(frames), new Map([[0, 0.5]]), 0.5)).toBeNull();
  });

  it('counts a fake at the threshold as found', () => {
    const judged = [
      { fakeProbability: 0.5, isFake: true },
      { fakeProbability: 0.5, isFake: false },
    ];
    const { missedFakes, falseAlarms } = detectorFigures(judged, 0.5);
    expect([missedFakes.errors, falseAlarms.errors]).toEqual([0, 1]);
  });

  it('reads the video off a frame’s path', () => {
    for (const path of ['a/clip/0012.jpg', 'a/clip/40_1.png', 'a/clip#7', 'a/clip#7.jpg']) {
      expect(videoOf(path)).toBe('a/clip');
    }
    expect(videoOf('clip.mp4#12')).toBe('clip.mp4');
    expect(videoOf('d0001/fake/abc.jpg')).toBe('d0001/fake/abc');
  });
});
