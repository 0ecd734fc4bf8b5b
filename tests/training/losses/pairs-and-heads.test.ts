/** @file Pair losses, classifier heads and detector losses: naive loops, finite differences, empty cases. */
import { describe, expect, it } from 'vitest';
import type { Value } from '../../../training/graph/graph.ts';
import type { Scope } from '../../../training/graph/scope.ts';
import { adaFaceLoss } from '../../../training/losses/ada-face.ts';
import {
  adaptiveMarginPairLoss,
  adaptiveMarginTripletLoss,
} from '../../../training/losses/adaptive-margin.ts';
import { arcFaceLoss, SUB_CENTRE_RECIPE } from '../../../training/losses/arc-face.ts';
import { balancedBinaryCrossEntropy } from '../../../training/losses/balanced-bce.ts';
import { contrastiveLoss } from '../../../training/losses/contrastive.ts';
import { cosFaceLoss } from '../../../training/losses/cos-face.ts';
import { cosineHeadLoss, temperatureFor } from '../../../training/losses/cosine-head.ts';
import { classifierLoss, crossEntropy } from '../../../training/losses/cross-entropy.ts';
import type { ClassTargets } from '../../../training/losses/cross-entropy.ts';
import { heldLoss } from '../../../training/losses/held.ts';
import type { LossResult } from '../../../training/losses/reduce.ts';
import { expectGradientsToMatch, normalArray } from '../finite-difference.ts';
import { evaluate, fedScope, indices, lossOutputs, matrix, row } from './fed-losses.ts';
import type { Fed } from './fed-losses.ts';

const ROWS = 6;
const SIZE = 4;
const CLASSES = 3;
const random = (seed: number, ...shape: number[]): Fed => ({
  shape,
  data: normalArray(
    shape.reduce((product, size) => product * size, 1),
    seed,
  ),
});
const rowsOf = ({ shape, data }: Fed): number[][] =>
  Array.from({ length: shape[0] }, (_, at) => Array.from(data.slice(at * shape[1], (at + 1) * shape[1])));
const dot = (a: number[], b: number[]): number => a.reduce((sum, value, at) => sum + value * b[at], 0);
const unit = (a: number[]): number[] => a.map((value) => value / Math.hypot(...a));
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const logSumExp = (z: number[]): number => Math.log(z.reduce((sum, value) => sum + Math.exp(value), 0));

const a = random(1, ROWS, SIZE);
const b = random(2, ROWS, SIZE);
const same = row(1, 0, 1, 0, 1, 0);
const weights = row(1, 1, 1, 1, 1, 0);

describe('pair losses', () => {
  const distances = rowsOf(a).map((x, at) => Math.hypot(...x.map((v, d) => v - rowsOf(b)[at][d])));

  it('contrastive equals a naive loop', async () => {
    const margin = 3;
    const { loss } = await evaluate({ a, b, same, weights }, (v) =>
      lossOutputs(contrastiveLoss(v.a, v.b, v.same, v.weights, margin), v.a),
    );
    const terms = distances
      .slice(0, 5)
      .map((d, at) => (same.data[at] === 1 ? d * d : Math.max(0, margin - d) ** 2));
    expect(loss[0]).toBeCloseTo(mean(terms), 4);
  });

  it.each<[string, (v: Record<string, Value>) => LossResult]>([
    ['contrastive', (v) => contrastiveLoss(v.a, v.b, v.same, v.weights, 3)],
    // A scale of 4 keeps the float32 noise of the sums small beside the gradient.
    ['adaptive margin', (v) => adaptiveMarginPairLoss(v.a, v.b, v.same, v.weights, { scale: 4 })],
    ['held', (v) => heldLoss(v.a, v.b, v.weights)],
  ])('%s has the gradient of finite differences, and is 0 when empty', async (_, build) => {
    await expectGradientsToMatch({
      inputs: { a: a.shape, b: b.shape },
      values: { a: a.data as Float32Array, b: b.data as Float32Array },
      fixed: { same, weights },
      build: (v) => build(v).loss,
    });
    const empty = await evaluate({ a, b, same, weights: row(0, 0, 0, 0, 0, 0) }, (v) =>
      lossOutputs(build(v), v.a),
    );
    expect(empty.loss).toEqual([0]);
    expect(empty.gradient.every((value) => value === 0)).toBe(true);
  });

  it('adaptive margin on triplets sums a positive and a negative pair', async () => {
    const tuples = { anchors: indices(0, 1), positives: indices(2, 3), negatives: indices(4, 5) };
    const fed = { a, ...tuples, weights: row(1, 1) };
    const { loss } = await evaluate(fed, (v) => lossOutputs(adaptiveMarginTripletLoss(v.a, v as never), v.a));
    const cosine = (i: number, j: number): number => dot(unit(rowsOf(a)[i]), unit(rowsOf(a)[j]));
    const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    const term = (c: number, y: number): number => {
      const z = 64 * (c - y * (0.35 + 0.1 * (1 - c)));
      return softplus(z) - y * z;
    };
    const expected = mean([0, 1].map((i) => term(cosine(i, i + 2), 1) + term(cosine(i, i + 4), 0)));
    expect(loss[0]).toBeCloseTo(expected, 3);
  });

  it('holds by 0 what is as it was, and by the mean of 1 − cosine over real images else', async () => {
    const { same, moved } = await evaluate({ a, b, weights }, (v) => ({
      same: heldLoss(v.a, v.a, v.weights).loss,
      moved: heldLoss(v.a, v.b, v.weights).loss,
    }));
    expect(same[0]).toBeCloseTo(0, 6);
    const rows = [rowsOf(a), rowsOf(b)].map((list) =>
      list.filter((_, at) => weights.data[at] === 1).map(unit),
    );
    expect(moved[0]).toBeCloseTo(mean(rows[0].map((now, at) => 1 - dot(now, rows[1][at]))), 5);
  });
});

