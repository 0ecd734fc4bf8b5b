/** @file A tiny generated data set, and programs that train on it. */
import { createRng, randomGaussian } from '../../../src/core/rng/rng.ts';
import type { TrainingProgram } from '../../../training/engine/program.ts';
import type { Weights } from '../../../training/engine/state.ts';
import { Graph } from '../../../training/graph/graph.ts';
import { crossEntropy } from '../../../training/losses/cross-entropy.ts';
import { add } from '../../../training/graph/ops/index.ts';
import { describeModel } from '../../../training/graph/scope.ts';
import { sizeOf } from '../../../training/graph/shape.ts';
import { cosineHeadLoss } from '../../../training/losses/cosine-head.ts';
import { quadrupletLoss } from '../../../training/losses/quadruplet.ts';
import { quadrupletInputs, readQuadruplets } from '../../../training/losses/tuples.ts';
import type { Network } from '../../../training/nets/types.ts';
import { slimResNet } from '../../../training/nets/residual.ts';
import { normalArray } from '../finite-difference.ts';

export const TINY_NET = slimResNet({ inputSize: 16, embeddingSize: 8, widths: [4, 8], neck: 'flat' });

/** People as random smooth patterns, each image with noise of its own; fakes are patterns with a checkerboard. */
export function tinyImages(size: number, people: number, perPerson: number, fakes: number): Float32Array {
  const rng = createRng(4);
  const pixels = 3 * size * size;
  const images: Float32Array[] = [];
  for (let person = 0; person < people; person += 1) {
    const waves = Array.from({ length: 6 }, () => 3 * rng());
    for (let at = 0; at < perPerson + fakes; at += 1) {
      const checker = at >= perPerson ? 0.4 : 0;
      images.push(
        Float32Array.from({ length: pixels }, (_, index) => {
          const [x, y] = [index % size, Math.floor(index / size) % size];
          const channel = Math.floor(index / (size * size));
          const wave = Math.sin((waves[channel] * x + waves[channel + 3] * y) / 3);
          return wave + checker * ((x + y) % 2 === 0 ? 1 : -1) + 0.5 * randomGaussian(rng);
        }),
      );
    }
  }
  const all = new Float32Array(images.length * pixels);
  for (const [at, image] of images.entries()) all.set(image, at * pixels);
  return all;
}

export function quadrupletProgram(
  network: Network,
  batch: number,
  tuples: number,
  margin: number | null,
): TrainingProgram {
  const { inputSize } = network;
  return {
    inputs: [
      { name: 'images', shape: [batch, 3, inputSize, inputSize], type: 'float32' },
      ...quadrupletInputs(tuples),
    ],
    build: (scope, inputs) =>
      quadrupletLoss(network.build(scope, inputs.images), readQuadruplets(inputs), { margin }),
  };
}

/** Cross-entropy straight on the network's output: every network has a gradient through all of it. */
export function classProgram(network: Network, batch: number): TrainingProgram {
  const { inputSize } = network;
  return {
    inputs: [
      { name: 'images', shape: [batch, 3, inputSize, inputSize], type: 'float32' },
      { name: 'labels', shape: [batch], type: 'int32' },
    ],
    build: (scope, { images, labels }) => {
      const ones = scope.graph.constant(new Float32Array(batch).fill(1), [batch]);
      return crossEntropy(network.build(scope, images), labels, ones);
    },
  };
}

/** The soft quadruplet loss plus a cosine head over every image: no kinks, and every parameter matters. */
export function smoothProgram(
  network: Network,
  batch: number,
  tuples: number,
  people: number,
): TrainingProgram {
  const { inputs } = quadrupletProgram(network, batch, tuples, null);
  return {
    inputs: [...inputs, { name: 'labels', shape: [batch], type: 'int32' }],
    build: (scope, fed) => {
      const embeddings = network.build(scope, fed.images);
      const tupled = quadrupletLoss(embeddings, readQuadruplets(fed), { margin: null });
      const weights = scope.graph.constant(new Float32Array(batch).fill(1), [batch]);
      const head = cosineHeadLoss(scope, 'head', embeddings, {
        labels: fed.labels,
        weights,
        classes: people,
      });
      return { loss: add(tupled.loss, head.loss), metrics: { ...tupled.metrics, ...head.metrics } };
    },
  };
}

/** Random weights, with positive scales and variances. */
export function randomWeights(network: Network): Weights {
  const graph = new Graph();
  const { inputSize } = network;
  const spec = describeModel(graph, false, (scope) => {
    network.build(scope, graph.input('x', [1, 3, inputSize, inputSize]));
  });
  return Object.fromEntries(
    [...spec.parameters, ...spec.statistics].map(({ name, shape }, at) => {
      const positive = /variance|scale/.test(name);
      const fanIn = sizeOf(shape.slice(1));
      const data = normalArray(sizeOf(shape), at + 1).map((value) =>
        positive ? 0.5 + Math.abs(value) : value / Math.sqrt(shape.length > 1 ? fanIn : 4),
      );
      return [name, { dims: shape, data }];
    }),
  );
}
