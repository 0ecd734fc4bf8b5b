/** @file Triplet and quadruplet losses and batch-hard mining against naive loops, and their empty cases. */
import { describe, expect, it } from 'vitest';
import { cosineTripletLoss, tripletLoss } from '../../../training/losses/triplet.ts';
import { mineBatchHard } from '../../../training/losses/batch-hard.ts';
import type { BatchHardOptions } from '../../../training/losses/batch-hard.ts';
import { quadrupletLoss } from '../../../training/losses/quadruplet.ts';
import type { QuadrupletOptions } from '../../../training/losses/quadruplet.ts';
import { readQuadruplets } from '../../../training/losses/tuples.ts';
import { toFloat } from '../../../training/graph/ops/index.ts';
import { expectGradientsToMatch, normalArray } from '../finite-difference.ts';
import { evaluate, indices, lossOutputs, row } from './fed-losses.ts';
import type { Fed } from './fed-losses.ts';

const SIZE = 5;
const ROWS = 8;
const x: Fed = { shape: [ROWS, SIZE], data: normalArray(ROWS * SIZE, 3) };
const at = (index: number): number[] => Array.from(x.data.slice(index * SIZE, (index + 1) * SIZE));
const distance = (a: number, b: number): number =>
  Math.hypot(...at(a).map((value, dim) => value - at(b)[dim]));

const A = [0, 1, 2, 3];
const P = [1, 0, 3, 2];
const N = [2, 3, 0, 1];
const F = [4, 5, 6, 7];
const tuples = (weights: number[], fakeWeights: number[]): Record<string, Fed> => ({
  ...{ x, anchors: indices(...A), positives: indices(...P), negatives: indices(...N) },
  ...{ fakes: indices(...F), weights: row(...weights), fakeWeights: row(...fakeWeights) },
});

const run = (fed: Record<string, Fed>, options: QuadrupletOptions): Promise<Record<string, number[]>> =>
  evaluate(fed, (inputs) =>
    lossOutputs(quadrupletLoss(inputs.x, readQuadruplets(inputs), options), inputs.x),
  );

const length = (values: readonly number[]): number => Math.hypot(...values);
const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

