/** @file The folded similarity gives the kiosk's answers, and is monotone and without jumps. */
import { describe, expect, it } from 'vitest';
import { foldedSimilarity } from '../../../src/core/fusion/folded-similarity.ts';

const GRID = Array.from({ length: 41 }, (_, i) => i / 40);

describe('foldedSimilarity', () => {
  it('is at or above the threshold exactly when the cosine is and neither photo is a fake', () => {
    const wrong: unknown[] = [];
    for (const t of [-0.5, 0, 0.2, 0.35, 1, 1.2]) {
      for (const f of [0, 0.3, 0.5, 1]) {
        for (const p of GRID) {
          for (const cosine of [...GRID, ...GRID.map((value) => -value), t]) {
            const accepted = foldedSimilarity(cosine, [p, 0.1 * p], { similarity: t, fake: f }) >= t;
            if (accepted !== (cosine >= t && p < f)) wrong.push({ t, f, p, cosine });
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('never rises with the fake probability, never falls with the cosine, and does not jump', () => {
    const thresholds = { similarity: 0.3, fake: 0.6 };
    for (const cosine of [-0.4, 0.29, 0.3, 0.8, 1]) {
      let before = foldedSimilarity(cosine, [0], thresholds);
      expect(before).toBe(cosine);
      for (let p = 0.01; p <= 1; p += 0.01) {
        const now = foldedSimilarity(cosine, [p], thresholds);
        expect(now).toBeLessThanOrEqual(before);
        // The steeper of the two lines falls by (1 + .3) / (1 − .6) per unit of p.
        expect(before - now).toBeLessThan(0.01 * 3.3);
        before = now;
      }
    }
    const rising = GRID.map((cosine) => foldedSimilarity(cosine, [0.5], thresholds));
    expect(rising).toEqual([...rising].sort((a, b) => a - b));
  });

  it('takes the worse photo, and is −1 for a certain fake', () => {
    const thresholds = { similarity: 0.25, fake: 0.5 };
    // Half way to the fake threshold, the limit is half way from 1 to the similarity threshold.
    expect(foldedSimilarity(0.9, [0.25, 0.1], thresholds)).toBe(0.625);
    expect(foldedSimilarity(0.9, [0.1, 0.25], thresholds)).toBe(0.625);
    expect(foldedSimilarity(0.9, [0, 1], thresholds)).toBeCloseTo(-1, 12);
  });

  it('is the cosine where nothing is known of fakes', () => {
    expect(foldedSimilarity(0.7, [null, null], { similarity: 0.3, fake: 0.5 })).toBe(0.7);
    expect(foldedSimilarity(0.7, [null, 0.9], { similarity: 0.3, fake: 0.5 })).toBeLessThan(0.3);
  });

  it('refuses what cannot be', () => {
    const thresholds = { similarity: 0.3, fake: 0.5 };
    expect(() => foldedSimilarity(0.7, [NaN], thresholds)).toThrow(/outside \[0, 1\]/);
    expect(() => foldedSimilarity(0.7, [0.1], { similarity: -1, fake: 0.5 })).toThrow(/above −1/);
    expect(() => foldedSimilarity(0.7, [0.1], { similarity: 0.3, fake: 1.5 })).toThrow(/within \[0, 1\]/);
  });
});
