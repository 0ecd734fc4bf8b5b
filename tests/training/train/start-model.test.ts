/** @file What a run takes from the model that it starts from: its layout too, or weights that fit alone. */
import { describe, expect, it } from 'vitest';
import type { CompiledProgram } from '../../../training/engine/program.ts';
import { slimResNet } from '../../../training/nets/residual.ts';
import type { TrainConfig } from '../../../training/train/config.ts';
import edgeface from '../../../training/configs/edgeface-fine-tuned.ts';
import { networkOfRun, startWeights } from '../../../training/train/start-model.ts';
import type { StartModel } from '../../../training/train/start-model.ts';
import { randomWeights } from '../engine/tiny-programs.ts';

const network = slimResNet({ inputSize: 32, widths: [8, 16], embeddingSize: 16 });
const start: StartModel = { network, weights: randomWeights(network), bytes: new Uint8Array() };
const taking: TrainConfig = {
  ...edgeface,
  net: { kind: 'slim-resnet', inputSize: 32, widths: [8, 16], embeddingSize: 4 },
  initWeightsOnly: true,
};

/** As a compiled program lays its parameters out. */
function layoutOf(shapes: Readonly<Record<string, readonly number[]>>): CompiledProgram['layout'] {
  const entries = Object.entries(shapes).map(([name, shape]) => ({ name, shape, offset: 0, size: 1 }));
  const none = { entries: [], length: 0 };
  return { trained: { entries, length: entries.length }, frozen: none, statistics: none };
}

describe('a start', () => {
  it('gives its layout, unless only weights are taken', () => {
    expect(networkOfRun({ ...taking, initWeightsOnly: false }, start)).toBe(network);
    expect(networkOfRun(taking, start).outputSize).toBe(4);
    expect(networkOfRun(taking, null).outputSize).toBe(4);
  });

  it('gives weights of the same name and shape, and no others', () => {
    const [[name, { dims }]] = Object.entries(start.weights);
    const other = 'neck.dense.weight';
    const layout = layoutOf({ [name]: dims, [other]: [4, 16], unknown: [1] });
    expect(other in start.weights).toBe(true);
    expect(Object.keys(startWeights(taking, start, layout))).toEqual([name]);
    expect(startWeights({ ...taking, initWeightsOnly: false }, start, layout)).toBe(start.weights);
  });

  it('is refused when nothing of it fits', () => {
    expect(() => startWeights(taking, start, layoutOf({ unknown: [1] }))).toThrow('no weight');
  });
});
