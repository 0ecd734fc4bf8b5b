/** @file Networks: their sizes as published, and a step through a tiny one of each kind that lowers its loss. */
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../../training/engine/compile.ts';
import { initialState } from '../../../training/engine/state.ts';
import { TrainingStep } from '../../../training/engine/training-step.ts';
import { Graph } from '../../../training/graph/graph.ts';
import { describeModel } from '../../../training/graph/scope.ts';
import { sizeOf } from '../../../training/graph/shape.ts';
import { efficientNet } from '../../../training/nets/efficient-net.ts';
import { fakeDetector } from '../../../training/nets/fake-detector.ts';
import { improvedResidual } from '../../../training/nets/improved-residual.ts';
import { mobileFaceNet } from '../../../training/nets/mobile-face-net.ts';
import { resNet18, slimResNet } from '../../../training/nets/residual.ts';
import type { Network } from '../../../training/nets/types.ts';
import { sgd } from '../../../training/optim/sgd.ts';
import { normalArray } from '../finite-difference.ts';
import { classProgram } from '../engine/tiny-programs.ts';

function describeNetwork(network: Network): {
  parameters: number;
  output: readonly number[];
  undecayed: string[];
} {
  const graph = new Graph();
  let output: readonly number[] = [];
  const { parameters } = describeModel(graph, false, (scope) => {
    output = network.build(scope, graph.input('x', [2, 3, network.inputSize, network.inputSize])).shape;
  });
  return {
    parameters: parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    output,
    undecayed: parameters.filter(({ decay }) => !decay).map(({ name }) => name),
  };
}

describe('sizes', () => {
  it.each<[Network, output: number, millions: number]>([
    // 1.26 M: the measured net a.
    [slimResNet(), 128, 1.26],
    // 11.69 M with 1,000 classes, so 11.18 M without and 11.44 M with an embedding of 512.
    [resNet18(), 512, 11.44],
    // 24.02 M, 43.57 M and 65.15 M as in the reference's own model list, without the learned output scale.
    [improvedResidual({ depth: 18 }), 512, 24.02],
    [improvedResidual({ depth: 50 }), 512, 43.57],
    [improvedResidual({ depth: 101 }), 512, 65.13],
    // "0.99 million" in the paper.
    [mobileFaceNet(), 128, 0.99],
    // 5.29 M with 1,000 classes, so 4.01 M without and 4.66 M with an embedding of 512.
    [efficientNet(), 512, 4.66],
  ])('$name', (network, output, millions) => {
    const found = describeNetwork(network);
    expect(found.output).toEqual([2, output]);
    expect(found.parameters / 1e6).toBeCloseTo(millions, 1);
  });

  it('exclude biases, batch norms and slopes from decay, and nothing else', () => {
    for (const network of [mobileFaceNet(), efficientNet(), fakeDetector()]) {
      const { undecayed } = describeNetwork(network);
      expect(undecayed.every((name) => /\.(scale|shift|bias|slope)$/.test(name))).toBe(true);
      expect(undecayed.length).toBeGreaterThan(10);
    }
  });
});

const small = { inputSize: 16, embeddingSize: 4 };

describe('training', () => {
  it.each<[Network]>([
    [slimResNet({ ...small, widths: [4, 8] })],
    [resNet18({ ...small, inputSize: 32, widths: [4, 4, 8, 8] })],
    [improvedResidual({ ...small, widths: [4, 4, 4, 8], dropoutRate: 0 })],
    [mobileFaceNet({ ...small, stem: 4, last: 8, table: [[2, 8, 2, 2]] })],
    [
      efficientNet({
        ...small,
        stem: 4,
        last: 16,
        dropoutRate: 0,
        table: [{ expansion: 2, channels: 8, repeats: 2, stride: 2, kernel: 5 }],
      }),
    ],
  ])('$name moves downhill by what its gradient promises', async (network) => {
    const batch = 8;
    const compiled = compileProgram(classProgram(network, batch), { optimiser: sgd({ momentum: 0 }) });
    const step = await TrainingStep.create(compiled, initialState(compiled, 3), { threads: 1 });
    const images = normalArray(batch * 3 * network.inputSize ** 2, 6);
    const labels = Int32Array.from({ length: batch }, (_, at) => at % 4);
    const start = step.state();
    const { gradientNorm } = await step.run({ images, labels }, 0);
    // Small enough for the loss to be a straight line, large enough to stand out of float32 rounding.
    const rate = 1e-3 / gradientNorm ** 2;
    const shifted = async (learningRate: number): Promise<number> => {
      step.restore(start);
      await step.run({ images, labels }, learningRate);
      return (await step.run({ images, labels }, 0)).loss;
    };
    const fall = (await shifted(-rate)) - (await shifted(rate));
    expect(fall).toBeGreaterThan(0.98 * 2e-3);
    expect(fall).toBeLessThan(1.02 * 2e-3);
    await step.release();
  });
});