describe('quadrupletLoss', () => {
  it.each([
    [1, 1],
    [0.25, 0.5],
    [null, 2],
  ])('equals naive loops with margin %s and λ %s', async (margin, fakeWeight) => {
    const term = (positive: number, negative: number): number =>
      margin === null ? Math.log1p(Math.exp(positive - negative)) : Math.max(0, margin + positive - negative);
    const real = mean(A.map((a, q) => term(distance(a, P[q]), distance(a, N[q]))));
    const fake = mean(A.map((a, q) => term(distance(a, P[q]), distance(a, F[q]))));
    const result = await run(tuples([1, 1, 1, 1], [1, 1, 1, 1]), { margin, fakeWeight });
    expect(result.loss[0]).toBeCloseTo(real + fakeWeight * fake, 5);
    expect(result.d_pos[0]).toBeCloseTo(mean(A.map((a, q) => distance(a, P[q]))), 5);
    expect(result.d_neg_real[0]).toBeCloseTo(mean(A.map((a, q) => distance(a, N[q]))), 5);
    expect(result.d_neg_fake[0]).toBeCloseTo(mean(A.map((a, q) => distance(a, F[q]))), 5);
  });

  it("sends gradients to the fakes, and none once the fake term is off (system 0's bug)", async () => {
    const fakesOf = (gradient: number[]): number[] => gradient.slice(4 * SIZE);
    const fed = tuples([1, 1, 1, 1], [1, 1, 1, 1]);
    const on = await run(fed, { margin: null });
    const off = await run(fed, { margin: null, fakeWeight: 0 });
    const again = await run(fed, { margin: null });
    for (const fake of [4, 5, 6, 7]) {
      expect(length(on.gradient.slice(fake * SIZE, (fake + 1) * SIZE))).toBeGreaterThan(1e-3);
    }
    expect(length(fakesOf(off.gradient))).toBe(0);
    expect(off.d_neg_fake[0]).toBeCloseTo(on.d_neg_fake[0], 6);
    expect(again.gradient).toEqual(on.gradient);
  });

  it('skips tuples of weight 0', async () => {
    const some = await run(tuples([1, 0, 0, 1], [0, 1, 0, 0]), { margin: 1 });
    const term = (a: number, p: number, n: number): number =>
      Math.max(0, 1 + distance(a, p) - distance(a, n));
    const expected = (term(0, 1, 2) + term(3, 2, 1)) / 2 + term(1, 0, 5);
    expect(some.loss[0]).toBeCloseTo(expected, 5);
  });

  it('is 0 without gradient when the miner found nothing', async () => {
    const none = await run(tuples([0, 0, 0, 0], [0, 0, 0, 0]), { margin: 1 });
    expect(none.loss).toEqual([0]);
    expect(length(none.gradient)).toBe(0);
  });

  it('without fakes is the triplet loss', async () => {
    const fed = tuples([1, 1, 1, 1], [0, 0, 0, 0]);
    const result = await run(fed, { margin: 1 });
    const triplet = await evaluate(fed, (inputs) =>
      lossOutputs(tripletLoss(inputs.x, readQuadruplets(inputs), { margin: 1 }), inputs.x),
    );
    expect(result.loss).toEqual(triplet.loss);
    expect(result.gradient).toEqual(triplet.gradient);
    expect(result.d_neg_fake).toEqual([0]);
  });

  it('has the gradient of finite differences', async () => {
    const fed = Object.entries(tuples([1, 1, 0, 1], [1, 0, 1, 1]));
    const fixed = Object.fromEntries(fed.filter(([name]) => name !== 'x'));
    for (const margin of [1, null]) {
      await expectGradientsToMatch({
        inputs: { x: x.shape },
        fixed,
        build: (inputs) =>
          quadrupletLoss(inputs.x, readQuadruplets(inputs), { margin, fakeWeight: 0.7 }).loss,
      });
    }
  });
});

describe('cosineTripletLoss', () => {
  it('is the mean over the tuples above zero', async () => {
    const cosine = (a: number, b: number): number =>
      at(a).reduce((sum, v, dim) => sum + v * at(b)[dim], 0) / length(at(a)) / length(at(b));
    const gaps = A.map((a, q) => cosine(a, N[q]) - cosine(a, P[q]));
    const [, second, third] = gaps.slice().sort((left, right) => left - right);
    const margin = -(second + third) / 2;
    const hard = gaps.map((gap) => gap + margin).filter((term) => term > 0);
    expect(hard).toHaveLength(2);
    const fed = tuples([1, 1, 1, 1], [0, 0, 0, 0]);
    const { loss } = await evaluate(fed, (inputs) =>
      lossOutputs(cosineTripletLoss(inputs.x, readQuadruplets(inputs), margin), inputs.x),
    );
    expect(loss[0]).toBeCloseTo(mean(hard), 5);
  });
});