describe('crossEntropy', () => {
  it('equals a naive loop, also for logits that would overflow', async () => {
    const z = matrix([
      [1, 2, 3],
      [-1, 0.5, 0],
      [500, -500, 499],
    ]);
    const { loss, accuracy } = await evaluate({ z, labels: indices(2, 0, 2), weights: row(1, 1, 1) }, (v) =>
      lossOutputs(crossEntropy(v.z, v.labels, v.weights), v.z),
    );
    const terms = [logSumExp([1, 2, 3]) - 3, logSumExp([-1, 0.5, 0]) + 1, Math.log(1 + Math.E)];
    expect(loss[0]).toBeCloseTo(mean(terms), 5);
    expect(accuracy[0]).toBeCloseTo(1 / 3, 6);
  });
});

const labels = indices(0, 2, 1, 1, 0, 2);

type Head = (scope: Scope, name: string, x: Value, targets: ClassTargets) => LossResult;

const HEADS: Record<string, { head: Head; inputs: Record<string, number[]> }> = {
  classifier: {
    head: classifierLoss,
    inputs: { 'head.weight': [CLASSES, SIZE], 'head.bias': [CLASSES] },
  },
  'cosine head': {
    head: cosineHeadLoss,
    inputs: { 'head.direction': [CLASSES, SIZE], 'head.length': [CLASSES] },
  },
  ArcFace: {
    head: (scope, name, x, targets) => arcFaceLoss(scope, name, x, targets, { scale: 4 }),
    inputs: { 'head.weight': [CLASSES, SIZE] },
  },
  'sub-centre ArcFace': {
    head: (scope, name, x, targets) =>
      arcFaceLoss(scope, name, x, targets, { ...SUB_CENTRE_RECIPE, scale: 4 }),
    inputs: { 'head.weight': [CLASSES * 3, SIZE] },
  },
  CosFace: {
    head: (scope, name, x, targets) => cosFaceLoss(scope, name, x, targets, { scale: 4 }),
    inputs: { 'head.weight': [CLASSES, SIZE] },
  },
};

