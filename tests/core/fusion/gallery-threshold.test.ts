import { describe, expect, it } from 'vitest';
import { operatingPoint } from '../../../simulator/builders.ts';
import { galleryThreshold, mostPeopleMeasured } from '../../../src/core/fusion/gallery-threshold.ts';
import { similarityThreshold } from '../../../src/core/fusion/similarity-threshold.ts';
import type { GalleryPoint } from '../../../src/core/manifest/types.ts';

const point = (people: number, fpir: number, threshold: number): GalleryPoint => ({
  people,
  fpir,
  threshold,
  thresholdInterval: [threshold, threshold],
  fpirInterval: [fpir, fpir],
  fnir: 0,
  fnirInterval: [0, 0],
});
const operatingPoints = [operatingPoint(1e-2, 0.2), operatingPoint(1e-4, 0.4)];
const evidence = { probes: 1, templates: 1, enrolledProbes: 1 };
const MEASURED = {
  operatingPoints,
  galleries: {
    points: [
      point(1, 1e-2, 0.2),
      point(1, 1e-3, 0.25),
      point(100, 1e-2, 0.3),
      point(100, 1e-3, 0.35),
      point(1_000, 1e-3, 0.45),
    ],
    evidence,
    lookAlikeMargin: 0.05,
  },
};
const PAIRS = { operatingPoints };

describe('galleryThreshold', () => {
  it('gives a measured point as it was measured', () => {
    expect(galleryThreshold(MEASURED, 1e-3, 100)).toEqual({ threshold: 0.35, beyondMeasured: false });
    expect(galleryThreshold(MEASURED, 1e-2, 100)).toEqual({ threshold: 0.3, beyondMeasured: false });
  });

  it('runs straight over the logarithm of the size between two of them', () => {
    const { threshold, beyondMeasured } = galleryThreshold(MEASURED, 1e-3, Math.sqrt(100 * 1_000));
    expect(threshold).toBeCloseTo(0.4, 10);
    expect(beyondMeasured).toBe(false);
  });

  it('counts a few people as a hundred, or as many as were measured', () => {
    for (const few of [0, 1, 99]) expect(galleryThreshold(MEASURED, 1e-3, few).threshold).toBe(0.35);
    const points = [point(1, 1e-3, 0.25), point(10, 1e-3, 0.3)];
    const small = { operatingPoints, galleries: { ...MEASURED.galleries, points } };
    expect(galleryThreshold(small, 1e-3, 1)).toEqual({ threshold: 0.3, beyondMeasured: false });
    expect(mostPeopleMeasured(small, 1e-3)).toBe(10);
  });

  it('is never looser under a policy that lets fewer strangers in', () => {
    // Pairs alone would say 0.4 for 1e-4, below what galleries say for 1e-2.
    const points = [point(1, 1e-2, 0.3), point(100, 1e-2, 0.48)];
    const sparse = { operatingPoints, galleries: { ...MEASURED.galleries, points } };
    expect(galleryThreshold(sparse, 1e-2, 1).threshold).toBe(0.48);
    expect(galleryThreshold(sparse, 1e-4, 1).threshold).toBe(0.48);
  });

  it('goes on beyond the largest gallery, and says so', () => {
    const { threshold, beyondMeasured } = galleryThreshold(MEASURED, 1e-3, 10_000);
    expect(threshold).toBeCloseTo(0.55, 10);
    expect(beyondMeasured).toBe(true);
  });

  it('takes a model that was measured on pairs to err in each comparison by itself', () => {
    const { threshold } = similarityThreshold(operatingPoints, 1e-2, 50);
    expect(galleryThreshold(PAIRS, 1e-2, 50)).toEqual({ threshold, beyondMeasured: false });
    expect(galleryThreshold(PAIRS, 1e-2, 500).beyondMeasured).toBe(true);
    // Nobody measured 1e-4 on galleries, or on galleries of one size only.
    expect(galleryThreshold(MEASURED, 1e-4, 1)).toEqual({ threshold: 0.4, beyondMeasured: false });
    const one = { ...MEASURED.galleries, points: [point(1, 1e-2, 0.9)] };
    expect(galleryThreshold({ operatingPoints, galleries: one }, 1e-2, 1)).toEqual({
      threshold: 0.2,
      beyondMeasured: false,
    });
    expect(mostPeopleMeasured({ operatingPoints, galleries: one }, 1e-2)).toBeGreaterThan(90);
  });
});

describe('mostPeopleMeasured', () => {
  it('is the largest gallery at that share of strangers', () => {
    expect(mostPeopleMeasured(MEASURED, 1e-3)).toBe(1_000);
    expect(mostPeopleMeasured(MEASURED, 1e-2)).toBe(100);
  });

  it('is as many as the pairs bear, and at least one', () => {
    const most = mostPeopleMeasured(PAIRS, 1e-2);
    expect(most).toBeGreaterThan(90);
    expect(galleryThreshold(PAIRS, 1e-2, most).beyondMeasured).toBe(false);
    expect(galleryThreshold(PAIRS, 1e-2, most + 2).beyondMeasured).toBe(true);
    expect(mostPeopleMeasured(PAIRS, 1e-6)).toBe(1);
  });
});