describe('mineBatchHard', () => {
  const mine = async (
    labels: number[],
    isFake: number[],
    options: BatchHardOptions,
    sources = labels.map(() => 0),
  ): Promise<Record<string, number[]>> => {
    const fed = { x, labels: indices(...labels), sources: indices(...sources), isFake: row(...isFake) };
    return evaluate(fed, (inputs) => {
      const found = mineBatchHard(
        inputs.x,
        { labels: inputs.labels, sources: inputs.sources, isFake: inputs.isFake },
        options,
      );
      return Object.fromEntries(
        Object.entries(found).map(([name, value]: [string, (typeof found)['anchors']]) => [
          name,
          value.type === 'int32' ? toFloat(value) : value,
        ]),
      );
    });
  };

  const farthest = (a: number, from: number[]): number =>
    from.sort((p, q) => distance(a, q) - distance(a, p))[0];
  const nearest = (a: number, from: number[]): number =>
    from.sort((p, q) => distance(a, p) - distance(a, q))[0];

  it.each(['same-person', 'other-person', 'anybody'] as const)(
    'finds what naive loops find, fakes of %s',
    async (fakesOf) => {
      const labels = [0, 0, 0, 1, 1, 0, 1, 1];
      const isFake = [0, 0, 0, 0, 0, 1, 1, 1];
      const found = await mine(labels, isFake, { fakesOf });
      const all = labels.map((_, index) => index);
      for (const a of all) {
        expect(found.weights[a]).toBe(isFake[a] === 1 ? 0 : 1);
        expect(found.fakeWeights[a]).toBe(isFake[a] === 1 ? 0 : 1);
        if (isFake[a] === 1) continue;
        const real = all.filter((b) => isFake[b] === 0);
        const same = (b: number): boolean => labels[b] === labels[a];
        expect(found.anchors[a]).toBe(a);
        expect(found.positives[a]).toBe(
          farthest(
            a,
            real.filter((b) => same(b) && b !== a),
          ),
        );
        expect(found.negatives[a]).toBe(
          nearest(
            a,
            real.filter((b) => !same(b)),
          ),
        );
        const whose = { 'same-person': same, 'other-person': (b: number) => !same(b), anybody: () => true };
        const fakes = all.filter((b) => isFake[b] === 1 && whose[fakesOf](b));
        expect(found.fakes[a]).toBe(nearest(a, fakes));
      }
    },
  );

  it('prefers, semi-hard, the nearest that is farther than the positive', async () => {
    const labels = [0, 0, 0, 1, 1, 1, 1, 1];
    const found = await mine(labels, [0, 0, 0, 0, 0, 0, 0, 0], {
      fakesOf: 'anybody',
      negatives: 'semi-hard',
    });
    const all = labels.map((_, index) => index);
    let fellBack = 0;
    for (const a of all) {
      const others = all.filter((b) => labels[b] !== labels[a]);
      const limit = distance(a, found.positives[a]);
      const beyond = others.filter((b) => distance(a, b) > limit);
      if (beyond.length === 0) fellBack += 1;
      expect(found.negatives[a]).toBe(nearest(a, beyond.length > 0 ? beyond : others));
    }
    // Both ways must have been gone.
    expect(fellBack).toBeLessThan(all.length);
  });

  it('contrasts real and fake only within one data set', async () => {
    const labels = [0, 0, 1, 1, 0, 0, 1, 1];
    const sources = [0, 0, 1, 1, 1, 1, 0, 0];
    const found = await mine(labels, [0, 0, 0, 0, 1, 1, 1, 1], { fakesOf: 'anybody' }, sources);
    expect(found.fakeWeights.slice(0, 4)).toEqual([1, 1, 1, 1]);
    expect(found.fakes.slice(0, 4).map((fake) => sources[fake])).toEqual([0, 0, 1, 1]);
    const none = await mine(labels, [0, 0, 0, 0, 1, 1, 1, 1], { fakesOf: 'same-person' }, sources);
    expect(none.fakeWeights).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('finds no negative among one identity, and no fake where there is none', async () => {
    const found = await mine([0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0], { fakesOf: 'anybody' });
    expect(found.weights).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(found.fakeWeights).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('leaves out an anchor whose person has one real image', async () => {
    const found = await mine([0, 1, 1, 1, 0, 1, 1, 1], [0, 0, 0, 0, 1, 1, 1, 1], {
      fakesOf: 'same-person',
    });
    expect(found.weights).toEqual([0, 1, 1, 1, 0, 0, 0, 0]);
    expect(found.fakeWeights).toEqual([0, 1, 1, 1, 0, 0, 0, 0]);
  });
});