describe('heads', () => {
  it.each(Object.entries(HEADS))('%s: gradients of embeddings and weights', async (_, { head, inputs }) => {
    await expectGradientsToMatch({
      inputs: { x: [ROWS, SIZE], ...inputs },
      fixed: { labels, weights },
      build: (v, graph) =>
        head(fedScope(graph, v), 'head', v.x, {
          ...{ labels: v.labels, weights: v.weights, classes: CLASSES },
        }).loss,
    });
  });

  it('AdaFace: gradients of the weights; lengths carry none', async () => {
    await expectGradientsToMatch({
      inputs: { 'head.weight': [CLASSES, SIZE] },
      fixed: { x: a, labels, weights },
      build: (v, graph) =>
        adaFaceLoss(
          fedScope(graph, v),
          'head',
          v.x,
          { labels: v.labels, weights: v.weights, classes: CLASSES },
          { scale: 4 },
        ).loss,
    });
  });

  it('AdaFace follows the mean and deviation of the lengths', async () => {
    const x = matrix([
      [3, 4],
      [6, 8],
      [0, 200],
    ]);
    const result = await evaluate({ x, labels: indices(0, 1, 0), weights: row(1, 1, 1) }, (v, graph) => {
      const scope = fedScope(graph, v);
      adaFaceLoss(
        scope,
        'head',
        v.x,
        { labels: v.labels, weights: v.weights, classes: 2 },
        { momentum: 0.1 },
      );
      return Object.fromEntries([...scope.updates]);
    });
    // Lengths 5, 10 and 200, held at 100; start 20 and 100.
    const seen = [5, 10, 100];
    const deviation = Math.sqrt(seen.reduce((sum, n) => sum + (n - mean(seen)) ** 2, 0) / 2);
    expect(result['head.length-mean'][0]).toBeCloseTo(0.9 * 20 + 0.1 * mean(seen), 3);
    expect(result['head.length-deviation'][0]).toBeCloseTo(0.9 * 100 + 0.1 * deviation, 3);
  });

  it('ArcFace equals a naive loop with the margin only at the target', async () => {
    const w = random(5, CLASSES, SIZE);
    const { loss } = await evaluate({ x: a, 'head.weight': w, labels, weights }, (v, graph) =>
      lossOutputs(
        arcFaceLoss(fedScope(graph, v), 'head', v.x, {
          ...{ labels: v.labels, weights: v.weights, classes: CLASSES },
        }),
        v.x,
      ),
    );
    const terms = rowsOf(a)
      .slice(0, 5)
      .map((x, at) => {
        const label = labels.data[at];
        const z = rowsOf(w).map((centre, k) => {
          const c = dot(unit(x), unit(centre));
          if (k !== label) return 64 * c;
          const theta = Math.acos(c);
          return 64 * (theta <= Math.PI - 0.5 ? Math.cos(theta + 0.5) : c - 0.5 * Math.sin(0.5));
        });
        return logSumExp(z) - z[label];
      });
    expect(loss[0]).toBeCloseTo(mean(terms), 3);
  });

  it('cosine head uses the temperature of its class count', () => {
    expect([temperatureFor(200), temperatureFor(201)]).toEqual([2, 10]);
  });
});

describe('balancedBinaryCrossEntropy', () => {
  const softplus = (z: number): number => Math.log1p(Math.exp(z));
  const term = (z: number, y: number): number => softplus(z) - y * z;

  it('weighs fakes and reals alike', async () => {
    const fed = { z: row(1, -2, 0.5, 3), isFake: row(1, 0, 0, 0) };
    const { loss, fakes_found, reals_passed } = await evaluate(fed, (v) =>
      lossOutputs(balancedBinaryCrossEntropy(v.z, v.isFake), v.z),
    );
    const reals = mean([term(-2, 0.01), term(0.5, 0.01), term(3, 0.01)]);
    expect(loss[0]).toBeCloseTo(0.5 * (term(1, 0.99) + reals), 5);
    expect(fakes_found).toEqual([1]);
    expect(reals_passed[0]).toBeCloseTo(1 / 3, 6);
  });

  it('counts a missing kind as 0', async () => {
    const { loss } = await evaluate({ z: row(1, 2), isFake: row(0, 0) }, (v) =>
      lossOutputs(balancedBinaryCrossEntropy(v.z, v.isFake), v.z),
    );
    expect(loss[0]).toBeCloseTo(0.5 * mean([term(1, 0.01), term(2, 0.01)]), 5);
  });

  it('has the gradient of finite differences', async () => {
    await expectGradientsToMatch({
      inputs: { z: [4, 1] },
      fixed: { isFake: row(1, 0, 1, 0) },
      build: (v) => balancedBinaryCrossEntropy(v.z, v.isFake).loss,
    });
  });
});
