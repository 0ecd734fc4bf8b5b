import { describe, expect, it } from 'vitest';
import { ARCFACE_112 } from '../../../src/core/align/template.ts';
import {
  applySimilarity,
  composeSimilarity,
  fitSimilarity,
  IDENTITY,
  invertSimilarity,
  similarityScale,
  type Similarity,
} from '../../../src/core/geometry/similarity.ts';

const TURN: Similarity = { a: 0.6, b: 0.8, tx: 3, ty: -7 };

describe('fitSimilarity', () => {
  it('gives the fit worked out by hand: landmarks = 2 · template + 10', () => {
    const landmarks = ARCFACE_112.map(({ x, y }) => ({ x: 2 * x + 10, y: 2 * y + 10 }));
    const fit = fitSimilarity(landmarks, ARCFACE_112);
    expect(fit.a).toBeCloseTo(0.5, 12);
    expect(fit.b).toBeCloseTo(0, 12);
    expect(fit.tx).toBeCloseTo(-5, 10);
    expect(fit.ty).toBeCloseTo(-5, 10);
  });

  it('turns a quarter clockwise in the image with b = 1', () => {
    const fit = fitSimilarity(
      [
        { x: 0, y: 0 },
        { x: 1, y: 0 },
      ],
      [
        { x: 5, y: 5 },
        { x: 5, y: 6 },
      ],
    );
    expect(fit.a).toBeCloseTo(0, 12);
    expect(fit.b).toBeCloseTo(1, 12);
    expect(applySimilarity(fit, { x: 2, y: 0 })).toEqual({ x: 5, y: 7 });
  });

  it('is no worse than any transform nearby where the points do not fit exactly', () => {
    const from = ARCFACE_112;
    const to = from.map((point, index) => {
      const moved = applySimilarity(TURN, point);
      return { x: moved.x + [2, -1, 0, 3, -2][index], y: moved.y + [0, 1, -3, 1, 2][index] };
    });
    const error = (transform: Similarity): number =>
      from.reduce((sum, point, index) => {
        const at = applySimilarity(transform, point);
        return sum + (at.x - to[index].x) ** 2 + (at.y - to[index].y) ** 2;
      }, 0);
    const fit = fitSimilarity(from, to);
    for (const key of ['a', 'b', 'tx', 'ty'] as const) {
      for (const nudge of [-1e-3, 1e-3]) {
        expect(error({ ...fit, [key]: fit[key] + nudge })).toBeGreaterThan(error(fit));
      }
    }
  });

  it('refuses points that fix no transform', () => {
    const origin = { x: 1, y: 1 };
    expect(() => fitSimilarity([origin], [origin])).toThrow(RangeError);
    expect(() => fitSimilarity([origin, origin], [origin])).toThrow('2 and 1');
    expect(() => fitSimilarity([origin, origin], [origin, { x: 2, y: 2 }])).toThrow('all in one place');
    expect(() => fitSimilarity([origin, { x: NaN, y: 0 }], [origin, origin])).toThrow(RangeError);
  });
});

describe('invertSimilarity and composeSimilarity', () => {
  it('undo each other', () => {
    const both = composeSimilarity(invertSimilarity(TURN), TURN);
    for (const key of ['a', 'b', 'tx', 'ty'] as const) expect(both[key]).toBeCloseTo(IDENTITY[key], 12);
  });

  it('applies the inner transform first', () => {
    const shift: Similarity = { a: 1, b: 0, tx: 10, ty: 0 };
    const double: Similarity = { a: 2, b: 0, tx: 0, ty: 0 };
    expect(applySimilarity(composeSimilarity(double, shift), { x: 1, y: 1 })).toEqual({ x: 22, y: 2 });
    expect(applySimilarity(composeSimilarity(shift, double), { x: 1, y: 1 })).toEqual({ x: 12, y: 2 });
  });

  it('knows its scale, and refuses to invert a scale of zero', () => {
    expect(similarityScale(TURN)).toBeCloseTo(1, 12);
    expect(similarityScale({ a: 3, b: 4, tx: 0, ty: 0 })).toBe(5);
    expect(() => invertSimilarity({ a: 0, b: 0, tx: 1, ty: 1 })).toThrow(RangeError);
  });
});
