/** @file A network read from a file and trained on: the loss falls, and what is frozen stays as it was. */
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../../training/engine/compile.ts';
import { initialState, weightsOf } from '../../../training/engine/state.ts';
import { TrainingStep } from '../../../training/engine/training-step.ts';
import { networkFromOnnx } from '../../../training/from-onnx/from-onnx.ts';
import { decodeOnnxModel } from '../../../training/onnx/reader.ts';
import { float32Tensor, ints } from '../../../training/onnx/types.ts';
import { encodeOnnxModel } from '../../../training/onnx/writer.ts';
import { sgd } from '../../../training/optim/sgd.ts';
import { classProgram, tinyImages } from '../engine/tiny-programs.ts';
import { node, SIDE, smallModel, weight } from '../small-models.ts';
import { smallTransformer, TRANSFORMER_PARAMETERS } from '../small-transformer.ts';

const BATCH = 8;
const PEOPLE = 4;

const FILE = encodeOnnxModel(
  smallModel({
    nodes: [
      node('Conv', ['x', 'stem.weight', 'stem.bias'], 'c'),
      node('PRelu', ['c', 'act.slope'], 'p'),
      node('BatchNormalization', ['p', 'norm.scale', 'norm.shift', 'norm.mean', 'norm.variance'], 'n'),
      node('Conv', ['n', 'second.weight'], 'd', { pads: ints([1, 1, 1, 1]), strides: ints([2, 2]) }),
      node('Relu', ['d'], 'r'),
      node('Flatten', ['r'], 'f'),
      node('MatMul', ['f', 'last.weight'], 'm'),
      node('Add', ['m', 'last.bias'], 'e'),
      node('LpNormalization', ['e'], 'y'),
    ],
    initializers: {
      'stem.weight': weight([6, 3, 3, 3], 1),
      'stem.bias': weight([6], 2),
      'act.slope': weight([6, 1, 1], 3),
      'norm.scale': float32Tensor([6], [1, 0.5, 2, 1, 1, 1]),
      'norm.shift': weight([6], 4),
      'norm.mean': weight([6], 5),
      'norm.variance': float32Tensor([6], [1, 2, 0.5, 1, 1, 1]),
      'second.weight': weight([4, 6, 3, 3], 6),
      'last.weight': weight([4 * 3 * 3, PEOPLE], 7),
      'last.bias': weight([PEOPLE], 8),
    },
  }),
);

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

async function train(
  freeze: RegExp[],
  file = FILE,
): Promise<{ losses: number[]; changed: string[]; kept: string[] }> {
  const { network, weights } = networkFromOnnx(decodeOnnxModel(file));
  const program = compileProgram(classProgram(network, BATCH), { optimiser: sgd(), freeze, clipNorm: 1 });
  const step = await TrainingStep.create(program, initialState(program, 1, weights), { threads: 1 });
  const images = tinyImages(SIDE, PEOPLE, BATCH / PEOPLE, 0);
  const labels = Int32Array.from({ length: BATCH }, (_, at) => Math.floor((at * PEOPLE) / BATCH));
  const losses: number[] = [];
  for (let round = 0; round < 10; round += 1) losses.push((await step.run({ images, labels }, 0.05)).loss);
  const after = weightsOf(program.layout, step.state());
  await step.release();
  const names = Object.keys(after).sort();
  expect(names).toEqual(Object.keys(weights).sort());
  const same = (name: string): boolean => bytesOf(after[name].data).equals(bytesOf(weights[name].data));
  return { losses, changed: names.filter((name) => !same(name)), kept: names.filter(same) };
}

describe('fine-tuning an imported network', () => {
  it('changes the last layer only, when all else is frozen', async () => {
    const { losses, changed, kept } = await train([/^(?!last\.)/]);
    expect(losses[losses.length - 1]).toBeLessThan(0.9 * losses[0]);
    expect(changed).toEqual(['last.bias', 'last.weight']);
    // Running statistics among them.
    expect(kept).toHaveLength(8);
  });

  it('changes every weight and statistic, when nothing is frozen', async () => {
    const { losses, kept } = await train([]);
    expect(losses[losses.length - 1]).toBeLessThan(0.9 * losses[0]);
    expect(kept).toEqual([]);
  });

  it('trains a transformer by the names of its modules: its last block and head, or all of it', async () => {
    const file = encodeOnnxModel(smallTransformer());
    const part = await train([/^model\.(stem|blocks\.0)\./], file);
    expect(part.losses[part.losses.length - 1]).toBeLessThan(0.95 * part.losses[0]);
    const free = TRANSFORMER_PARAMETERS.filter((name) => /^model\.(blocks\.1|head|out)\./.test(name));
    expect(part.changed).toEqual(free.sort());
    const all = await train([], file);
    expect(all.losses[all.losses.length - 1]).toBeLessThan(0.95 * all.losses[0]);
    expect(all.kept).toEqual([]);
  });
});
