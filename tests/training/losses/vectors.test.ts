/** @file The losses against numbers worked out by hand. */
import { describe, expect, it } from 'vitest';
import { adaFaceTarget, quality } from '../../../training/losses/ada-face.ts';
import { adaptiveMarginTerm } from '../../../training/losses/adaptive-margin.ts';
import { arcFaceTarget } from '../../../training/losses/arc-face.ts';
import { cosFaceTarget } from '../../../training/losses/cos-face.ts';
import { rankingTerm } from '../../../training/losses/triplet.ts';
import { mul } from '../../../training/graph/ops/index.ts';
import { evaluate, row } from './fed-losses.ts';

describe('values worked out by hand', () => {
  it('adaptive margin', async () => {
    const { y } = await evaluate(
      { c: row(0.5, 0.4, 0.3, 0.5, -0.1), same: row(1, 1, 1, 0, 0) },
      ({ c, same }) => ({
        y: adaptiveMarginTerm(c, same),
      }),
    );
    const expected = [0.00166, 1.0635, 7.6805, 32, 0.00166];
    y.forEach((value, at) => expect(value).toBeCloseTo(expected[at], at === 0 || at === 4 ? 5 : 3));
  });

  it('quadruplet distances 5, 5.5, 10', async () => {
    const fed = { p: row(5, 5), n: row(5.5, 10) };
    const { hard, soft } = await evaluate(fed, ({ p, n }) => ({
      hard: rankingTerm(p, n, 1),
      soft: rankingTerm(p, n, null),
    }));
    expect(hard).toEqual([0.5, 0]);
    expect(soft[0]).toBeCloseTo(0.47408, 5);
    expect(soft[1]).toBeCloseTo(0.00672, 5);
  });

  it('target logits at c = 0.5, s = 64', async () => {
    const fed = { c: row(0.5, 0.5, 0.5), n: row(15, 20, 25), mean: row(20), deviation: row(5) };
    const { arc, cosine, ada } = await evaluate(fed, ({ c, n, mean, deviation }) => ({
      arc: mul(arcFaceTarget(c, 0.5), 64),
      cosine: mul(cosFaceTarget(c, 0.4), 64),
      ada: mul(adaFaceTarget(c, quality(n, mean, deviation, 0.333), 0.4), 64),
    }));
    expect(arc[0]).toBeCloseTo(1.5102, 3);
    expect(cosine[0]).toBeCloseTo(6.4, 4);
    [7.2803, 6.4, 4.953].forEach((expected, at) => expect(ada[at]).toBeCloseTo(expected, 2));
  });
});
